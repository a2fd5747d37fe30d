"""The facts that are counted, each with whose it is and when it happened: one definition for pages, targets and notices.

They are those of the weekly reports (`reports.selectors.figures`), read as they are known now; a test holds the two
together. A page counts all of them for all people in one statement.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from core.domain.work_calendar import WorkCalendar
from core.work_days import current_calendar
from customers.models import Customer, GradeChange, OwnerPeriod, TimelineEntry
from followups.models import FollowUp
from inquiries.models import BuyerMessage, Outcome, State
from inquiries.selectors.clocks import decided
from inquiries.selectors.responsible import INSTANT
from reports.domain.timetable import Span
from reports.models import DailyReport, WeeklyReport
from sales.models import Order, QuoteVersion, Sample

Rows = QuerySet[Any]
IN_TIME = (Outcome.IN_TARGET, Outcome.IN_LIMIT)


@dataclass(frozen=True)
class Fact:
    """Kinds of fact: `rows` belong to the person `who` at the moment `when`, and those `within` a span are counted.

    `names`: the kind, or an expression that tells the row's. `count`: of what (`Count`'s arguments), "": of rows. `of_owner`: `who` is the
    owner of the inquiry, for whom somebody else may answer today (N9). `within` None: what stands now, whatever the span.
    """

    names: Any
    rows: Rows
    who: str
    when: str
    within: Callable[[Span], Q] | None
    of_owner: bool = False
    count: str = ""
    distinct: bool = False


def facts_of(span: Span, at: datetime) -> list[Fact]:
    """Return all kinds of facts of all spans within `span`, as they are known at `at`, which is now."""
    return [fact for _kinds, make in GROUPS for fact in make(span, at)]


def _at(field: str) -> Callable[[Span], Q]:
    return lambda span: _within(field, span)


def _named(whens: Mapping[str, Q], default: str) -> Case:
    """The kind of a row, so that kinds which differ in a column are counted in one pass."""
    cases = [When(condition, then=Value(name)) for name, condition in whens.items()]
    return Case(*cases, default=Value(default), output_field=CharField())


# ── questions and answers ───────────────────────────────────────────────────
def _questions(span: Span, at: datetime) -> list[Fact]:
    messages, nobodys = BuyerMessage.objects.all(), Q(responsible=None)
    received = messages.filter(_within("received_at", span))
    running = messages.filter(answered_at=None, received_at__lt=span.ends_at).exclude(
        inquiry__state=State.INVALID
    )
    waiting = running.filter(nobodys, received_at__gte=span.starts_at)
    over = running.filter(nobodys, limit_at__lt=at).exclude(exception_accepted=True)
    over = over.filter(limit_at__gt=span.starts_at, limit_at__lte=span.ends_at)
    outcomes = {"in_target": Q(outcome=Outcome.IN_TARGET), "in_limit": Q(outcome=Outcome.IN_LIMIT)}
    return [
        Fact("received", received.exclude(nobodys), "responsible", "received_at", _at("received_at")),
        Fact("received", waiting, "inquiry__owner", "received_at", _at("received_at"), of_owner=True),
        Fact(_named(outcomes, "late"), _decided(span, at), "responsible", "stopped", _at("stopped")),
        Fact("late", over, "inquiry__owner", "limit_at", _ran_out, of_owner=True),
        Fact("open", running.exclude(nobodys), "responsible", "", _begun),
        Fact("open", running.filter(nobodys), "inquiry__owner", "", _begun, of_owner=True),
    ]


def _ran_out(span: Span) -> Q:
    return Q(limit_at__gt=span.starts_at, limit_at__lte=span.ends_at)


def _begun(span: Span) -> Q:
    return Q(received_at__lt=span.ends_at)


def decided_in(span: Span, at: datetime) -> Mapping[str, Rows]:
    """Return the messages whose clock was met or ran out in the span, with that moment as `stopped`, by how it ended."""
    rows = _decided(span, at)
    return {
        "in_target": rows.filter(outcome=Outcome.IN_TARGET),
        "in_limit": rows.filter(outcome=Outcome.IN_LIMIT),
        "late": rows.exclude(outcome__in=IN_TIME),
    }


def _decided(span: Span, at: datetime) -> Rows:
    stopped = Case(When(answered_at__lte=F("limit_at"), then="answered_at"), default="limit_at")
    # No clock stops after its limit.
    messages = BuyerMessage.objects.filter(limit_at__gte=span.starts_at, received_at__lt=span.ends_at)
    rows = decided(messages, at)
    return rows.exclude(responsible=None).annotate(stopped=stopped).filter(_within("stopped", span))


# ── contacts and new customers ──────────────────────────────────────────────
def contacts_in(span: Span, calendar: WorkCalendar) -> Rows:
    """Return the contacts that were made in the span."""
    days = (calendar.day_of(span.starts_at), calendar.day_of(span.ends_at))
    return FollowUp.objects.filter(_within("at", span), is_contact=True, on_day__range=days)


def _contacts(span: Span, _now: datetime) -> list[Fact]:
    return [Fact("contacts", contacts_in(span, current_calendar()), "by", "at", _at("at"))]


def _contacted(span: Span, _now: datetime) -> list[Fact]:
    made = contacts_in(span, current_calendar())
    return [Fact("customers", made, "by", "at", _at("at"), count="customer", distinct=True)]


def entered_in(span: Span) -> Rows:
    """Return the customers that were entered in the span, not imported, with their first owner as `first_owner`."""
    first = OwnerPeriod.objects.filter(customer=OuterRef("pk")).order_by("started_at", "pk")
    rows = Customer.objects.current().filter(_within("created_at", span), is_imported=False)
    return rows.annotate(first_owner=Subquery(first.values("owner")[:1]))


def _entered(span: Span, _now: datetime) -> list[Fact]:
    return [Fact("new_customers", entered_in(span), "first_owner", "created_at", _at("created_at"))]


def _new_contacted(span: Span, at: datetime) -> list[Fact]:
    contacts = FollowUp.objects.filter(customer=OuterRef("pk"), is_contact=True).order_by("at")
    contacted = entered_in(span).annotate(first_contact_at=Subquery(contacts.values("at")[:1]))

    def is_contacted(within: Span) -> Q:
        until = min(within.ends_at, at + INSTANT)
        return _within("created_at", within) & Q(first_contact_at__lt=until)

    return [Fact("new_contacted", contacted, "first_owner", "created_at", is_contacted)]


# ── quotes, samples, orders ─────────────────────────────────────────────────
def owner_then(customer: str, moment: str) -> Subquery:
    """Who owned the customer at that moment: what N9 says of quotes, samples and orders."""
    held = OwnerPeriod.objects.filter(customer=OuterRef(customer), started_at__lte=OuterRef(moment))
    held = held.filter(Q(ended_at=None) | Q(ended_at__gt=OuterRef(moment)))
    return Subquery(held.order_by("-started_at", "-pk").values("owner")[:1])


def quotes_in(span: Span) -> Rows:
    """Return the versions of quotes that were sent, with whose they were as `owner_then`."""
    rows = QuoteVersion.objects.filter(_within("sent_at", span))
    return rows.annotate(owner_then=owner_then("quote__customer", "sent_at"))


def told_in(span: Span, kind: str, model: Any, event: str) -> Rows:
    """Return the lines of histories in which an event of a record stands, with whose it was as `owner_then`."""
    lines = TimelineEntry.objects.filter(_told(kind, model, event), _within("at", span))
    return lines.annotate(owner_then=owner_then("customer", "at"))


def _told(kind: str, model: Any, event: str) -> Q:
    return Q(kind=kind, ref_type=model._meta.label_lower, values__event=event)


def _quotes(span: Span, _now: datetime) -> list[Fact]:
    return [Fact("quotes", quotes_in(span), "owner_then", "sent_at", _at("sent_at"))]


def _sales(span: Span, _now: datetime) -> list[Fact]:
    sample = _told(TimelineEntry.Kind.SAMPLE, Sample, "sent")
    order = _told(TimelineEntry.Kind.ORDER, Order, "confirmed")
    told = TimelineEntry.objects.filter(_within("at", span)).filter(sample | order)
    told = told.filter(kind__in=(TimelineEntry.Kind.SAMPLE, TimelineEntry.Kind.ORDER))  # the index's words
    told = told.annotate(owner_then=owner_then("customer", "at"))
    kinds = _named({"samples": Q(kind=TimelineEntry.Kind.SAMPLE)}, "orders")
    return [Fact(kinds, told, "owner_then", "at", _at("at"), count="ref_id", distinct=True)]


# ── grades and reports ──────────────────────────────────────────────────────
def _moves(span: Span, _now: datetime) -> list[Fact]:
    """Steps up to A or B, and down from them; the first grade of a customer is no step."""
    steps = GradeChange.objects.filter(_within("at", span), customer__merged_into=None).exclude(before="")
    steps = steps.annotate(owner_then=owner_then("customer", "at"))
    up = Q(after="A") & ~Q(before="A") | Q(after="B", before__in=("C", "D"))
    down = Q(before="A") & ~Q(after="A") | Q(before="B", after__in=("C", "D"))
    return [Fact(_named({"risen": up}, "fallen"), steps.filter(up | down), "owner_then", "at", _at("at"))]


def _held(_span: Span, _now: datetime) -> list[Fact]:
    held = Customer.objects.current().exclude(owner=None).filter(grade__in=("A", "B"))
    return [
        Fact(_named({"a_customers": Q(grade="A")}, "b_customers"), held, "owner", "", None),
    ]


def _reports(span: Span, _now: datetime) -> list[Fact]:
    """Weekly reports whose cut-off lies in the span: owed, and of these first submitted by then."""
    owed, due = WeeklyReport.objects.owed().filter(_within("period__due_at", span)), _at("period__due_at")
    in_time = owed.filter(first_submitted_at__lte=F("period__due_at"))
    return [
        Fact("reports_owed", owed, "person", "", due),
        Fact("reports_in_time", in_time, "person", "", due),
    ]


def _days(span: Span, _now: datetime) -> list[Fact]:
    """Daily reports whose digest's hour lies in the span: owed, and of these confirmed by then; with who led then (S135)."""
    owed, due = DailyReport.objects.owed().filter(_within("day__digest_at", span)), _at("day__digest_at")
    in_time = owed.filter(confirmed_at__lte=F("day__digest_at"))
    return [
        Fact("days_owed", owed, "person", "day__digest_at", due),
        Fact("days_in_time", in_time, "person", "day__digest_at", due),
    ]


