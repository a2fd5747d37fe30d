"""Reads of briefings and rulings, shaped for one page each."""
