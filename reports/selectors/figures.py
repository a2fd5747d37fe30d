"""The figures of all people of a period, in one pass: a statement for each kind of fact, however many people there are.

Facts count for who was responsible then (N9): a reply clock for who answered for it when it was met or ran out, a contact
for who made it, quotes, samples and orders for who owned the customer at that moment. Clocks are read as they
were known (`inquiries.selectors.clocks.as_known`), the cadence with the one definition of the compliance (N17).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from core.domain.work_calendar import ONE_DAY, WorkCalendar
from core.work_days import current_calendar
from customers.models import Customer, OwnerPeriod, TimelineEntry
from followups.domain.mail_windows import Standing
from followups.models import FollowUp
from followups.selectors.compliance import Period, read_histories_of
from followups.selectors.due_inputs import rules_at
from followups.selectors.mail_checks import Mark, read_stretch
from followups.services.weeks import first_day_asked, tally_ended
from inquiries.models import BuyerMessage, Reply, State
from inquiries.selectors.clocks import as_known
from inquiries.selectors.responsible import INSTANT, found_invalid_in_time, responsible_of
from reports.domain.figures import MAPPINGS, Figures
from reports.domain.timetable import Span
from reports.selectors.roll import Part, Roll
from reports.selectors.then import grade_then, owner_then, within
from sales.models import Order, QuoteVersion, Sample

Event = TimelineEntry.Kind
# What clocks are told by; the texts of a year are not read for it.
ASKED = (
    "channel", "received_at", "entered_at", "target_at", "due_soon_at", "limit_at", "announced_at", "answered_at", "outcome",
    "exception_accepted", "exception_judged_at", "responsible", "inquiry__state", "inquiry__closed_at", "inquiry__customer",
)  # fmt: skip
# How long after it was sent a reply may be typed in, for the figures of before to know that they did not know of it.
TYPED_IN_LATE = timedelta(days=31)


class Kind(StrEnum):
    """The kinds of facts: each is read by statements of its own, so that who shows some of them asks for these only."""

    QUESTIONS = "questions"
    CONTACTS = "contacts"
    NEW_CUSTOMERS = "new_customers"
    SALES = "sales"
    MAIL = "mail"
    CADENCE = "cadence"


KINDS = frozenset(Kind)


class _Sums:
    """Numbers by part and name; those of a mapping by key, too."""

    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        self._plain: dict[Part, Counter[str]] = defaultdict(Counter)
        self._keyed: dict[Part, dict[str, defaultdict[str, Any]]] = {}

    def add(self, part: Part | None, name: str, number: Any, key: str = "") -> None:
        if part is None or not number:
            return
        if key:
            keyed = self._keyed.setdefault(part, {name: defaultdict(int) for name in MAPPINGS})
            keyed[name][key] += number
        else:
            self._plain[part][name] += number

    def add_rows(self, rows: Iterable[Any], *names: str) -> None:
        """Add grouped rows with `who`, `part` and the numbers of these names."""
        for row in rows:
            for name in names:
                self.add(self.roll.part(row["who"], row["part"]), name, row[name])

    def figures_of(self, part: Part) -> Figures:
        keyed = {name: dict(sorted(values.items())) for name, values in self._keyed.get(part, {}).items()}
        values: dict[str, Any] = {**self._plain[part], **keyed}
        return Figures(**values)


def read_figures(
    roll: Roll, span: Span, *, as_of: datetime, with_cadence: bool = True, kinds: Collection[Kind] = KINDS
) -> dict[Part, Figures]:
    """Return the figures of every part of `roll` in `span`, as they were known at `as_of`.

    What happened until then and was typed in later is not among them: a late job writes what one in time had written.
    The number of statements does not depend on the people nor on the facts. Without `with_cadence` the cadence is left out:
    a day has none, and months read what was written down of it. What is not of `kinds` is not read and stays 0.
    """
    sums, calendar = _Sums(roll), current_calendar()
    add: dict[Kind, Callable[[], None]] = {
        Kind.QUESTIONS: partial(_add_questions, sums, span, as_of, calendar),
        Kind.CONTACTS: partial(_add_contacts, sums, span, as_of),
        Kind.NEW_CUSTOMERS: partial(_add_new_customers, sums, span, as_of),
        Kind.SALES: partial(_add_sales, sums, span),
        Kind.MAIL: partial(_add_mail, sums, span, as_of, calendar),
        Kind.CADENCE: partial(_add_cadence, sums, span, as_of, calendar),
    }
    for kind, add_kind in add.items():
        if kind in kinds and (with_cadence or kind != Kind.CADENCE):
            add_kind()
    return {part: sums.figures_of(part) for own in roll.parts.values() for part in own}


def read_totals(
    roll: Roll, span: Span, *, as_of: datetime, with_cadence: bool = True, kinds: Collection[Kind] = KINDS
) -> dict[int, Figures]:
    """Return the figures of each person over all their teams, by id: a customer contacted in two of them is one."""
    whole = roll.whole()
    found = read_figures(whole, span, as_of=as_of, with_cadence=with_cadence, kinds=kinds)
    return {pk: found[own[0]] for pk, own in whole.parts.items()}


def figures_of_questions(
    roll: Roll, span: Span, questions: Iterable[tuple[BuyerMessage, int | None]], *, as_of: datetime
) -> dict[Part, Figures]:
    """Return what these questions, as they were known at `as_of`, and by whom they were answered for, come to. No query."""
    sums, calendar = _Sums(roll), current_calendar()
    _add_told(sums, span, questions, as_of, calendar)
    return {part: sums.figures_of(part) for own in roll.parts.values() for part in own}


def total_of(figures: Iterable[Figures]) -> Figures:
    """Return the sum."""
    return sum(figures, Figures())


# ── questions and answers ───────────────────────────────────────────────────
def _add_questions(sums: _Sums, span: Span, as_of: datetime, calendar: WorkCalendar) -> None:
    """What came in, was answered in time, ran out, still waits: as it was known at `as_of`, for whom the clock counts."""
    rows = as_known(asked_by(span, as_of).only(*ASKED), as_of)
    unsettled = [row for row in rows if row.responsible_id is None]
    found = responsible_of(unsettled, as_of=as_of) if unsettled else {}
    people = {pk: person.pk if person else None for pk, person in found.items()}
    questions = ((row, row.responsible_id or people.get(row.pk)) for row in rows)
    _add_told(sums, span, questions, as_of, calendar)


def _add_told(
    sums: _Sums,
    span: Span,
    questions: Iterable[tuple[BuyerMessage, int | None]],
    as_of: datetime,
    calendar: WorkCalendar,
) -> None:
    for row, person_id in questions:
        for name, at, number in told_of(row, span, as_of, calendar):
            sums.add(sums.roll.part_at(person_id, at), name, number)


def asked_by(span: Span, as_of: datetime) -> "QuerySet[BuyerMessage]":
    """Return the questions of which the span, as it was known at `as_of`, may have something to tell.

    What was answered before it has something only where the answer was not known yet.
    """
    unknown = Reply.objects.filter(entered_at__gt=as_of).values("inquiry")
    asked = BuyerMessage.objects.filter(received_at__lt=span.ends_at)
    asked = asked.filter(
        Q(answered_at=None) | Q(answered_at__gte=span.starts_at)
        | Q(answered_at__gte=span.starts_at - TYPED_IN_LATE, inquiry__in=unknown)
    )  # fmt: skip
    return asked.exclude(inquiry__state=State.INVALID, inquiry__closed_at__lt=span.starts_at)


def told_of(
    row: BuyerMessage, span: Span, as_of: datetime, calendar: WorkCalendar
) -> Iterable[tuple[str, datetime, int]]:
    """Return what a question, as it was known at `as_of`, adds to the span: the figure's name, the moment, the number."""
    answered_at, is_invalid = row.answered_at, row.inquiry.state == State.INVALID
    if span.holds(row.received_at):
        yield "received", row.received_at, 1
    if answered_at is None and not is_invalid:
        yield "open", span.ends_at - INSTANT, 1
    if answered_at is not None and answered_at <= row.limit_at:
        if span.holds(answered_at):
            minutes = calendar.working_minutes_between(row.received_at, answered_at)
            yield from ((name, answered_at, 1) for name in (str(row.outcome), "answered"))
            yield "answer_minutes", answered_at, minutes
    elif row.limit_at < as_of and span.holds(row.limit_at) and not found_invalid_in_time(row):
        yield "late", max(span.starts_at, row.limit_at - INSTANT), int(not row.exception_accepted)


