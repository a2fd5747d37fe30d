"""What needs the one who leads, first: by kind and person, counted in one statement. No customer is named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, DateTimeField, F, Min, Q, QuerySet, Value

from customers.models import Customer
from inquiries.models import BuyerMessage, Inquiry
from reports.models import WeeklyReport
from sales.models import Proof, Quote
from sales.selectors.quote_lists import WAITS_FOR_APPROVAL

# The order in which they stand.
KINDS = ("late", "unassigned", "reports", "missed", "ungraded", "unpromised", "proofs_late", "floor", "judge")
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


def read_exceptions(ids: Collection[int] | None, today: date, at: datetime) -> list[Exceptional]:
    """Return what is exceptional now of these people and of nobody (None: of everybody). One statement."""
    counted = [_counted(*one, ids) for one in _kinds(today, at)]
    rows = counted[0].union(*counted[1:], all=True)
    found = [Exceptional(*row) for row in rows if row[2]]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), -one.number, one.person_id or 0))


def _kinds(today: date, at: datetime) -> list[tuple[str, QuerySet[Any], str, str]]:
    """Name, rows, whose they are, since when."""
    inquiries = Inquiry.objects.all()
    missed = Customer.objects.current().filter(missed_on__lte=today, grade__in=GRADES_ASKED)
    proofs = Proof.objects.all()
    reports = WeeklyReport.objects.missing().filter(
        period__due_at__lt=at, period__due_at__gt=at - REPORTS_BACK
    )
    waiting = BuyerMessage.objects.exclude(exception_reason="").filter(exception_accepted=None)
    return [
        ("late", inquiries.unanswered().past_limit(at).exclude(owner=None), "owner", "limit_at"),
        ("unassigned", inquiries.unassigned(), "owner", "received_at"),
        ("reports", reports, "person", "period__due_at"),
        ("missed", missed, "owner", ""),
        ("ungraded", inquiries.open().exclude(owner=None).filter(grade="", received_on__lt=today), "owner", "received_at"),
        ("unpromised", proofs.unpromised().filter(promise_by_at__lt=at), "customer__owner", "asked_at"),
        ("proofs_late", proofs.late(today), "customer__owner", ""),
        ("floor", Quote.objects.filter(WAITS_FOR_APPROVAL), "owner", "current__approval_asked_at"),
        ("judge", waiting, "responsible", "received_at"),
    ]  # fmt: skip


def _counted(
    kind: str, rows: QuerySet[Any], who: str, since: str, ids: Collection[int] | None
) -> QuerySet[Any]:
    if ids is not None:
        rows = rows.filter(Q(**{f"{who}__in": ids}) | Q(**{f"{who}__isnull": True}))
    oldest = Min(since, output_field=DateTimeField()) if since else Value(None, output_field=DateTimeField())
    named = rows.order_by().annotate(kind=Value(kind, output_field=CharField()), whose=F(who))
    grouped = named.values("kind", "whose").annotate(number=Count("pk"), since=oldest)
    counted: QuerySet[Any] = grouped.values_list("kind", "whose", "number", "since")
    return counted


__all__ = ["GRADES_ASKED", "KINDS", "Exceptional", "read_exceptions"]
