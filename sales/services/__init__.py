"""The writes of sales: atomic, audited, told to the timeline and to the apps above."""
