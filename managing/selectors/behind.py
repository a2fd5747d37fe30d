"""The records behind a figure, as it is counted (ux.md: a cell opens its records), where no list of the product shows them so.

What is listed is what `managing.selectors.facts` counts, narrowed to the same people, teams and moments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q, QuerySet

from accounts.scoping import away_or_gone_on
from core.work_days import current_calendar
from customers.models import Customer, GradeChange, TimelineEntry
from followups.models import FollowUp
from inquiries.models import BuyerMessage
from managing.selectors.facts import GROUPS, Fact
from reports.domain.timetable import Span
from reports.models import DailyReport, WeeklyReport
from reports.selectors.records import InquiryRow, as_inquiry_rows
from reports.selectors.roll import Leaders, Part, Roll
from sales.models import Order, Quote, QuoteVersion, Sample

PAGE = 50


class Behind(StrEnum):
    """The figures whose records have a page of their own."""

    RECEIVED = "received"
    IN_TARGET = "in_target"
    IN_LIMIT = "in_limit"
    LATE = "late"
    CONTACTS = "contacts"
    CUSTOMERS = "customers"
    NEW = "new"
    QUOTES = "quotes"
    SAMPLES = "samples"
    ORDERS = "orders"
    MOVES = "moves"
    REPORTS = "reports"
    MISSING = "missing"
    DAYS = "days"


# What the page of the team shows nowhere else; the other figures are the reports'.
OF_TEAM = (Behind.RECEIVED, Behind.MOVES, Behind.REPORTS, Behind.DAYS)
MESSAGES = frozenset({Behind.RECEIVED, Behind.IN_TARGET, Behind.IN_LIMIT, Behind.LATE})
# The kinds of fact that a figure adds up, where they are not called as it is.
KINDS = {
    Behind.NEW: frozenset({"new_customers"}),
    Behind.MOVES: frozenset({"risen", "fallen"}),
    Behind.REPORTS: frozenset({"reports_owed"}),
    Behind.MISSING: frozenset({"reports_owed"}),
    Behind.DAYS: frozenset({"days_owed"}),
}
# What is counted, in which of its rows: the record that is opened, the column with its key, and that with its moment.
RECORDS: dict[Behind, tuple[Any, Any, str, str]] = {
    Behind.CONTACTS: (FollowUp, FollowUp, "pk", "at"),
    Behind.CUSTOMERS: (FollowUp, FollowUp, "pk", "at"),
    Behind.NEW: (Customer, Customer, "pk", "created_at"),
    Behind.QUOTES: (QuoteVersion, Quote, "quote_id", "sent_at"),
    Behind.SAMPLES: (TimelineEntry, Sample, "ref_id", "at"),
    Behind.ORDERS: (TimelineEntry, Order, "ref_id", "at"),
}


@dataclass(frozen=True)
class Move:
    """A step up to A or B, or down from them. `customer` None: it is out of the reader's sight."""

    step: GradeChange
    customer: Customer | None

    @property
    def is_up(self) -> bool:
        """A before B before C before D."""
        return self.step.after < self.step.before


@dataclass(frozen=True)
class Owed:
    """A weekly report; `is_readable`: the reader may open it."""

    report: WeeklyReport
    is_readable: bool

    @property
    def standing(self) -> str:
        """How it was handed in at first: "in_time", "late", "missing"."""
        if self.report.first_submitted_at is None:
            return "missing"
        return "in_time" if self.report.first_submitted_at <= self.report.period.due_at else "late"


@dataclass(frozen=True)
class OwedDay:
    """A daily report; `is_readable`: the reader may open it."""

    report: DailyReport
    is_readable: bool

    @property
    def standing(self) -> str:
        """How it was confirmed: "in_time", "late", "missing"."""
        if not self.report.is_confirmed:
            return "missing"
        return "late" if self.report.is_late else "in_time"


