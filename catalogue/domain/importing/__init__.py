"""What a price list says: its columns by their headings, and of each row what of a product it tells."""
