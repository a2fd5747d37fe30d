"""Spreadsheets that strangers send: read in a child process with limits, so that a hostile file harms nothing else.

`reading.read_file` is the way in. What kind a file is decides its content, never its name.
"""
