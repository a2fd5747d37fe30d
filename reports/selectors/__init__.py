"""Reads of reports, shaped for one page each."""
