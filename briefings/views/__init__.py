"""HTTP of briefings: fetch scoped → bind → call → respond."""
