"""The floor: a bare Django project on the product's own tables. See `bench`."""
