"""Pages of figures: each for one's own business, one's team's, or all of it, in a time and a market."""

from analysis.views.pages import customers, diagnosis, lost, product, products, sources

__all__ = ["customers", "diagnosis", "lost", "product", "products", "sources"]
