"""One's own figures of this week against the last four weeks."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from customers.models import Customer
from followups.models import CadenceWeek, FollowUp
from followups.selectors.due_inputs import Rules
from followups.services.weeks import mondays_of
from inquiries.models import BuyerMessage, Inquiry, Outcome


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
    """Read a person's figures of five weeks. Five queries."""
    mondays = mondays_of(rules.today)
    start_at, zone = rules.calendar.start_of(mondays[0]), ZoneInfo(rules.calendar.policy.time_zone)
    created = Customer.objects.current().filter(owner=person, created_at__gte=start_at, is_imported=False)
    made = FollowUp.objects.filter(by=person, on_day__gte=mondays[0], is_contact=True)
    received = Inquiry.objects.filter(owner=person, received_on__gte=mondays[0])
    return Figures(
        in_target=_in_target(person, mondays, start_at, zone, at),
        cadence=_cadence(person, mondays),
        new_customers=_count(created.annotate(day=TruncDate("created_at", tzinfo=zone)), mondays),
        contacts=_count(made.annotate(day=F("on_day")), mondays),
        inquiries=_count(received.annotate(day=TruncDate("received_at", tzinfo=zone)), mondays),
    )


def _count(rows: Any, mondays: list[date]) -> Series:
    per_week: Counter[date] = Counter()
    for day, number in rows.order_by().values_list("day").annotate(number=Count("*")):
        per_week[_monday(day)] += number
    return Series(tuple(per_week[monday] for monday in mondays))


def _cadence(person: Any, mondays: list[date]) -> Series:
    rows = CadenceWeek.objects.filter(user=person, monday__in=mondays)
    shares = {row.monday: row.kept / row.asked for row in rows if row.asked}
    return Series(tuple(shares.get(monday) for monday in mondays))


def _in_target(person: Any, mondays: list[date], start_at: datetime, zone: ZoneInfo, at: datetime) -> Series:
    """Answered in target ÷ answered or past the limit; a delay with an accepted reason is left out (rules.md §3)."""
    rows = BuyerMessage.objects.filter(responsible=person, received_at__gte=start_at)
    decided = rows.filter(Q(answered_at__isnull=False) | Q(limit_at__lt=at)).exclude(exception_accepted=True)
    days = decided.annotate(day=TruncDate("received_at", tzinfo=zone)).order_by().values_list("day")
    kept: Counter[date] = Counter()
    asked: Counter[date] = Counter()
    for day, number, in_target in days.annotate(
        n=Count("*"), ok=Count("pk", filter=Q(outcome=Outcome.IN_TARGET))
    ):
        asked[_monday(day)] += number
        kept[_monday(day)] += in_target
    return Series(tuple(kept[monday] / asked[monday] if asked[monday] else None for monday in mondays))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
