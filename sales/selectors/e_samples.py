"""E-samples and buyers: what of a quote can be shown, which links do, and since when a buyer has one (S21, S86)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from catalogue.models import ESample, Product
from customers.models import Customer
from sales.models import QuoteVersion, SentESample, SentESampleItem

LINKS_TOLD = 5


def offered_in(version: QuoteVersion, user: Any) -> list[Product]:
    """Return the products of the quote that an e-sample can show, in the quote's order, each once."""
    quoted = version.lines.exclude(product=None).order_by("position").values_list("product", flat=True)
    places = list(dict.fromkeys(quoted))
    rows = Product.objects.visible_to(user).offered().in_bulk(places)
    return [rows[pk] for pk in places if pk in rows]


def withdrawn_in(version: QuoteVersion) -> list[str]:
    """Return the models of the quote that are no longer in the catalogue."""
    rows = version.lines.filter(product__withdrawn_at__isnull=False).order_by("position")
    return list(rows.values_list("model", flat=True))


def links_showing(user: Any, products: Collection[Product], at: datetime) -> list[ESample]:
    """Return one's own live links that show all of `products`, the newest first."""
    shown = Count("items", filter=Q(items__product__in=products))
    rows: Any = ESample.objects.visible_to(user).open_on(at).annotate(shown=shown)
    return list(rows.filter(shown=len(products))[:LINKS_TOLD])


def e_sample_since(customer: Customer, products: Collection[int]) -> date | None:
    """Return since when the customer has e-samples of all of these products; of any at all where none is named.

    None while one of them was never sent.
    """
    if not products:
        first = SentESample.objects.filter(customer=customer).aggregate(first=Min("sent_at"))["first"]
        return timezone.localdate(first) if first else None
    rows = SentESampleItem.objects.filter(sent__customer=customer, product__in=products).values("product")
    firsts = rows.annotate(first=Min("sent__sent_at")).values_list("first", flat=True)
    found = list(firsts.order_by())
    return timezone.localdate(max(found)) if len(found) == len(set(products)) else None
