"""Reads of what is sold."""
