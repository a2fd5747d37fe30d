"""Orders in lists: the page of orders, sums by currency, the panel on a customer, what waits on Today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from accounts.scoping import away_on
from core.domain.rates import Rate, RateMissing, in_base
from core.rates import rates_on
from core.waiting import SHOWN as WAITING_SHOWN
from customers.models import Customer
from sales.domain import orders as rules
from sales.models import Order, OrderKind, OrderLine, OrderMilestone, OrderState

PAGE = 50
PANEL = 8
AHEAD = timedelta(days=7)  # as Today looks ahead with tasks
OPEN, DRAFTS, DONE, ALL = "open", "drafts", "done", "all"
TABS: Mapping[str, tuple[str, ...]] = {
    OPEN: rules.RUNNING,
    DRAFTS: (rules.DRAFT,),
    DONE: (rules.COMPLETED, rules.CANCELLED),
    ALL: tuple(OrderState.values),
}
ZERO = Decimal(0)


@dataclass(frozen=True)
class Wanted:
    """What a list shows; `since` and `until`: confirmed on one of these days."""

    tab: str = OPEN
    kind: str = ""
    state: str = ""
    owner: Any = None
    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Amount:
    """Orders in one currency: how many, their total, and what is still to come in."""

    currency: str
    count: int
    total: Decimal
    open: Decimal


@dataclass(frozen=True)
class Sums:
    """Amounts by currency, never added up without a rate. `total`, `open`: in yuan by `rates`; None while one is `missing`."""

    amounts: list[Amount] = field(default_factory=list)
    total: Decimal | None = None
    open: Decimal | None = None
    rates: list[Rate] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    day: date | None = None

    @property
    def oldest(self) -> int:
        """How many days old the oldest of the rates is."""
        return max((rate.age_on(self.day) for rate in self.rates if self.day), default=0)


@dataclass(frozen=True)
class OrderPage:
    """A page of orders; `next` and `previous` are where the pages beside it start, None where there is none."""

    rows: list[Any]
    counts: dict[str, int]
    sums: Sums
    previous: int | None
    next: int | None


def find_orders(user: Any, wanted: Wanted) -> "QuerySet[Order]":
    """Return the orders that `user` sees and the list shows."""
    rows = Order.objects.visible_to(user).filter(state__in=TABS[wanted.tab])
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.owner is not None:
        rows = rows.filter(customer__owner=wanted.owner)
    if wanted.since or wanted.until:
        rows = rows.filter(Exists(_confirmed_within(wanted)))
    return _with_text(rows, wanted.text) if wanted.text else rows


def _confirmed_within(wanted: Wanted) -> "QuerySet[OrderMilestone]":
    rows = OrderMilestone.objects.filter(order=OuterRef("pk"), step=rules.CONFIRMED)
    if wanted.since:
        rows = rows.filter(reached_on__gte=wanted.since)
    return rows.filter(reached_on__lte=wanted.until) if wanted.until else rows


def _with_text(rows: "QuerySet[Order]", text: str) -> "QuerySet[Order]":
    line = OrderLine.objects.filter(order=OuterRef("pk")).filter(
        Q(words__icontains=text) | Q(model_number__icontains=text)
    )
    return rows.filter(
        Q(number__icontains=text)
        | Q(buyer_reference__icontains=text)
        | Q(customer__name__icontains=text)
        | Q(customer__local_name__icontains=text)
        | Exists(line)
    )


def read_order_page(user: Any, wanted: Wanted, skip: int, day: date) -> OrderPage:
    """Read a page of the list, running trial orders on top (S92), with the sums of the whole list. Four queries."""
    found = find_orders(user, wanted)
    rows = list(with_next_step(found).trials_first()[skip : skip + PAGE + 1])
    previous = max(0, skip - PAGE) if skip else None
    following = skip + PAGE if len(rows) > PAGE else None
    return OrderPage(rows[:PAGE], _counts(user), sum_orders(found, day), previous, following)


def with_next_step(rows: "QuerySet[Order]") -> Any:
    """Add the next planned step and its day, and load what a row shows."""
    planned = OrderMilestone.objects.filter(order=OuterRef("pk"), reached_on=None, planned_on__isnull=False)
    planned = planned.order_by("planned_on")
    return rows.select_related("customer__owner").annotate(
        next_step=Subquery(planned.values("step")[:1]), next_on=Subquery(planned.values("planned_on")[:1])
    )


def _counts(user: Any) -> dict[str, int]:
    rows = Order.objects.visible_to(user)
    counted = rows.aggregate(
        **{
            tab: Count("pk", filter=Q(state__in=states))
            for tab, states in TABS.items()
            if tab in (OPEN, DRAFTS)
        }
    )
    return dict(counted)


def sum_orders(rows: "QuerySet[Order]", day: date) -> Sums:
    """Return the amounts of `rows` by currency, and in yuan by the rates of `day` where there are all of them.

    Cancelled orders and drafts are no amounts. Two queries.
    """
    open_part = Case(
        When(state__in=rules.STEPS, received__lt=F("total"), then=F("total") - F("received")),
        default=Value(ZERO), output_field=DecimalField(),
    )  # fmt: skip
    counted = (
        rows.filter(state__in=rules.STEPS)
        .order_by()
        .values("currency")
        .annotate(count=Count("pk"), sum=Sum("total"), open_sum=Sum(open_part))
        .order_by("currency")
    )
    amounts = [Amount(row["currency"], row["count"], row["sum"], row["open_sum"]) for row in counted]
    if len(amounts) < 2:
        return Sums(amounts, day=day)
    rates = rates_on({one.currency for one in amounts}, day)
    try:
        total = in_base({one.currency: one.total for one in amounts}, rates)
        still_open = in_base({one.currency: one.open for one in amounts}, rates)
    except RateMissing as error:
        return Sums(amounts, missing=error.currencies, day=day)
    return Sums(amounts, total, still_open, list(rates.values()), day=day)


def read_orders_of(user: Any, customer: Customer) -> list[Order]:
    """Return the newest orders of a customer that `user` sees, running ones first, for its page."""
    rows = with_next_step(Order.objects.visible_to(user).filter(customer=customer))
    is_over = Case(When(state__in=(*rules.RUNNING, rules.DRAFT), then=Value(0)), default=Value(1))
    return list(rows.order_by(is_over, "-ordered_on", "-pk")[:PANEL])


def read_due_orders(viewer: Any, person: Any, day: date) -> list[Any]:
    """Return the running orders that `person` answers for and that want something until a week from `day`. One query."""
    owners = away_on(day).answered_by(person.pk)
    rows = Order.objects.visible_to(viewer).filter(customer__owner__in=owners).due_by(day + AHEAD)
    first = Case(When(kind=OrderKind.TRIAL, then=Value(0)), default=Value(1))
    return list(with_next_step(rows).order_by(first, "ordered_on", "pk")[:WAITING_SHOWN])
