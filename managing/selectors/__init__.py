"""Reads of the pages of figures: no customer is named in any of them."""