# Which kinds are counted together, by what makes their facts: a page asks over a quarter only for what has a target in it.
GROUPS: tuple[tuple[frozenset[str], Callable[[Span, datetime], list[Fact]]], ...] = (
    (frozenset({"received", "in_target", "in_limit", "late", "open"}), _questions),
    (frozenset({"contacts"}), _contacts),
    (frozenset({"customers"}), _contacted),
    (frozenset({"new_customers"}), _entered),
    (frozenset({"new_contacted"}), _new_contacted),
    (frozenset({"quotes"}), _quotes),
    (frozenset({"samples", "orders"}), _sales),
    (frozenset({"risen", "fallen"}), _moves),
    (frozenset({"a_customers", "b_customers"}), _held),
    (frozenset({"reports_owed", "reports_in_time"}), _reports),
    (frozenset({"days_owed", "days_in_time"}), _days),
)


# ── counting ────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Counted:
    """So many of a fact are a person's in a part and a span; `via_owner`: as the owner of the inquiry."""

    span: str
    fact: str
    via_owner: bool
    person_id: int | None
    part: int
    number: int


def count_facts(
    spans: Mapping[str, Span],
    ids: Any,
    part_at: Callable[[str, str], Any],
    at: datetime,
    wanted: Mapping[str, Collection[str]],
) -> Iterator[Counted]:
    """Count the facts of these people in all spans (of others, too, where whose a row is has to be worked out).

    One statement, in one pass over each kind of rows.

    `part_at` numbers the part of a row's person at its moment; a fact without a moment counts for the last part (-1).
    `wanted`: of which kinds in a span; of one that it does not name all. A kind is read over the spans that want it.
    """
    counted = []
    for kinds, make in GROUPS:
        asked = {
            name: span for name, span in spans.items() if name not in wanted or kinds & set(wanted[name])
        }
        if asked:
            facts = make(widest(asked.values()), at)
            counted += [_grouped(fact, [asked.get(name) for name in spans], ids, part_at) for fact in facts]
    rows: Any = counted[0].union(*counted[1:], all=True) if counted else ()
    for name, via, person_id, part, *numbers in rows:
        for span, number in zip(spans, numbers, strict=True):
            if number:
                yield Counted(span, name, bool(via), person_id, part, number)