# ── contacts and new customers ──────────────────────────────────────────────
def _add_contacts(sums: _Sums, span: Span, as_of: datetime) -> None:
    made: QuerySet[Any] = FollowUp.objects.filter(
        within("at", span), is_contact=True, entered_at__lte=as_of, by__in=sums.roll.ids
    )
    made = made.annotate(who=F("by"), part=sums.roll.number_at("by", "at")).order_by()
    graded = made.annotate(grade=grade_then("customer", "at", "customer__grade"))
    by_grade = graded.values("who", "part", "grade").annotate(number=Count("pk"))
    people = made.values("who", "part").annotate(number=Count("customer", distinct=True))
    rows = by_grade.values_list("who", "part", "grade", "number").union(
        people.values_list("who", "part", Value(""), "number"), all=True
    )
    for who, part, grade, number in rows:
        sums.add(sums.roll.part(who, part), "contacts" if grade else "customers", number, grade)


def _add_new_customers(sums: _Sums, span: Span, as_of: datetime) -> None:
    """Entered, not imported: they count for their first owner."""
    first_owner = OwnerPeriod.objects.filter(customer=OuterRef("pk")).order_by("started_at", "pk")
    contact = FollowUp.objects.filter(
        customer=OuterRef("pk"), is_contact=True, at__lt=span.ends_at, entered_at__lte=as_of
    )
    entered = Customer.objects.current().filter(within("created_at", span), is_imported=False)
    entered = entered.annotate(who=Subquery(first_owner.values("owner")[:1]), is_contacted=Exists(contact))
    rows = entered.annotate(part=sums.roll.number_at("who", "created_at"))
    counts = {
        "new_customers": Count("pk"),
        "new_contacted": Count("pk", filter=Q(is_contacted=True)),
    }
    sums.add_rows(_grouped(rows, **counts), *counts)


