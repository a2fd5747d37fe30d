"""HTTP of reports: fetch scoped → bind → call → respond."""
