"""Notes of markets, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.models import MarketRegion, Product
from core.keyset import Page, Sort, page_of
from sales.models import MarketNote
from sales.permissions.insight import can_withdraw_market_note

PAGE, FEW = 50, 6
NEWEST = Sort("newest", "at", datetime, is_descending=True)
RELATED = ("region", "product", "by")


@dataclass(frozen=True)
class WantedNotes:
    """The list's filter."""

    region: MarketRegion | None = None
    question: str = ""
    product: Product | None = None


def read_market_notes(
    user: Any, wanted: WantedNotes, *, after: str = "", before: str = ""
) -> Page[MarketNote]:
    """Return a page of what stands, the newest first; `may_withdraw` is said of each. One query, however many rows."""
    rows = MarketNote.objects.visible_to(user).standing().select_related(*RELATED)
    if wanted.region is not None:
        rows = rows.filter(region=wanted.region)
    if wanted.question:
        rows = rows.filter(question=wanted.question)
    if wanted.product is not None:
        rows = rows.filter(product=wanted.product)
    page = page_of(rows, NEWEST, after=after, before=before, size=PAGE)
    for row in page.rows:
        row.may_withdraw = can_withdraw_market_note(user, row)  # type: ignore[attr-defined]  # for the list
    return page


def newest_market_notes(
    user: Any, *, region: int | None = None, product: Product | None = None
) -> Iterable[MarketNote]:
    """Return the newest few of a market, of a product, or of all. One query."""
    rows = MarketNote.objects.visible_to(user).standing().select_related(*RELATED)
    if region is not None:
        rows = rows.filter(region=region)
    if product is not None:
        rows = rows.filter(product=product)
    return list(rows.order_by("-at", "-pk")[:FEW])