def _grouped(fact: Fact, spans: Iterable[Span | None], ids: Any, part_at: Callable[[str, str], Any]) -> Rows:
    """A row for each kind, person and part with its numbers in the spans; None: the span does not ask."""
    rows = fact.rows.order_by()
    # A person who is worked out is worked out once, not to be narrowed, too.
    if fact.who not in rows.query.annotations:
        rows = rows.filter(**{f"{fact.who}__in": ids})
    is_one = isinstance(fact.names, str)
    rows = rows.annotate(
        fact=Value(fact.names, output_field=CharField()) if is_one else fact.names,
        via=Value("owner" if fact.of_owner else "", output_field=CharField()),
        whose=F(fact.who),
        part=part_at(fact.who, fact.when) if fact.when else Value(-1),
    )
    numbers = {f"number_{place}": _number(fact, span) for place, span in enumerate(spans)}
    grouped = rows.values("fact", "via", "whose", "part").annotate(**numbers)
    counted: Rows = grouped.values_list("fact", "via", "whose", "part", *numbers)
    return counted


def _number(fact: Fact, span: Span | None) -> Any:
    if span is None:
        return Value(0)
    what = fact.count or Value(1)
    return Count(what, distinct=fact.distinct, filter=fact.within(span) if fact.within else None)


def widest(spans: Iterable[Span]) -> Span:
    """Return the time from the first beginning to the last end."""
    rows = list(spans)
    return Span(min(row.starts_at for row in rows), max(row.ends_at for row in rows))


def _within(field: str, span: Span) -> Q:
    return Q(**{f"{field}__gte": span.starts_at, f"{field}__lt": span.ends_at})


__all__ = ["Counted", "Fact", "contacts_in", "count_facts", "decided_in", "entered_in", "facts_of", "owner_then", "quotes_in", "told_in", "widest"]  # fmt: skip
