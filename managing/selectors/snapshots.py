"""What the records of the whole company come to: stocks, the way from inquiry to repeat order, products and people by market.

It is measured at night and kept (`Snapshot`), so that pages read one row. No customer is named: figures, products, markets
and colleagues.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from catalogue.models import Product
from catalogue.selectors.markets import Markets, all_markets
from core.work_days import current_calendar
from customers.models import Customer, Grade, Stage
from inquiries.models import Inquiry, State
from managing.models import Snapshot
from sales.models import FactoryVisit, Order, OrderKind, QuoteLine, QuoteVersion, Sample, SampleState

VERSION = 1
SUNDAY = 7
YEAR, RECENT = timedelta(days=365), timedelta(days=90)
STABLE_ORDERS = 2
PRODUCTS_SHOWN = 8
TOP_BUYERS = 5
FUNNEL = ("inquiries", "quoted", "sampled", "ordered", "repeated")
# Counted from the beginning of the plan on.
SINCE_START = ("sample_askers", "visits", "first_orders", "repeat_orders")
# What the plan and the overview draw over time.
STOCKS = (
    "potentials", "a_customers", "b_customers", "sample_askers", "visits", "first_orders", "repeat_orders", "key_accounts",
    "stable_customers", "quality_potentials", "new_products", "sources",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What was found.

    `stocks` by name. `funnel`: customers who asked within the year, and how far they came. `products` (models) and
    `people` (ids) by market's id, `markets` their names in English and Chinese. `top_orders` of `year_orders`: orders of the five largest buyers, `largest_orders` of the largest.
    `grades`: customers by grade. What earlier nights did not measure is None, or empty. `since`: the day from which `SINCE_START` is counted.
    `is_kept`: a night measured it; else nothing is known yet.
    """

    day: date
    stocks: Mapping[str, int]
    funnel: Mapping[str, int]
    markets: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    products: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    people: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    top_orders: int = 0
    year_orders: int = 0
    largest_orders: int | None = None
    grades: Mapping[str, int] = field(default_factory=dict)
    since: date | None = None
    is_kept: bool = True

    def counted_from(self, beginning: date) -> "Measured":
        """Return it without what was counted from another day than this one."""
        if self.since == beginning:
            return self
        return replace(self, stocks={name: n for name, n in self.stocks.items() if name not in SINCE_START})


def measure(day: date, *, since: date | None) -> Measured:
    """Return what the records come to on the company's day; what the plan counts, from its beginning `since` on.

    Some twenty statements, whatever the rows: for the night.
    """
    calendar = current_calendar()
    until, begin = calendar.start_of(day + timedelta(days=1)), day - YEAR
    markets = all_markets()
    numbers = _orders_by_customer(begin, day)
    grades = _grades()
    return Measured(
        day=day,
        since=since,
        stocks={**_stocks(day, grades), **_recent(day), **count_since(since or begin, day)},
        funnel=_funnel(calendar.start_of(begin), until),
        markets={row.pk: (row.name_en, row.name_zh) for row in markets.regions},
        products=_by_product(calendar.start_of(day - RECENT), until, markets),
        people=_by_person(markets),
        sources=_sources(calendar.start_of(day - RECENT), until),
        top_orders=sum(numbers[-TOP_BUYERS:]),
        year_orders=sum(numbers),
        largest_orders=max(numbers, default=0),
        grades=grades,
    )


def _grades() -> dict[str, int]:
    """Customers by grade."""
    rows = Customer.objects.current().order_by().values_list("grade").annotate(number=Count("pk"))
    return {**dict.fromkeys(Grade.values, 0), **dict(rows)}


def _stocks(day: date, grades: Mapping[str, int]) -> dict[str, int]:
    ordered = Order.objects.counting().filter(customer=OuterRef("pk"))
    bought = ordered.filter(ordered_on__gt=day - YEAR, ordered_on__lte=day).order_by().values("customer")
    often = bought.annotate(number=Count("pk")).filter(number__gte=STABLE_ORDERS)
    current = Customer.objects.current()
    without = current.filter(~Exists(ordered))
    return {
        "a_customers": grades[Grade.A],
        "b_customers": grades[Grade.B],
        "potentials": without.exclude(stage__in=(Stage.LOST, Stage.DORMANT)).count(),
        "quality_potentials": without.filter(grade__in=("A", "B")).count(),
        "key_accounts": current.filter(is_key=True).count(),
        "stable_customers": current.filter(Exists(often)).count(),
    }


