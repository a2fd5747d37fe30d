"""The inquiry list: tabs, filters of the URL, pages; and what waits for an answer."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from core.domain.work_calendar import ONE_DAY
from core.keyset import Page, Sort, page_of
from core.request_context import once
from core.work_days import current_calendar
from inquiries.models import BuyerMessage, Inquiry, InquiryQuerySet, Outcome, State
from inquiries.selectors.clocks import ENDED_AT, decided, with_chips
from inquiries.selectors.finding import narrow_to_words

ANSWER, OPEN, UNGRADED, LATE, CLOSED, UNASSIGNED, ALL = (
    "answer", "open", "ungraded", "late", "closed", "unassigned", "all",
)  # fmt: skip
BY_TARGET = Sort("target", "target_at", datetime)
NEWEST = Sort("-received", "received_at", datetime, is_descending=True)
TABS = (ANSWER, OPEN, UNGRADED, LATE, CLOSED, UNASSIGNED, ALL)


@dataclass(frozen=True)
class InquiryFilter:
    """What the URL asks for; every field may be empty. Days are the company's.

    With `clock` (an Outcome) the inquiries are meant in which a reply clock ended so: within the days, and answered for by
    the person that `owner_id` names.
    """

    tab: str = ANSWER
    q: str = ""
    owner_id: int | None = None
    source: str = ""
    grade: str = ""
    country: str = ""
    state: str = ""
    received_from: date | None = None
    received_until: date | None = None
    clock: str = ""


@dataclass(frozen=True)
class InquiryList:
    """A page of rows, and how many wait in the tabs that need someone."""

    page: Page[Inquiry]
    counts: dict[str, int] = field(default_factory=dict)


def list_inquiries(
    *, user: Any, wanted: InquiryFilter, at: datetime, after: str = "", before: str = "", size: int = 50
) -> InquiryList:
    """Return a page of the inquiries that `user` sees, and the counts of the tabs that need someone (2 queries)."""
    visible = Inquiry.objects.visible_to(user)
    rows = (
        _filtered(_in_tab(visible, wanted.tab, at), wanted, at)
        .select_related("customer", "owner")
        .defer("points")
    )
    sort = BY_TARGET if wanted.tab in {ANSWER, LATE} else NEWEST
    page = page_of(rows, sort, after=after, before=before, size=size)
    with_chips(page.rows, at)
    return InquiryList(page, read_counts(user, at))


def read_counts(user: Any, at: datetime) -> dict[str, int]:
    """Return the counts of the tabs for `user`; whose unassigned ones are heads, of those."""
    counts = count_tabs(Inquiry.objects.visible_to(user), at)
    heads = Inquiry.objects.heads_for(user)
    return counts if heads.query.is_empty() else {**counts, UNASSIGNED: heads.count()}


def count_tabs(visible: "InquiryQuerySet", at: datetime) -> dict[str, int]:
    """Return how many need an answer, a grade, an owner, or are past their limit: one query over a few rows."""
    waiting = visible.filter(
        Q(target_at__isnull=False) | Q(grade="", state=State.OPEN) | Q(owner=None, state=State.OPEN)
    )
    counts: dict[str, int] = waiting.aggregate(
        answer=Count("pk", filter=Q(target_at__isnull=False)),
        late=Count("pk", filter=Q(limit_at__lt=at)),
        ungraded=Count("pk", filter=Q(grade="", state=State.OPEN)),
        unassigned=Count("pk", filter=Q(owner=None, state=State.OPEN)),
    )
    return counts


def open_inquiries_of(customer: Any, *, user: Any, at: datetime) -> list[Inquiry]:
    """Return a customer's open inquiries, running clocks first, each with its `chip`: asked once a request."""
    rows = Inquiry.objects.visible_to(user).open().filter(customer=customer)
    rows = rows.order_by(F("target_at").asc(nulls_last=True), "-received_at")
    return once(("open inquiries", user.pk, customer.pk), lambda: with_chips(rows[:20], at))


def unassigned_heads(user: Any) -> QuerySet[Inquiry, Any]:
    """Return sender, subject and arrival of what nobody holds: all that an assistant may see of it (permissions.md)."""
    fields = ("pk", "number", "sender", "subject", "source", "channel", "received_at")
    clocks = ("target_at", "due_soon_at", "limit_at", "announced_at", "owner_id")
    return Inquiry.objects.heads_for(user).only(*fields, *clocks).order_by("received_at", "pk")


def count_unassigned(user: Any) -> tuple[int, datetime | None]:
    """Return how many inquiries nobody holds, as far as `user` may see them, and since when the oldest. One query."""
    found = Inquiry.objects.heads_for(user).aggregate(count=Count("pk"), oldest=Min("received_at"))
    return found["count"], found["oldest"]


def neighbours(*, user: Any, inquiry: Inquiry) -> tuple[int | None, int | None]:
    """Return the newer and the older inquiry next to this one among those open to `user`. One query."""
    rows = Inquiry.objects.visible_to(user).open()
    place = (inquiry.received_at, inquiry.pk)
    newer = rows.filter(_after(*place, side="gt")).order_by("received_at", "pk")
    older = rows.filter(_after(*place, side="lt")).order_by("-received_at", "-pk")
    beside = [Subquery(side.values("pk")[:1]) for side in (newer, older)]
    found: tuple[int | None, int | None] = Inquiry.objects.filter(pk=inquiry.pk).values_list(*beside).get()
    return found


def _after(received_at: datetime, pk: int, *, side: str) -> Q:
    return Q(**{f"received_at__{side}": received_at}) | Q(**{"received_at": received_at, f"pk__{side}": pk})


def _in_tab(rows: "InquiryQuerySet", tab: str, at: datetime) -> "InquiryQuerySet":
    narrowed = {
        ANSWER: rows.unanswered,
        OPEN: rows.open,
        UNGRADED: lambda: rows.open().filter(grade=""),
        LATE: lambda: rows.unanswered().past_limit(at),
        CLOSED: lambda: rows.exclude(state=State.OPEN),
        UNASSIGNED: rows.unassigned,
    }
    return narrowed[tab]() if tab in narrowed else rows


def _filtered(rows: "InquiryQuerySet", wanted: InquiryFilter, at: datetime) -> "InquiryQuerySet":
    plain: dict[str, Any] = {
        "source": wanted.source, "grade": wanted.grade, "state": wanted.state, "customer__country": wanted.country,
    }  # fmt: skip
    if wanted.clock:
        rows = rows.filter(Exists(_ended_so(wanted, at)))
    else:
        plain |= {
            "owner_id": wanted.owner_id, "received_on__gte": wanted.received_from, "received_on__lte": wanted.received_until,
        }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    return narrow_to_words(rows, wanted.q)


def _ended_so(wanted: InquiryFilter, at: datetime) -> "QuerySet[BuyerMessage]":
    """An inquiry's messages whose clock was met or ran out as asked, within the days."""
    calendar = current_calendar()
    rows = decided(BuyerMessage.objects.filter(inquiry=OuterRef("pk")), at).annotate(ended_at=ENDED_AT)
    if wanted.owner_id:
        rows = rows.filter(responsible=wanted.owner_id)
    if wanted.received_from:
        rows = rows.filter(ended_at__gte=calendar.start_of(wanted.received_from))
    if wanted.received_until:
        rows = rows.filter(ended_at__lt=calendar.start_of(wanted.received_until + ONE_DAY))
    in_time = (Outcome.IN_TARGET, Outcome.IN_LIMIT)
    return (
        rows.exclude(outcome__in=in_time)
        if wanted.clock == Outcome.LATE
        else rows.filter(outcome=wanted.clock)
    )
