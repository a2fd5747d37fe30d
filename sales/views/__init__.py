"""HTTP of what is sold."""
