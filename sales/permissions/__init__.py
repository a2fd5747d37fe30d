"""May this person do this to this row? A module for each kind."""