def count_since(since: date, day: date) -> dict[str, int]:
    """Return `SINCE_START` from one day to another, both included."""
    calendar = current_calendar()
    asked = Sample.objects.filter(
        requested_at__gte=calendar.start_of(since), requested_at__lt=calendar.start_of(day + timedelta(days=1))
    ).exclude(state=SampleState.CANCELLED)  # fmt: skip
    orders = Order.objects.counting().filter(ordered_on__range=(since, day))
    kinds = dict(orders.order_by().values_list("kind").annotate(number=Count("pk")))
    return {
        "sample_askers": asked.values("customer").distinct().count(),
        "visits": FactoryVisit.objects.filter(on_day__range=(since, day)).count(),
        "first_orders": kinds.get(OrderKind.SAMPLE, 0) + kinds.get(OrderKind.TRIAL, 0),
        "repeat_orders": kinds.get(OrderKind.REPEAT, 0),
    }


def _recent(day: date) -> dict[str, int]:
    calendar = current_calendar()
    recent = calendar.start_of(day - RECENT)
    return {
        "new_products": Product.objects.filter(created_at__gte=calendar.start_of(day - YEAR)).count(),
        "sources": Inquiry.objects.filter(received_at__gte=recent)
        .exclude(state=State.INVALID)
        .exclude(source="")
        .values("source")
        .distinct()
        .count(),
    }


def _funnel(begin: datetime, until: datetime) -> dict[str, int]:
    """Customers who asked within the year: of these, who was quoted, got samples, ordered, ordered again. One statement."""
    asked = Inquiry.objects.filter(
        customer=OuterRef("pk"), received_at__gte=begin, received_at__lt=until
    ).exclude(state=State.INVALID)
    quoted = QuoteVersion.objects.filter(quote__customer=OuterRef("pk"), sent_at__isnull=False)
    sampled = Sample.objects.filter(customer=OuterRef("pk"), sent_on__isnull=False)
    ordered = Order.objects.counting().filter(customer=OuterRef("pk"))
    repeated = ordered.filter(kind=OrderKind.REPEAT)
    rows = Customer.objects.current().filter(Exists(asked))
    found: dict[str, int] = rows.aggregate(
        inquiries=Count("pk"),
        quoted=Count("pk", filter=Q(Exists(quoted)) | Q(Exists(sampled)) | Q(Exists(ordered))),
        sampled=Count("pk", filter=Exists(sampled) | Exists(ordered)),
        ordered=Count("pk", filter=Exists(ordered)),
        repeated=Count("pk", filter=Exists(repeated)),
    )
    return found


def _by_product(begin: datetime, until: datetime, markets: Markets) -> dict[str, dict[int, int]]:
    """How often products were quoted in the last ninety days, by the buyers' market: the most wanted ones."""
    lines = QuoteLine.objects.filter(version__sent_at__gte=begin, version__sent_at__lt=until)
    lines = lines.exclude(product=None).order_by()
    counted = lines.values_list("product__model_number", "version__quote__customer__country")
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for model, country, number in counted.annotate(number=Count("version__quote", distinct=True)):
        found[model][markets.of(country)] += number
    most = sorted(found, key=lambda model: (-found[model].total(), model))[:PRODUCTS_SHOWN]
    return {model: dict(found[model]) for model in most}


def _by_person(markets: Markets) -> dict[int, dict[int, int]]:
    """A and B customers by owner and market."""
    held = Customer.objects.current().filter(grade__in=("A", "B")).exclude(owner=None).order_by()
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for owner_id, country, number in held.values_list("owner", "country").annotate(number=Count("pk")):
        found[owner_id][markets.of(country)] += number
    return {owner_id: dict(counts) for owner_id, counts in found.items()}


def _sources(begin: datetime, until: datetime) -> dict[str, int]:
    rows = Inquiry.objects.filter(received_at__gte=begin, received_at__lt=until).exclude(state=State.INVALID)
    return dict(rows.exclude(source="").order_by().values_list("source").annotate(number=Count("pk")))


def _orders_by_customer(begin: date, day: date) -> list[int]:
    """How many orders of the year each customer placed, the fewest first."""
    orders = Order.objects.counting().filter(ordered_on__gt=begin, ordered_on__lte=day).order_by()
    return sorted(
        orders.values_list("customer").annotate(number=Count("pk")).values_list("number", flat=True)
    )


