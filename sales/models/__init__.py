"""What is sold: quotes, samples and proofs, orders."""

from sales.models.quotes import CostRequest, Quote, QuoteLine, QuoteQuerySet, QuoteState, QuoteVersion

__all__ = ["CostRequest", "Quote", "QuoteLine", "QuoteQuerySet", "QuoteState", "QuoteVersion"]
