"""One product with all that its page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from catalogue.domain.completeness import Completeness
from catalogue.domain.freshness import Validity, validity_of
from catalogue.domain.packing import Container, Fill, Loading
from catalogue.models import (
    Certificate,
    PriceTier,
    Product,
    ProductCost,
    ProductDocument,
    ProductParameter,
    ProductPicture,
    SampleStock,
)
from catalogue.selectors.listing import completeness, is_stale, with_parts


@dataclass(frozen=True)
class MatrixRow:
    """A row of the prices: for whom, in which currency, and the price at each break (None: none of its own).

    `notes`: what these prices include, each once.
    """

    region: str
    customer_type: str
    currency: str
    cells: list[PriceTier | None]
    notes: list[str]


@dataclass(frozen=True)
class PriceMatrix:
    """The prices of a day: the breaks as columns, a row for each market, type and currency; those of other days apart."""

    breaks: list[int]
    rows: list[MatrixRow]
    others: list[PriceTier]


@dataclass(frozen=True)
class ProductPage:
    """What the page of a product shows. `cost` is None for who may not see it."""

    pictures: list[ProductPicture]
    parameters: list[ProductParameter]
    certificates: list[tuple[Certificate, Validity]]
    documents: list[ProductDocument]
    prices: PriceMatrix
    stock: SampleStock | None
    cost: ProductCost | None
    completeness: Completeness
    is_stale: bool
    loading: Loading | None
    fills: list[tuple[Container, Fill]]


def read_product(user: Any, product: Product, *, at: datetime) -> ProductPage:
    """Return what `user` sees of `product`. Nine queries."""
    day = timezone.localdate(at)
    measured = with_parts(Product.objects.visible_to(user), day).get(pk=product.pk)
    tiers = list(product.tiers.select_related("region"))
    loading = product.loading
    return ProductPage(
        pictures=list(product.pictures.all()),
        parameters=list(product.parameters.select_related("attribute")),
        certificates=[(row, validity_of(row.expires_on, day)) for row in product.certificates.select_related("file")],
        documents=list(product.documents.select_related("file")),
        prices=matrix_of(tiers, day),
        stock=SampleStock.objects.visible_to(user).filter(product=product).first(),
        cost=ProductCost.objects.visible_to(user).filter(product=product).first(),
        completeness=completeness(measured),
        is_stale=is_stale(product, at),
        loading=loading,
        fills=list(loading.fills.items()) if loading else [],
    )  # fmt: skip


def matrix_of(tiers: list[PriceTier], day: date) -> PriceMatrix:
    """Lay the prices of `day` out; of two for the same the newer counts, the older stands with the others."""
    current: dict[tuple[Any, ...], PriceTier] = {}
    for tier in sorted(tiers, key=lambda row: (row.valid_from, row.pk)):
        if tier.valid_from <= day <= (tier.valid_until or date.max):
            current[(tier.region_id, tier.customer_type, tier.currency, tier.min_quantity)] = tier
    breaks = sorted({tier.min_quantity for tier in current.values()})
    chosen = {tier.pk for tier in current.values()}
    heads: dict[tuple[Any, ...], PriceTier] = {}
    for tier in sorted(current.values(), key=_place):
        heads.setdefault((tier.region_id, tier.customer_type, tier.currency), tier)
    rows = [_row(head, key, breaks, current) for key, head in heads.items()]
    return PriceMatrix(breaks, rows, [tier for tier in tiers if tier.pk not in chosen])


def _place(tier: PriceTier) -> tuple[Any, ...]:
    """Any market first, then the markets in their order."""
    position = tier.region.position if tier.region else -1
    return position, tier.region_id or 0, tier.customer_type, tier.currency


def _row(
    head: PriceTier,
    key: tuple[Any, ...],
    breaks: list[int],
    current: Mapping[tuple[Any, ...], PriceTier],
) -> MatrixRow:
    region = str(head.region) if head.region else ""
    kind = head.get_customer_type_display() if head.customer_type else ""
    cells = [current.get((*key, one)) for one in breaks]
    notes = dict.fromkeys(tier.note for tier in cells if tier and tier.note)
    return MatrixRow(region, kind, head.currency, cells, list(notes))