# ── kept ────────────────────────────────────────────────────────────────────
def to_stored(measured: Measured) -> dict[str, Any]:
    """Return it as JSON with a version."""
    return {
        "version": VERSION, "since": measured.since.isoformat() if measured.since else None, "stocks": dict(measured.stocks), "funnel": dict(measured.funnel),
        "markets": {str(pk): list(names) for pk, names in measured.markets.items()},
        "products": [[model, _keyed(counts)] for model, counts in measured.products.items()],
        "people": {str(pk): _keyed(counts) for pk, counts in measured.people.items()},
        "sources": dict(measured.sources), "top_orders": measured.top_orders, "year_orders": measured.year_orders,
        "largest_orders": measured.largest_orders, "grades": dict(measured.grades),
    }  # fmt: skip


def from_stored(row: Snapshot) -> Measured:
    """Return what `to_stored` wrote. Raises ValueError for a version that is not known."""
    stored = row.figures
    if stored.get("version") != VERSION:
        raise ValueError(f"A snapshot of an unknown version: {stored.get('version')!r}.")
    return Measured(
        day=row.day, since=date.fromisoformat(stored["since"]) if stored.get("since") else None, stocks=stored["stocks"], funnel=stored["funnel"],
        markets={int(pk): (names[0], names[1]) for pk, names in stored["markets"].items()},
        products={model: _numbered(counts) for model, counts in stored["products"]},
        people={int(pk): _numbered(counts) for pk, counts in stored["people"].items()},
        sources=stored["sources"], top_orders=stored["top_orders"], year_orders=stored["year_orders"],
        largest_orders=stored.get("largest_orders"), grades=stored.get("grades", {}),
    )  # fmt: skip


def _keyed(counts: Mapping[int, int]) -> dict[str, int]:
    return {str(pk): number for pk, number in counts.items()}


def _numbered(counts: Mapping[str, int]) -> dict[int, int]:
    return {int(pk): number for pk, number in counts.items()}


def read_snapshots(since: date) -> list[Measured]:
    """Return what was measured since the plan began, each Sunday and the newest, oldest first. One statement.

    What was counted from another beginning is left out.
    """
    return [from_stored(row).counted_from(since) for row in _sundays(since)]


def read_course(since: date | None, today: date) -> tuple[list[Measured], Measured]:
    """Return the stocks alone as `read_snapshots` dates them (none without `since`), and what the last night measured.

    The same as `newest_measured` gives. One statement; whole is read what is newest, for the others are many.
    """
    is_newest = Q(pk__in=_newest())
    asked = Q(day__iso_week_day=SUNDAY, day__gte=since) if since else Q(pk__in=())
    rows = Snapshot.objects.filter(is_newest | asked).order_by("day")
    columns = ("day", "figures__stocks", "figures__since", Case(When(is_newest, then="figures")))
    found = list(rows.values_list(*columns))
    course = [
        Measured(day, stocks, {}, since=date.fromisoformat(begun) if begun else None).counted_from(since)
        for day, stocks, begun, _whole in found
        if since and day >= since
    ]
    newest = next((Snapshot(day=day, figures=whole) for day, _stocks, _begun, whole in found if whole), None)
    return course, from_stored(newest) if newest else _nothing(today)


def _sundays(since: date) -> "QuerySet[Snapshot]":
    rows = Snapshot.objects.filter(Q(day__iso_week_day=SUNDAY) | Q(pk__in=_newest()), day__gte=since)
    return rows.order_by("day")


def _newest() -> "QuerySet[Snapshot, Any]":
    return Snapshot.objects.order_by("-day").values("pk")[:1]


def newest_measured(today: date) -> Measured:
    """Return what the last night measured; before the first one nothing. One statement."""
    row = Snapshot.objects.order_by("-day").first()
    return from_stored(row) if row else _nothing(today)


def _nothing(today: date) -> Measured:
    return Measured(today, dict.fromkeys(STOCKS, 0), dict.fromkeys(FUNNEL, 0), is_kept=False)


def stocks_over_time(measured: Iterable[Measured], name: str) -> list[int | None]:
    """Return a stock as it was each time; None where it was not measured."""
    return [one.stocks.get(name) for one in measured]


__all__ = ["FUNNEL", "STOCKS", "Measured", "count_since", "from_stored", "measure", "newest_measured", "read_course", "read_snapshots", "stocks_over_time", "to_stored"]  # fmt: skip
