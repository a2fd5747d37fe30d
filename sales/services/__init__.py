"""The writes of sales: one file a subject."""
