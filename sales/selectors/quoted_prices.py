"""What a buyer was quoted last, product by product: the lookup tells it ("quoted 6.45 in March", S38)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, When, Window
from django.db.models.functions import RowNumber, Upper
from django.utils import timezone

from sales.models import QuoteLine

TOLD_EACH = 5


@dataclass(frozen=True)
class QuotedPrice:
    """The last price of a product: for one `unit`, `on` the company's day on which that quote went out."""

    what: str
    price: Decimal
    currency: str
    unit: str
    on: date


def last_quoted(customer_ids: Collection[int]) -> Mapping[int, list[QuotedPrice]]:
    """Return the last price of each product quoted to these customers, newest first, by customer: one statement.

    Who sees a customer sees its quotes: the caller asks for those that its reader sees.
    """
    rows = QuoteLine.objects.filter(
        version__quote__customer__in=customer_ids, version__sent_at__isnull=False, price__isnull=False
    )
    name = Case(When(model="", then=F("words")), default=Upper("model"))
    newest = Window(
        RowNumber(), partition_by=["version__quote__customer", name], order_by=["-version__sent_at", "-pk"]
    )
    last = rows.annotate(nth=newest).filter(nth=1).order_by("-version__sent_at", "position")
    found: dict[int, list[QuotedPrice]] = defaultdict(list)
    columns = (
        "version__quote__customer",
        "model",
        "words",
        "price",
        "version__currency",
        "unit",
        "version__sent_at",
    )
    for pk, model, words, price, currency, unit, sent_at in last.values_list(*columns):
        found[pk].append(QuotedPrice(model or words, price, currency, unit, timezone.localdate(sent_at)))
    return found
