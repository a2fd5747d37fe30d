"""May this person do this to this row? On loaded rows."""
