"""Products by how much they are asked for, or how new they are, by market and time (S33)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from catalogue.models import MarketRegion, Product
from catalogue.ranking import Asked, Source, counts_all, sources
from catalogue.selectors.listing import first_pictures

SHOWN = 50
PERIODS = (30, 90, 365)
NEWEST = "newest"


@dataclass(frozen=True)
class RankQuery:
    """What is asked: of how many days, of which market (None: all), by which figure (or NEWEST)."""

    days: int = 90
    region: int | None = None
    by: str = ""


@dataclass(frozen=True)
class RankRow:
    """A product with its figures (label, count, where its records stand), in the order of the sources."""

    place: int
    product: Product
    picture_id: int | None
    figures: list[tuple[Any, int, str]]


@dataclass(frozen=True)
class Ranking:
    """The first products; `by` is what they stand by, `highest` the largest figure of that."""

    rows: list[RankRow]
    sources: list[Source]
    by: str


def rank(user: Any, query: RankQuery, *, at: datetime) -> Ranking:
    """Return the products that are asked for most, as far as `user` may know: a statement a source, and three more."""
    known = sources()
    asked = Asked(at - timedelta(days=query.days), at, _countries(user, query.region))
    counted = {one.name: dict(one.count(user, asked)) for one in known}
    by = query.by if query.by == NEWEST or query.by in counted else known[0].name if known else NEWEST
    seen = Product.objects.visible_to(user).offered().defer("search_text")
    if by == NEWEST:
        products = list(seen.order_by("-is_new", "-created_at", "-pk")[:SHOWN])
    else:
        # Of those asked for alike often the other figures decide, in their order.
        keys = [by, *(one.name for one in known if one.name != by)]
        ids = {pk for found in counted.values() for pk in found}

        def weight(product: Product) -> list[int]:
            return [-counted[key].get(product.pk, 0) for key in keys]

        products = sorted(seen.filter(pk__in=ids), key=lambda row: (weight(row), row.name_sort))[:SHOWN]
    pictures = first_pictures(row.pk for row in products)
    has_links = (
        not counts_all(user) or user.is_boss
    )  # the assistant reads figures, and no records behind them
    return Ranking(
        [
            RankRow(place, row, pictures.get(row.pk), [
                (one.label, count := counted[one.name].get(row.pk, 0), one.url_of(row.model_number) if count and has_links else "")
                for one in known
            ])
            for place, row in enumerate(products, 1)
        ], known, by,
    )  # fmt: skip


def _countries(user: Any, region: int | None) -> list[str] | None:
    found = MarketRegion.objects.visible_to(user).filter(pk=region).first() if region else None
    return [str(one.country) for one in found.countries.all()] if found else None