# ── quotes, samples, orders ─────────────────────────────────────────────────
def _add_sales(sums: _Sums, span: Span) -> None:
    sent = QuoteVersion.objects.filter(within("sent_at", span))
    sent = sent.annotate(who=owner_then("quote__customer", "sent_at"))
    rows = sent.annotate(part=sums.roll.number_at("who", "sent_at"))
    quotes = _counted("quotes", rows, Count("pk"))
    samples = _happened(sums, span, Event.SAMPLE, Sample, "sent")
    for name, who, number, count in quotes.union(
        _counted("samples", samples, Count("ref_id", distinct=True)), all=True
    ):
        sums.add(sums.roll.part(who, number), name, count)
    orders = _happened(sums, span, Event.ORDER, Order, "confirmed").order_by("at")
    told = {ref_id: row for ref_id, *row in orders.values_list("ref_id", "who", "part", "values")}
    for person_id, number, values in told.values():
        part = sums.roll.part(person_id, number)
        sums.add(part, "orders", 1)
        sums.add(part, "amounts", Decimal(values["total"]), values["currency"])


def _happened(sums: _Sums, span: Span, kind: str, model: Any, event: str) -> "QuerySet[Any]":
    """What the histories of customers say of a kind of record: the moment at which it was noted, in one report only."""
    lines = TimelineEntry.objects.filter(within("at", span), kind=kind, values__event=event)
    lines = lines.filter(ref_type=model._meta.label_lower).annotate(who=owner_then("customer", "at"))
    return lines.annotate(part=sums.roll.number_at("who", "at"))


# ── mail and cadence ────────────────────────────────────────────────────────
def _add_mail(sums: _Sums, span: Span, as_of: datetime, calendar: WorkCalendar) -> None:
    """The windows that closed in the span; who is away owes none."""
    first, last = calendar.day_of(span.starts_at), calendar.day_of(span.ends_at)
    for week in read_stretch(sums.roll.sellers, first, last, as_of):
        for day in week.days:
            for mark in day.marks:
                closes_at = closing_of(day.on, mark, calendar)
                if span.starts_at < closes_at <= span.ends_at:
                    part = sums.roll.part_at(week.person.pk, closes_at - INSTANT)
                    sums.add(part, "mail_asked", mark.standing in {Standing.DONE, Standing.MISSED})
                    sums.add(part, "mail_done", mark.standing is Standing.DONE)


def closing_of(day: Any, mark: Mark, calendar: WorkCalendar) -> datetime:
    """Return when a window of mail closes: with its day, if it has no hour of its own."""
    return (
        calendar.instant_of(day, mark.closes) if mark.closes else calendar.instant_of(day + ONE_DAY, time.min)
    )


def _add_cadence(sums: _Sums, span: Span, as_of: datetime, calendar: WorkCalendar) -> None:
    """The windows of the compliance that ended in the span: a calendar week that ends on Sunday is the next report's."""
    rules = rules_at(span.ends_at)
    first, last = calendar.day_of(span.starts_at), calendar.day_of(span.ends_at) - ONE_DAY
    histories = read_histories_of(
        sums.roll.people, Period(first_day_asked(first, rules), last, as_of + INSTANT), rules
    )
    for person_id, tallies in tally_ended(histories, first, last, rules).items():
        for (grade, last_on), tally in tallies.items():
            part = sums.roll.part_at(person_id, calendar.start_of(last_on + ONE_DAY) - INSTANT)
            sums.add(part, "cadence_asked", tally.asked, grade)
            sums.add(part, "cadence_kept", tally.kept, grade)


# ── inside ──────────────────────────────────────────────────────────────────
def _grouped(rows: "QuerySet[Any]", **counts: Any) -> Iterable[dict[str, Any]]:
    """A row for each person and part, with these counts."""
    grouped: Iterable[dict[str, Any]] = rows.order_by().values("who", "part").annotate(**counts)
    return grouped


def _counted(name: str, rows: "QuerySet[Any]", count: Count) -> "QuerySet[Any, Any]":
    """A part of a statement: the figure's name, and the count for each person and part."""
    grouped = rows.order_by().values("who", "part").annotate(number=count)
    part: QuerySet[Any, Any] = grouped.values_list(Value(name), "who", "part", "number")
    return part


__all__ = [
    "Kind",
    "asked_by",
    "closing_of",
    "figures_of_questions",
    "read_figures",
    "read_totals",
    "told_of",
    "total_of",
]
