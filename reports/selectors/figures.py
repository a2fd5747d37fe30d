"""The figures of all people of a period, in one pass: a statement for each kind of fact, however many people there are.

Facts count for who was responsible then (N9): a reply clock for who answered for it when it was met or ran out, a contact
for who made it, quotes, samples and orders for who owned the customer at that moment. Clocks are read with the one
definition of "answered in time" (`inquiries.selectors.clocks`), the cadence with that of the compliance (N17).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from core.domain.work_calendar import ONE_DAY, WorkCalendar
from core.work_days import current_calendar
from customers.models import Customer, OwnerPeriod, TimelineEntry
from followups.domain.mail_windows import Standing
from followups.models import FollowUp
from followups.selectors.compliance import Period, read_histories_of
from followups.selectors.due_inputs import rules_at
from followups.selectors.mail_checks import Mark, read_stretch
from followups.services.weeks import first_day_asked, tally_ended
from inquiries.models import BuyerMessage, Outcome, State
from inquiries.selectors.clocks import decided
from inquiries.selectors.responsible import INSTANT, responsible_of, stopped_at
from reports.domain.figures import MAPPINGS, Figures
from reports.domain.timetable import Span
from reports.selectors.roll import Part, Roll
from reports.selectors.then import grade_then, owner_then, within
from sales.models import Order, QuoteVersion, Sample

Event = TimelineEntry.Kind


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

    def add_rows(self, rows: Iterable[Any], *names: str, key: str = "") -> None:
        """Add grouped rows with `who`, `part` and the numbers of these names."""
        for row in rows:
            for name in names:
                self.add(self.roll.part(row["who"], row["part"]), name, row[name], row[key] if key else "")

    def figures_of(self, part: Part) -> Figures:
        keyed = {name: dict(sorted(values.items())) for name, values in self._keyed.get(part, {}).items()}
        values: dict[str, Any] = {**self._plain[part], **keyed}
        return Figures(**values)


def read_figures(
    roll: Roll, span: Span, *, as_of: datetime, with_cadence: bool = True
) -> dict[Part, Figures]:
    """Return the figures of every part of `roll` in `span`, as they were known at `as_of`.

    What happened until then and was typed in later is not among them: a late job writes what one in time had written.
    The number of statements does not depend on the people nor on the facts. Without `with_cadence` the cadence is left out:
    a day has none, and months read what was written down of it.
    """
    sums, calendar = _Sums(roll), current_calendar()
    _add_questions(sums, span, as_of, calendar)
    _add_contacts(sums, span, as_of)
    _add_new_customers(sums, span, as_of)
    _add_sales(sums, span)
    _add_mail(sums, span, as_of, calendar)
    if with_cadence:
        _add_cadence(sums, span, calendar)
    return {part: sums.figures_of(part) for own in roll.parts.values() for part in own}


def total_of(figures: Iterable[Figures]) -> Figures:
    """Return the sum."""
    return sum(figures, Figures())


# ── questions and answers ───────────────────────────────────────────────────
def _add_questions(sums: _Sums, span: Span, as_of: datetime, calendar: WorkCalendar) -> None:
    """Received, answered in target, in limit, late: those whose clock has a responsible; then those that still run."""
    known = BuyerMessage.objects.filter(entered_at__lte=as_of, responsible__in=sums.roll.ids)
    received = known.filter(within("received_at", span)).annotate(
        who=F("responsible"), part=sums.roll.number_at("responsible", "received_at")
    )
    sums.add_rows(_grouped(received, received=Count("pk")), "received")
    stopped = Case(When(answered_at__lte=F("limit_at"), then="answered_at"), default="limit_at")
    ended = decided(known, as_of).annotate(stopped=stopped).filter(within("stopped", span))
    columns = ("responsible_id", "stopped", "outcome", "received_at", "answered_at")
    for person_id, at, outcome, received_at, answered_at in ended.values_list(*columns):
        part = sums.roll.part_at(person_id, at)
        if outcome in {Outcome.IN_TARGET, Outcome.IN_LIMIT}:
            sums.add(part, str(outcome), 1)
            sums.add(part, "answered", 1)
            sums.add(part, "answer_minutes", calendar.working_minutes_between(received_at, answered_at))
        else:
            sums.add(part, "late", 1)
    _add_running(sums, span, as_of)


def _add_running(sums: _Sums, span: Span, as_of: datetime) -> None:
    """What nobody had answered at `as_of`: of a clock that still ran, the responsible is worked out here."""
    running = (
        BuyerMessage.objects.filter(received_at__lt=span.ends_at, entered_at__lte=as_of)
        .filter(Q(answered_at=None) | Q(answered_at__gt=as_of))
        .exclude(inquiry__state=State.INVALID)
        .select_related("inquiry")
    )
    rows = list(running)
    open_ended = [row for row in rows if row.responsible_id is None]
    found = responsible_of(open_ended) if open_ended else {}
    for row in rows:
        person = found.get(row.pk)
        person_id = row.responsible_id or (person.pk if person else None)
        sums.add(sums.roll.part_at(person_id, span.ends_at - INSTANT), "open", 1)
        if row.responsible_id is not None:
            continue
        if span.holds(row.received_at):
            sums.add(sums.roll.part_at(person_id, row.received_at), "received", 1)
        ran_out_at = stopped_at(row)
        if row.limit_at < as_of and span.holds(ran_out_at) and not row.exception_accepted:
            sums.add(sums.roll.part_at(person_id, ran_out_at), "late", 1)


# ── contacts and new customers ──────────────────────────────────────────────
def _add_contacts(sums: _Sums, span: Span, as_of: datetime) -> None:
    made = FollowUp.objects.filter(
        within("at", span), is_contact=True, entered_at__lte=as_of, by__in=sums.roll.ids
    )
    made = made.annotate(who=F("by"), part=sums.roll.number_at("by", "at"))
    by_grade = (
        made.annotate(grade=grade_then("customer", "at", "customer__grade"))
        .order_by()
        .values("who", "part", "grade")
    )
    sums.add_rows(by_grade.annotate(contacts=Count("pk")), "contacts", key="grade")
    sums.add_rows(_grouped(made, customers=Count("customer", distinct=True)), "customers")


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
    sums.add_rows(_grouped(rows, quotes=Count("pk")), "quotes")
    samples = _happened(sums, span, Event.SAMPLE, Sample, "sent")
    sums.add_rows(_grouped(samples, samples=Count("ref_id", distinct=True)), "samples")
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
    for week in read_stretch(sums.roll.people, first, last, as_of):
        for day in week.days:
            for mark in day.marks:
                closes_at = _closing(day.on, mark, calendar)
                if span.starts_at < closes_at <= span.ends_at:
                    part = sums.roll.part_at(week.person.pk, closes_at - INSTANT)
                    sums.add(part, "mail_asked", mark.standing in {Standing.DONE, Standing.MISSED})
                    sums.add(part, "mail_done", mark.standing is Standing.DONE)


def _closing(day: Any, mark: Mark, calendar: WorkCalendar) -> datetime:
    return (
        calendar.instant_of(day, mark.closes) if mark.closes else calendar.instant_of(day + ONE_DAY, time.min)
    )


def _add_cadence(sums: _Sums, span: Span, calendar: WorkCalendar) -> None:
    """The windows of the compliance that ended in the span: a calendar week that ends on Sunday is the next report's."""
    rules = rules_at(span.ends_at)
    first, last = calendar.day_of(span.starts_at), calendar.day_of(span.ends_at) - ONE_DAY
    histories = read_histories_of(sums.roll.people, Period(first_day_asked(first, rules), last), rules)
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


__all__ = ["read_figures", "total_of"]
