"""Reads shaped for one screen."""
