"""What the analysis reads: figures of many records, a fixed number of statements each."""
