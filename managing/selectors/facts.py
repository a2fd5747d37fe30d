"""The facts that are counted, each with whose it is and when it happened: one definition for pages, targets and notices.

They are those of the weekly reports (`reports.selectors.figures`), read as they are known now; a test holds the two
together. A page counts all of them for all people in one statement.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from core.domain.work_calendar import ONE_DAY, WorkCalendar
from core.work_days import current_calendar
from customers.models import Customer, GradeChange, OwnerPeriod, TimelineEntry
from followups.models import FollowUp
from inquiries.models import BuyerMessage, Outcome, State
from inquiries.selectors.clocks import decided
from inquiries.selectors.responsible import INSTANT
from reports.domain.timetable import Span
from reports.models import WeeklyReport
from sales.models import Order, QuoteVersion, Sample

Rows = QuerySet[Any]
# A clock runs out at most so long after the message came: a day, and whatever stretch of days off.
LONGEST_LIMIT = 31 * ONE_DAY
IN_TIME = (Outcome.IN_TARGET, Outcome.IN_LIMIT)


@dataclass(frozen=True)
class Fact:
    """A kind of fact: `rows` of a span, counted by `count`, belong to the person `who` at the moment `when`.

    `of_owner`: `who` is the owner of the inquiry, for whom somebody else may answer today (N9).
    """

    name: str
    rows: Rows
    who: str
    when: str
    count: Any
    of_owner: bool = False


def facts_of(span: Span, at: datetime) -> list[Fact]:
    """Return all kinds of facts of `span`, as they are known at `at`, which is now."""
    return [
        *_questions(span, at),
        *_contacts(span, current_calendar()),
        *_new_customers(span, at),
        *_sales(span),
        *_moves(span),
        *_reports(span),
    ]


# ── questions and answers ───────────────────────────────────────────────────
def _questions(span: Span, at: datetime) -> list[Fact]:
    messages, one = BuyerMessage.objects.all(), Count("pk")
    received = messages.filter(_within("received_at", span))
    running = messages.filter(answered_at=None, received_at__lt=span.ends_at).exclude(
        inquiry__state=State.INVALID
    )
    nobodys = Q(responsible=None)
    over = running.filter(nobodys, limit_at__lt=at).exclude(exception_accepted=True)
    over = over.filter(limit_at__gt=span.starts_at, limit_at__lte=span.ends_at)
    return [
        Fact("received", received.exclude(nobodys), "responsible", "received_at", one),
        Fact("received", received.filter(nobodys, pk__in=running.values("pk")), "inquiry__owner", "received_at", one, of_owner=True),
        *(Fact(name, rows, "responsible", "stopped", one) for name, rows in decided_in(span, at).items()),
        Fact("late", over, "inquiry__owner", "limit_at", one, of_owner=True),
        Fact("open", running.exclude(nobodys), "responsible", "", one),
        Fact("open", running.filter(nobodys), "inquiry__owner", "", one, of_owner=True),
    ]  # fmt: skip


def decided_in(span: Span, at: datetime) -> Mapping[str, Rows]:
    """Return the messages whose clock was met or ran out in the span, with that moment as `stopped`, by how it ended."""
    stopped = Case(When(answered_at__lte=F("limit_at"), then="answered_at"), default="limit_at")
    since = span.starts_at - LONGEST_LIMIT
    rows = decided(BuyerMessage.objects.filter(received_at__gte=since, received_at__lt=span.ends_at), at)
    rows = rows.exclude(responsible=None).annotate(stopped=stopped).filter(_within("stopped", span))
    return {
        "in_target": rows.filter(outcome=Outcome.IN_TARGET),
        "in_limit": rows.filter(outcome=Outcome.IN_LIMIT),
        "late": rows.exclude(outcome__in=IN_TIME),
    }


# ── contacts and new customers ──────────────────────────────────────────────
def contacts_in(span: Span, calendar: WorkCalendar) -> Rows:
    """Return the contacts that were made in the span."""
    days = (calendar.day_of(span.starts_at), calendar.day_of(span.ends_at))
    return FollowUp.objects.filter(_within("at", span), is_contact=True, on_day__range=days)


def _contacts(span: Span, calendar: WorkCalendar) -> list[Fact]:
    made = contacts_in(span, calendar)
    return [
        Fact("contacts", made, "by", "at", Count("pk")),
        Fact("customers", made, "by", "at", Count("customer", distinct=True)),
    ]


def entered_in(span: Span) -> Rows:
    """Return the customers that were entered in the span, not imported, with their first owner as `first_owner`."""
    first = OwnerPeriod.objects.filter(customer=OuterRef("pk")).order_by("started_at", "pk")
    rows = Customer.objects.current().filter(_within("created_at", span), is_imported=False)
    return rows.annotate(first_owner=Subquery(first.values("owner")[:1]))


def _new_customers(span: Span, at: datetime) -> list[Fact]:
    contact = FollowUp.objects.filter(
        customer=OuterRef("pk"), is_contact=True, at__lt=min(span.ends_at, at + INSTANT)
    )
    return [
        Fact("new_customers", entered_in(span), "first_owner", "created_at", Count("pk")),
        Fact("new_contacted", entered_in(span).filter(Exists(contact)), "first_owner", "created_at", Count("pk")),
    ]  # fmt: skip


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
    lines = TimelineEntry.objects.filter(_within("at", span), kind=kind, ref_type=model._meta.label_lower)
    return lines.filter(values__event=event).annotate(owner_then=owner_then("customer", "at"))


def _sales(span: Span) -> list[Fact]:
    once = Count("ref_id", distinct=True)
    samples = told_in(span, TimelineEntry.Kind.SAMPLE, Sample, "sent")
    orders = told_in(span, TimelineEntry.Kind.ORDER, Order, "confirmed")
    return [
        Fact("quotes", quotes_in(span), "owner_then", "sent_at", Count("pk")),
        Fact("samples", samples, "owner_then", "at", once),
        Fact("orders", orders, "owner_then", "at", once),
    ]


# ── grades and reports ──────────────────────────────────────────────────────
def _moves(span: Span) -> list[Fact]:
    """Steps up to A or B, and down from them; the first grade of a customer is no step."""
    steps = GradeChange.objects.filter(_within("at", span), customer__merged_into=None).exclude(before="")
    steps = steps.annotate(owner_then=owner_then("customer", "at"))
    up = Q(after="A") & ~Q(before="A") | Q(after="B", before__in=("C", "D"))
    down = Q(before="A") & ~Q(after="A") | Q(before="B", after__in=("C", "D"))
    held = Customer.objects.current().exclude(owner=None)
    return [
        Fact("risen", steps.filter(up), "owner_then", "at", Count("pk")),
        Fact("fallen", steps.filter(down), "owner_then", "at", Count("pk")),
        Fact("a_customers", held.filter(grade="A"), "owner", "", Count("pk")),
        Fact("b_customers", held.filter(grade="B"), "owner", "", Count("pk")),
    ]


def _reports(span: Span) -> list[Fact]:
    """Weekly reports whose cut-off lies in the span: owed, and of these first submitted by then."""
    owed = WeeklyReport.objects.owed().filter(_within("period__due_at", span))
    return [
        Fact("reports_owed", owed, "person", "", Count("pk")),
        Fact("reports_in_time", owed.filter(first_submitted_at__lte=F("period__due_at")), "person", "", Count("pk")),
    ]  # fmt: skip


# ── counting ────────────────────────────────────────────────────────────────
def count_facts(
    facts: list[Fact], ids: Any, part_at: Callable[[str, str], Any]
) -> list[tuple[str, str, int | None, int, int]]:
    """Count every fact of these people in one statement: (name, "owner" or "", person, part, number).

    `part_at` numbers the part of a row's person at its moment; a fact without a moment counts for the last part (-1).
    """
    counted = [_grouped(fact, ids, part_at) for fact in facts]
    return list(counted[0].union(*counted[1:], all=True)) if counted else []


def _grouped(fact: Fact, ids: Any, part_at: Callable[[str, str], Any]) -> Rows:
    rows = fact.rows.filter(**{f"{fact.who}__in": ids}).order_by()
    rows = rows.annotate(
        fact=Value(fact.name, output_field=CharField()),
        via=Value("owner" if fact.of_owner else "", output_field=CharField()),
        whose=F(fact.who),
        part=part_at(fact.who, fact.when) if fact.when else Value(-1),
    )
    grouped = rows.values("fact", "via", "whose", "part").annotate(number=fact.count)
    counted: Rows = grouped.values_list("fact", "via", "whose", "part", "number")
    return counted


def _within(field: str, span: Span) -> Q:
    return Q(**{f"{field}__gte": span.starts_at, f"{field}__lt": span.ends_at})


__all__ = ["Fact", "contacts_in", "count_facts", "decided_in", "entered_in", "facts_of", "owner_then", "quotes_in", "told_in"]  # fmt: skip
