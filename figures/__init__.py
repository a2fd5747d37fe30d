"""The figures of trust.md as commands: `python -m figures [ID …]` (see `figures.__main__`)."""
