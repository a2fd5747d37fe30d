"""Forms of what is sold."""
