"""Reads of customers, shaped for one screen each."""
