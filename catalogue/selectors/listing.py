"""The list of products: filters, pages, and of each row what is missing, what it costs and whether it is stale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from catalogue.domain.completeness import Completeness, Part, completeness_of
from catalogue.domain.freshness import stale_before
from catalogue.models import (
    Certificate,
    PhotoStatus,
    PriceTier,
    Product,
    ProductParameter,
    ProductPicture,
)
from catalogue.policies import upkeep_policy
from catalogue.selectors.finding import matching

PAGE_SIZE = 48
SHOWS = ("", "new", "incomplete", "no_points", "stale", "low", "withdrawn")
WITHOUT_POINTS = Q(selling_points_en="", selling_points_zh="")  # in neither language (S154)
ORDERS = {"": ("name_sort", "pk"), "newest": ("-created_at", "-pk"), "reviewed": ("reviewed_at", "pk")}
FILLED = ("name_en", "name_zh", "specification_en", "specification_zh", "keywords")


@dataclass(frozen=True)
class ListQuery:
    """What of the list is asked for: words, a category, which products, in which order, as which page."""

    text: str = ""
    category: int | None = None
    show: str = ""
    order: str = ""
    is_tiles: bool = False
    page: int = 1


@dataclass(frozen=True)
class PriceSpan:
    """From the keenest to the dearest current price, in one currency."""

    lowest: Decimal
    highest: Decimal
    currency: str


@dataclass(frozen=True)
class ProductRow:
    """A product as a row of the list."""

    product: Product
    picture_id: int | None
    completeness: Completeness
    is_stale: bool
    prices: PriceSpan | None


@dataclass(frozen=True)
class Listing:
    """A page of the list, and how many there are of each kind."""

    rows: list[ProductRow]
    total: int
    first: int
    has_next: bool
    counts: dict[str, int]


def read_list(user: Any, query: ListQuery, *, at: datetime) -> Listing:
    """Return a page of the products that `user` sees. Five queries, however many rows."""
    day = timezone.localdate(at)
    seen = matching(Product.objects.visible_to(user), query.text)
    if query.category is not None:
        seen = seen.filter(category=query.category)
    counts = _count(seen, day)
    begin = (query.page - 1) * PAGE_SIZE
    shown = narrowed(seen, query.show, day).order_by(*ORDERS[query.order])
    found = list(
        with_parts(shown, day).select_related("category").defer("search_text")[begin : begin + PAGE_SIZE + 1]
    )
    rows = found[:PAGE_SIZE]
    ids = [product.pk for product in rows]
    pictures, prices = first_pictures(ids), price_spans(ids, day)
    oldest = oldest_fresh(day)
    return Listing(
        [
            ProductRow(
                product, pictures.get(product.pk), completeness(product), product.reviewed_at < oldest, prices.get(product.pk)
            )
            for product in rows
        ],
        counts[query.show],
        begin + 1 if rows else 0,
        len(found) > PAGE_SIZE,
        counts,
    )  # fmt: skip


def listed_ids(user: Any, query: ListQuery, *, at: datetime) -> list[int]:
    """Return the ids of all products that the list holds, in its order: one query."""
    day = timezone.localdate(at)
    seen = matching(Product.objects.visible_to(user), query.text)
    if query.category is not None:
        seen = seen.filter(category=query.category)
    rows = narrowed(seen, query.show, day).order_by(*ORDERS[query.order])
    return list(rows.values_list("pk", flat=True))


def _count(rows: QuerySet[Product], day: date) -> dict[str, int]:
    """How many there are behind each of SHOWS: one query."""
    kinds = {
        show or "all": Count("pk", filter=Q(pk__in=narrowed(Product.objects.all(), show, day).values("pk")))
        for show in SHOWS
    }
    found = rows.order_by().aggregate(**kinds)
    return {show: found[show or "all"] for show in SHOWS}


def narrowed(rows: QuerySet[Product], show: str, day: date) -> QuerySet[Product]:
    """Narrow to one of SHOWS: "" is all that is offered."""
    if show == "withdrawn":
        return rows.exclude(withdrawn_at=None)
    offered = rows.filter(withdrawn_at=None)
    match show:
        case "new":
            return offered.filter(is_new=True)
        case "incomplete":
            return with_parts(offered, day).filter(_incomplete())
        case "no_points":
            return offered.filter(WITHOUT_POINTS)
        case "stale":
            return offered.filter(reviewed_at__lt=oldest_fresh(day))
        case "low":
            return offered.filter(stock__quantity__lt=F("stock__low_limit"))
    return offered


def oldest_fresh(day: date) -> datetime:
    """Return the moment before which a product was looked through too long ago (S31)."""
    first = stale_before(day, upkeep_policy().review_after_days)
    return timezone.make_aware(datetime.combine(first, time.min))


def count_stale(day: date) -> int:
    """Return how many of the offered products want to be looked through again on `day` (S31)."""
    return narrowed(Product.objects.all(), "stale", day).count()


def is_stale(product: Product, at: datetime) -> bool:
    """Whether it wants to be looked through again (S31)."""
    return product.reviewed_at < oldest_fresh(timezone.localdate(at))


def with_parts(rows: QuerySet[Product], day: date) -> QuerySet[Product]:
    """Say of each row which of its parts in other tables are there."""
    own = {"product": OuterRef("pk")}
    return rows.annotate(
        has_picture=Exists(ProductPicture.objects.filter(**own)),
        has_parameters=Exists(ProductParameter.objects.filter(**own)),
        has_certificate=Exists(Certificate.objects.filter(**own)),
        has_price=Exists(current_tiers(day).filter(**own)),
    )


def current_tiers(day: date) -> QuerySet[PriceTier]:
    """Return the prices that hold on `day`."""
    rows: QuerySet[PriceTier] = PriceTier.objects.order_by()
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


def completeness(product: Any) -> Completeness:
    """Return how complete a product of `with_parts` is."""
    return completeness_of(
        {
            Part.NAME: bool(product.name_en and product.name_zh),
            Part.SPECIFICATION: bool(product.specification_en and product.specification_zh),
            Part.MODEL: bool(product.model_number),
            Part.MOQ: product.moq is not None,
            Part.KEYWORDS: bool(product.keywords),
            Part.PRICE: product.has_price,
            Part.CERTIFICATES: product.has_certificate or product.needs_no_certificate,
            Part.PARAMETERS: product.has_parameters,
            Part.PICTURE: product.has_picture and product.photo_status != PhotoStatus.RESHOOT,
            Part.PACKING: product.carton is not None,
        }
    )


def missing_of(ids: Iterable[int], day: date) -> dict[int, tuple[Part, ...]]:
    """Return what the records of these products lack, by the product's id; those that are whole are left out. One query."""
    rows = with_parts(Product.objects.filter(pk__in=list(ids)), day).defer("search_text")
    told = {row.pk: completeness(row).missing for row in rows}
    return {pk: missing for pk, missing in told.items() if missing}


