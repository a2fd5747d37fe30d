"""What may be done to a product, beyond seeing it (permissions.md: catalogue, list prices; floor prices, margins)."""

from typing import Any

from catalogue.models import ESample, MarketRegion, Product
from core.capabilities import Can


def can_write_product(user: Any, product: Product | None = None) -> bool:
    """Managers, the boss and assistants keep products, list prices and the stock of samples."""
    return bool(user.can(Can.WRITE_CATALOGUE))


def can_see_cost(user: Any, product: Product | None = None) -> bool:
    """Cost and floor price are the manager's and the boss's to read and to write."""
    return bool(user.can(Can.SEE_FLOOR_PRICES))


def can_keep_markets(user: Any, region: MarketRegion | None = None) -> bool:
    """How a market is quoted to is policy: managers and the boss."""
    return bool(user.can(Can.KEEP_MARKETS))


def can_send_esample(user: Any, esample: ESample | None = None) -> bool:
    """Who sells sends e-samples; a link is its maker's alone."""
    return bool(user.can(Can.SEND_ESAMPLES)) and (esample is None or esample.user_id == user.pk)


__all__ = ["can_keep_markets", "can_see_cost", "can_send_esample", "can_write_product"]
