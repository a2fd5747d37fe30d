"""What needs the one who leads, first: by kind and person, counted in one statement. No customer is named."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, DateTimeField, F, Min, Q, QuerySet, Value

from accounts.models import User
from accounts.selectors.absences import read_waiting
from customers.models import Customer
from customers.selectors.exporting import to_decide
from followups.models import DateByHand, HelpRequest
from inquiries.models import BuyerMessage, Inquiry, Reply, State
from inquiries.selectors.records import SHOWN_FOR
from reports.models import WeeklyReport
from sales.models import Proof, Quote
from sales.selectors.quote_lists import WAITS_FOR_APPROVAL

# The order in which they stand.
KINDS = (
    "late", "unassigned", "reports", "missed", "ungraded", "unpromised", "proofs_late", "floor", "judge", "dates", "help",
    "leave", "exports", "invalid", "retimed",
)  # fmt: skip
LATE_KINDS = frozenset({"late", "reports", "missed", "proofs_late"})
REPORTS_BACK = timedelta(days=21)
GRADES_ASKED = ("A", "B")


@dataclass(frozen=True)
class Exceptional:
    """So many of a kind, of whom (None: nobody's), the oldest since when (None: not known by the hour)."""

    kind: str
    person_id: int | None
    number: int
    since: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether a rule is broken; else somebody has to decide or do something."""
        return self.kind in LATE_KINDS


def read_exceptions(
    ids: Collection[int] | None, today: date, at: datetime, *, reader: User | None = None
) -> list[Exceptional]:
    """Return what is exceptional now of these people and of nobody (None: of everybody). One statement, three with a `reader`.

    `reader`, who leads: with what waits for their own word, as the pages on which it is said ask (later dates, help, leave,
    exports), exits without a reply and changed times.
    """
    asked = [(*kind, ids) for kind in _kinds(today, at)]
    # As the pages show what is the reader's to see or to decide, whose it may be.
    asked += [(*kind, None) for kind in (_to_see(at, reader) + _to_decide(reader) if reader else [])]
    asked += [] if reader else [("judge", _waiting(), "responsible", "received_at", ids)]
    counted = [_counted(*one) for one in asked]
    rows = counted[0].union(*counted[1:], all=True)
    found = [Exceptional(*row) for row in rows if row[2]] + (_requests(reader, today) if reader else [])
    return sorted(_together(found), key=lambda one: (KINDS.index(one.kind), -one.number, one.person_id or 0))


def _kinds(today: date, at: datetime) -> list[tuple[str, QuerySet[Any], str, str]]:
    """Name, rows, whose they are, since when."""
    inquiries = Inquiry.objects.all()
    missed = Customer.objects.current().filter(missed_on__lte=today, grade__in=GRADES_ASKED)
    proofs = Proof.objects.all()
    reports = WeeklyReport.objects.missing().filter(
        period__due_at__lt=at, period__due_at__gt=at - REPORTS_BACK, person__frozen_at=None
    )  # who was frozen hands nothing in
    return [
        ("late", inquiries.unanswered().past_limit(at).exclude(owner=None), "owner", "limit_at"),
        ("unassigned", inquiries.unassigned(), "owner", "received_at"),
        ("reports", reports, "person", "period__due_at"),
        ("missed", missed, "owner", ""),
        ("ungraded", inquiries.open().exclude(owner=None).filter(grade="", received_on__lt=today), "owner", "received_at"),
        ("unpromised", proofs.unpromised().filter(promise_by_at__lt=at), "customer__owner", "asked_at"),
        ("proofs_late", proofs.late(today), "customer__owner", ""),
        ("floor", Quote.objects.filter(WAITS_FOR_APPROVAL), "owner", "current__approval_asked_at"),
    ]  # fmt: skip


def _waiting() -> "QuerySet[BuyerMessage]":
    return BuyerMessage.objects.exclude(exception_reason="").filter(exception_accepted=None)


def _to_judge(reader: User) -> "QuerySet[BuyerMessage]":
    """As `inquiries.permissions.can_judge` says it: nobody judges their own delay but the boss."""
    rows = _waiting().filter(inquiry__in=Inquiry.objects.led_by(reader))
    own = Q(responsible=reader) | Q(responsible=None, inquiry__owner=reader)
    return rows if reader.is_boss else rows.exclude(own)


def _to_decide(reader: User) -> list[tuple[str, QuerySet[Any], str, str]]:
    """What waits for the reader's word: reasons for a late answer, later dates by hand (N14), help requests (S7)."""
    dates = DateByHand.objects.held_by(reader).to_judge().judgeable_by(reader)
    asked = HelpRequest.objects.visible_to(reader).to_answer_by(reader)
    return [
        ("judge", _to_judge(reader), "responsible", "received_at"),
        ("dates", dates, "customer__owner", "set_at"),
        ("help", asked, "author", "asked_at"),
    ]


def _requests(reader: User, today: date) -> list[Exceptional]:
    """Leave and exports that the reader decides: a few rows, chosen as their pages choose them."""
    leave = [Exceptional("leave", row.user_id, 1, row.asked_at) for row in read_waiting(reader, today)]
    exports = [Exceptional("exports", row.owner_id, 1, row.created_at) for row in to_decide(reader)]
    return leave + exports


def _to_see(at: datetime, reader: User) -> list[tuple[str, QuerySet[Any], str, str]]:
    """What needs no decision, but who leads is to see it (rules.md §3)."""
    since, led = at - SHOWN_FOR, Inquiry.objects.led_by(reader)
    messages = BuyerMessage.objects.filter(received_changed_at__gte=since, inquiry__in=led)
    replies = Reply.objects.filter(replied_changed_at__gte=since, inquiry__in=led)
    invalid = led.filter(state=State.INVALID, closed_at__gte=since)
    return [
        ("invalid", invalid, "owner", "closed_at"),
        ("retimed", messages, "inquiry__owner", "received_changed_at"),
        ("retimed", replies, "inquiry__owner", "replied_changed_at"),
    ]


def _together(found: Iterable[Exceptional]) -> list[Exceptional]:
    """Join what is counted in several: one for each kind and person."""
    joined: dict[tuple[str, int | None], Exceptional] = {}
    for one in found:
        before = joined.get((one.kind, one.person_id))
        joined[one.kind, one.person_id] = _sum(before, one) if before else one
    return list(joined.values())


def _sum(one: Exceptional, other: Exceptional) -> Exceptional:
    since = min(filter(None, (one.since, other.since)), default=None)
    return replace(one, number=one.number + other.number, since=since)


def _counted(
    kind: str, rows: QuerySet[Any], who: str, since: str, ids: Collection[int] | None
) -> QuerySet[Any]:
    if ids is not None:
        rows = rows.filter(Q(**{f"{who}__in": ids}) | Q(**{f"{who}__isnull": True}))
    oldest = Min(since, output_field=DateTimeField()) if since else Value(None, output_field=DateTimeField())
    named = rows.order_by().annotate(what=Value(kind, output_field=CharField()), whose=F(who))
    grouped = named.values("what", "whose").annotate(number=Count("pk"), since=oldest)
    counted: QuerySet[Any] = grouped.values_list("what", "whose", "number", "since")
    return counted


__all__ = ["GRADES_ASKED", "KINDS", "REPORTS_BACK", "Exceptional", "read_exceptions"]
