"""Reads of this app, each shaped for one screen or one calculation."""