@dataclass(frozen=True)
class Counted:
    """A contact, a new customer, a quote, a sample or an order, and when it was. `record` None: it is out of the reader's sight."""

    at: datetime
    record: Any = None

    @property
    def customer(self) -> Customer | None:
        """Whose it is; a new customer is its own."""
        return (
            self.record if self.record is None or isinstance(self.record, Customer) else self.record.customer
        )

    @property
    def name(self) -> str:
        """What it is called: a number, the channel of a contact; "" for a new customer, whose name stands beside."""
        if isinstance(self.record, FollowUp):
            return str(self.record.get_channel_display())
        return "" if self.record is None or isinstance(self.record, Customer) else str(self.record)

    @property
    def url(self) -> str:
        """Where it stands; a contact stands on its customer's page."""
        is_own = self.name and not isinstance(self.record, FollowUp)
        return str(self.record.get_absolute_url()) if is_own else ""


Row = InquiryRow | Move | Owed | OwedDay | Counted


@dataclass(frozen=True)
class Shown:
    """Whose rows are listed: those parts of `read` of all that there are, `everybody`'s (in the same teams and times)."""

    everybody: Roll
    read: Roll

    def rows_of(self, fact: Fact, at: datetime) -> Q:
        """Return which rows of the fact `managing.selectors.team` adds to these parts."""
        if not fact.of_owner:
            return self._own(fact, self.read.ids)
        away = away_or_gone_on(current_calendar().day_of(at))
        asked = {*self.everybody.ids, *away.absences, *away.gone}
        owners = {owner: away.answering_for(owner) or owner for owner in asked}
        stood_in_for = [owner for owner, who in owners.items() if who != owner and self._reads_last(who)]
        own = [owner for owner, who in owners.items() if who == owner and owner in self.read.ids]
        return Q(**{f"{fact.who}__in": stood_in_for}) | self._own(fact, own)

    def _own(self, fact: Fact, people: Iterable[int]) -> Q:
        """A fact of a moment is its part's; one without is the last part's. Who has one part, whole, is asked for with the others."""
        whole, found = [], Q(**{f"{fact.who}__in": ()})
        for pk in people:
            parts = self.everybody.parts[pk]
            if not fact.when or (len(parts) == 1 and not parts[0].mark):
                whole += [pk] if self._reads_last(pk) else []
                continue
            for place, part in enumerate(parts):
                found |= self._in_part(fact, pk, place) if part in self.read.parts[pk] else Q()
        return found | Q(**{f"{fact.who}__in": whole})

    def _in_part(self, fact: Fact, pk: int, place: int) -> Q:
        own, condition = self.everybody.parts[pk], Q(**{fact.who: pk})
        if place > 0:
            condition &= Q(**{f"{fact.when}__gte": own[place].span.starts_at})
        if own[place].mark or own[place] is not own[-1]:
            condition &= Q(**{f"{fact.when}__lt": own[place].span.ends_at})
        return condition

    def _reads_last(self, pk: int | None) -> bool:
        own = self.everybody.parts.get(pk or 0, [])
        return bool(own) and own[-1] in self.read.parts.get(pk or 0, [])


def of_department(roll: Roll, manager_id: int, leaders: Leaders, *, with_own: bool) -> Roll:
    """Return the parts in which people were led by this manager; 0: by nobody.

    `leaders`: of the end of the time, as reports have it. `with_own`: what a manager did who does not sell, too, as in the department's report.
    """

    def is_led(part: Part) -> bool:
        if with_own and not part.person.is_salesperson:
            return part.person.pk == manager_id
        return (leaders.key_of(part) or 0) == manager_id

    return Roll(part for own in roll.parts.values() for part in own if is_led(part))


def read_behind(
    figure: Behind, shown: Shown, span: Span, user: Any, at: datetime, number: str
) -> tuple[Page[Any], list[Row]]:
    """Return a page of what the figure counts in these parts, the newest first, as far as `user` may see the rows.

    At most five statements, whatever the rows.
    """
    rows = _counted_by(figure, shown, span, at)
    page = Paginator(rows, PAGE).get_page(number)
    return page, list(_rows_of(figure, page.object_list, user, at))


