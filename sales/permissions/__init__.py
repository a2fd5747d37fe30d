"""May this person do this to this row? One file a subject."""
