"""What runs before and around the application. Standard library only, except `messages` (babel)."""