def _counted_by(figure: Behind, shown: Shown, span: Span, at: datetime) -> Any:
    keys = _keys(figure, shown, span, at)
    if figure in MESSAGES:
        messages = BuyerMessage.objects.filter(keys)
        return messages.select_related("inquiry__customer").order_by("-received_at", "-pk")
    if figure in RECORDS:
        model, _record, _key, moment = RECORDS[figure]
        return model.objects.filter(keys).order_by(
            f"-{moment}", "-pk"
        )  # scope: `_rows_of` says which may be read
    match figure:
        case Behind.MOVES:
            steps = GradeChange.objects.filter(keys)
            return steps.select_related("customer__owner").order_by("-at", "-pk")
        case Behind.REPORTS | Behind.MISSING:
            owed = WeeklyReport.objects.filter(keys)  # scope: `_rows_of` says which may be read
            reports = owed.missing() if figure is Behind.MISSING else owed
            return reports.select_related("person", "period").order_by(
                "-period__due_at", "person__name", "pk"
            )
        case _:
            days = DailyReport.objects.filter(keys)  # scope: `_rows_of` says which may be read
            return days.select_related("person", "day").order_by("-day__digest_at", "person__name", "pk")


def _keys(figure: Behind, shown: Shown, span: Span, at: datetime) -> Q:
    kinds = KINDS.get(figure, frozenset({figure.value}))
    facts = [fact for known, make in GROUPS if kinds <= known for fact in make(span, at)]
    first, *others = (_keys_of(fact, kinds, shown, span, at) for fact in facts if _may_be(fact, kinds))
    return Q(pk__in=first.union(*others, all=True) if others else first)


def _may_be(fact: Fact, kinds: frozenset[str]) -> bool:
    return not isinstance(fact.names, str) or fact.names in kinds


def _keys_of(
    fact: Fact, kinds: frozenset[str], shown: Shown, span: Span, at: datetime
) -> "QuerySet[Any, Any]":
    """The rows of a fact that are of these kinds; of what counts once, however often it was, the last."""
    rows: Any = fact.rows.filter(
        shown.rows_of(fact, at), *([fact.within(span)] if fact.within else [])
    ).order_by()
    if not isinstance(fact.names, str):
        rows = rows.annotate(kind_of_fact=fact.names).filter(kind_of_fact__in=kinds)
    if not fact.distinct:
        keys: QuerySet[Any, Any] = rows.values("pk")
        return keys
    newest: QuerySet[Any, Any] = rows.values(fact.who, fact.count).annotate(newest=Max("pk")).values("newest")
    return newest


def _rows_of(figure: Behind, page: Any, user: Any, at: datetime) -> Iterable[Row]:
    rows = list(page)
    if figure in MESSAGES:
        return as_inquiry_rows(rows, user, at)
    if figure in RECORDS:
        return _counted(figure, rows, user)
    match figure:
        case Behind.MOVES:
            ids = {row.customer_id for row in rows}
            seen = set(Customer.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
            return [Move(row, row.customer if row.customer_id in seen else None) for row in rows]
        case Behind.REPORTS | Behind.MISSING:
            readable = _readable_among(WeeklyReport.objects.visible_to(user), rows)
            return [Owed(row, is_readable=row.pk in readable) for row in rows]
        case _:
            readable = _readable_among(DailyReport.objects.visible_to(user), rows)
            return [OwedDay(row, is_readable=row.pk in readable) for row in rows]


def _counted(figure: Behind, rows: list[Any], user: Any) -> list[Row]:
    _model, record, key, moment = RECORDS[figure]
    found = record.objects.visible_to(user).filter(pk__in={getattr(row, key) for row in rows})
    if record is not Customer:
        found = found.select_related("customer")
    seen = {row.pk: row for row in found}
    return [Counted(getattr(row, moment), seen.get(getattr(row, key))) for row in rows]


def _readable_among(visible: QuerySet[Any], rows: Iterable[Any]) -> set[int]:
    return set(visible.filter(pk__in={row.pk for row in rows}).values_list("pk", flat=True))