def _incomplete() -> Q:
    """The same as `completeness` says, for the database."""
    missing = Q(moq=None) | Q(has_price=False) | Q(has_parameters=False) | Q(has_picture=False)
    missing |= Q(photo_status=PhotoStatus.RESHOOT)
    missing |= Q(has_certificate=False, needs_no_certificate=False)
    for name in FILLED:
        missing |= Q(**{name: ""})
    for name in ("pieces_per_carton", "carton_length_cm", "carton_width_cm", "carton_height_cm"):
        missing |= Q(**{name: None})
    return missing


def first_pictures(ids: Iterable[int]) -> dict[int, int]:
    """Return the id of each product's first picture."""
    rows = ProductPicture.objects.filter(product__in=list(ids)).order_by("-position", "-pk")
    return dict(rows.values_list("product_id", "pk"))


def price_spans(ids: Iterable[int], day: date) -> dict[int, PriceSpan]:
    """Return from where to where each product's current prices go: in US dollars, else in the first currency there is."""
    rows = current_tiers(day).filter(product__in=list(ids)).values("product", "currency")
    spans: dict[int, PriceSpan] = {}
    found = rows.annotate(lowest=Min("price"), highest=Max("price")).order_by("product", "currency")
    for row in found:
        if row["product"] not in spans or row["currency"] == "USD":
            spans[row["product"]] = PriceSpan(row["lowest"], row["highest"], row["currency"])
    return spans


__all__ = [
    "ORDERS", "PAGE_SIZE", "SHOWS", "WITHOUT_POINTS", "ListQuery", "Listing", "PriceSpan", "ProductRow", "completeness", "count_stale",
    "current_tiers", "first_pictures", "is_stale", "listed_ids", "missing_of", "narrowed", "oldest_fresh", "price_spans", "read_list", "with_parts",
]  # fmt: skip
