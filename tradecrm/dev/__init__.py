"""What `make` needs of Django; nothing here runs in production."""
