"""What the product costs beside the floor: about the least that a Django page can cost (design: speed.md)."""
