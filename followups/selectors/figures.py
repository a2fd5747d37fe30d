"""One's own figures of this week against the last four weeks."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from customers.models import Customer
from followups.models import CadenceWeek, FollowUp
from followups.selectors.due_inputs import Rules
from followups.services.weeks import mondays_of
from inquiries.models import BuyerMessage, Inquiry, Outcome
from inquiries.selectors.clocks import decided

ONE_EACH, NONE_KEPT = Count("*"), Value(0, output_field=IntegerField())


@dataclass(frozen=True)
class Series:
    """Five values, oldest first, the last one of the running week; None where nothing was asked."""

    values: tuple[float | None, ...]

    @property
    def now(self) -> float | None:
        return self.values[-1]

    @property
    def mean(self) -> float | None:
        """The mean of the four weeks before."""
        known = [value for value in self.values[:-1] if value is not None]
        return sum(known) / len(known) if known else None

    @property
    def percent(self) -> int | None:
        """The running week's share, in per cent."""
        return None if self.now is None else round(100 * self.now)

    @property
    def count(self) -> int:
        """The running week's number."""
        return int(self.now or 0)

    @property
    def change(self) -> int | None:
        """The running week's share against the four weeks before, in percentage points."""
        if self.now is None or self.mean is None:
            return None
        return round(100 * self.now) - round(100 * self.mean)

    @property
    def base(self) -> str:
        """The four weeks before, in words: a share."""
        if self.mean is None:
            return ""
        return _("4 weeks: %(share)s%%") % {"share": round(100 * self.mean)}

    @property
    def base_count(self) -> str:
        """The four weeks before, in words: a number a week."""
        return _("4 weeks: %(number)s") % {"number": f"{self.mean or 0:.1f}".removesuffix(".0")}

    @property
    def bars(self) -> tuple[float, ...]:
        return tuple(value or 0 for value in self.values)


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1, counts as they are."""

    in_target: Series
    cadence: Series
    new_customers: Series
    contacts: Series
    inquiries: Series


def read_figures(person: Any, rules: Rules, at: datetime) -> Figures:
    """Read a person's figures of five weeks. One query: each series is a part of it."""
    mondays = mondays_of(rules.today)
    start_at, zone = rules.calendar.start_of(mondays[0]), ZoneInfo(rules.calendar.policy.time_zone)
    sums: defaultdict[str, Counter[date]] = defaultdict(Counter)
    kept: defaultdict[str, Counter[date]] = defaultdict(Counter)
    parts = [
        _decided(person, start_at, zone, at),
        _cadence(person, mondays),
        _per_day("new_customers", _created(person, start_at), TruncDate("created_at", tzinfo=zone)),
        _per_day("contacts", _made(person, mondays[0]), F("on_day")),
        _per_day("inquiries", _received(person, mondays[0]), TruncDate("received_at", tzinfo=zone)),
    ]
    for name, day, number, number_kept in parts[0].union(*parts[1:], all=True):
        sums[name][_monday(day)] += number
        kept[name][_monday(day)] += number_kept
    shares = {name: _shares(kept[name], sums[name], mondays) for name in ("in_target", "cadence")}
    counts = {name: _counts(sums[name], mondays) for name in ("new_customers", "contacts", "inquiries")}
    return Figures(**shares, **counts)


def _shares(kept: Counter[date], asked: Counter[date], mondays: list[date]) -> Series:
    return Series(tuple(kept[monday] / asked[monday] if asked[monday] else None for monday in mondays))


def _counts(counted: Counter[date], mondays: list[date]) -> Series:
    return Series(tuple(counted[monday] for monday in mondays))


def _created(person: Any, start_at: datetime) -> "QuerySet[Any]":
    return Customer.objects.current().filter(owner=person, created_at__gte=start_at, is_imported=False)


def _made(person: Any, since: date) -> "QuerySet[Any]":
    return FollowUp.objects.filter(by=person, on_day__gte=since, is_contact=True)


def _received(person: Any, since: date) -> "QuerySet[Any]":
    return Inquiry.objects.filter(owner=person, received_on__gte=since)


def _decided(person: Any, start_at: datetime, zone: ZoneInfo, at: datetime) -> "QuerySet[Any, Any]":
    """Answered in target ÷ answered or past the limit; a delay with an accepted reason is left out (rules.md §3)."""
    rows = decided(BuyerMessage.objects.filter(responsible=person, received_at__gte=start_at), at)
    in_target = Count("pk", filter=Q(outcome=Outcome.IN_TARGET))
    return _per_day("in_target", rows, TruncDate("received_at", tzinfo=zone), in_target)


def _cadence(person: Any, mondays: list[date]) -> "QuerySet[Any, Any]":
    rows = CadenceWeek.objects.filter(user=person, monday__in=mondays)
    return _per_day("cadence", rows, F("monday"), Sum("kept"), Sum("asked"))


def _per_day(
    name: str, rows: "QuerySet[Any]", day: Any, kept: Any = NONE_KEPT, number: Any = ONE_EACH
) -> "QuerySet[Any, Any]":
    """A part of the one query: the series' name, the day, how many, and how many of them kept."""
    named = rows.order_by().annotate(series=Value(name, output_field=CharField()), day=day)
    summed = named.values("series", "day").annotate(number=number, number_kept=kept)
    part: QuerySet[Any, Any] = summed.values_list("series", "day", "number", "number_kept")
    return part


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
