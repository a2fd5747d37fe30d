"""Lists of quotes: the page with its tabs, what stands on other pages, and what asks for something soon."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.keyset import Page, Sort, page_of
from core.text import holds, query_words
from core.work_days import current_calendar
from customers.models import Customer
from inquiries.models import Inquiry
from sales.domain.quote_states import OPEN, WORKING
from sales.models import CostRequest, Quote, QuoteQuerySet, QuoteState, QuoteVersion
from sales.policies import quote_policy

TAB_OPEN, TAB_WORKING, TAB_SENT, TAB_ENDING, TAB_FLOOR, TAB_CLOSED, TAB_ALL = (
    "open", "working", "sent", "ending", "floor", "closed", "all",
)  # fmt: skip
TABS = (TAB_OPEN, TAB_WORKING, TAB_SENT, TAB_ENDING, TAB_FLOOR, TAB_CLOSED, TAB_ALL)
NEWEST = Sort("-created", "created_at", datetime, is_descending=True)
SHOWN_BESIDE = 5
FOUND_AT_MOST = 5
SHORTEST = 3
COSTS_SHOWN = 100


@dataclass(frozen=True)
class QuoteFilter:
    """What the URL asks for; every field may be empty. `sent_…`: a version went out on one of these days of the company."""

    tab: str = TAB_OPEN
    q: str = ""
    owner_id: int | None = None
    state: str = ""
    sent_from: date | None = None
    sent_until: date | None = None


@dataclass(frozen=True)
class QuoteList:
    """A page of rows, and how many stand in the tabs that ask for something."""

    page: Page[Quote]
    counts: dict[str, int] = field(default_factory=dict)


def list_quotes(*, user: Any, wanted: QuoteFilter, day: date, after: str = "", before: str = "") -> QuoteList:
    """Return a page of the quotes that `user` sees, newest first, with the counts of the tabs (2 queries)."""
    visible = Quote.objects.visible_to(user)
    rows = _in_tab(visible, wanted.tab, day).select_related("customer", "owner", "current")
    if wanted.owner_id:
        rows = rows.filter(owner=wanted.owner_id)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.sent_from or wanted.sent_until:
        rows = rows.filter(Exists(_sent_within(wanted.sent_from, wanted.sent_until)))
    page = page_of(_with_words(rows, wanted.q), NEWEST, after=after, before=before)
    return QuoteList(page, _counts(visible, day))


def _sent_within(first: date | None, last: date | None) -> "QuerySet[QuoteVersion]":
    calendar = current_calendar()
    rows = QuoteVersion.objects.filter(quote=OuterRef("pk"), sent_at__isnull=False)
    if first:
        rows = rows.filter(sent_at__gte=calendar.start_of(first))
    return rows.filter(sent_at__lt=calendar.start_of(last + timedelta(days=1))) if last else rows


def _counts(visible: QuoteQuerySet, day: date) -> dict[str, int]:
    counts: dict[str, int] = visible.filter(state__in=OPEN).aggregate(
        open=Count("pk"),
        working=Count("pk", filter=Q(state__in=WORKING)),
        sent=Count("pk", filter=Q(state=QuoteState.SENT)),
        ending=Count("pk", filter=_ending(day)),
        floor=Count("pk", filter=WAITS_FOR_APPROVAL),
    )
    return counts


WAITS_FOR_APPROVAL = Q(
    state=QuoteState.CONFIRMED, current__approval_asked_at__isnull=False, current__approved_at=None
)


def _ending(day: date) -> Q:
    last = day + timedelta(days=quote_policy().renew_days)
    return Q(state=QuoteState.SENT, current__valid_until__lte=last)


def _in_tab(rows: QuoteQuerySet, tab: str, day: date) -> QuoteQuerySet:
    narrowed = {
        TAB_OPEN: Q(state__in=OPEN), TAB_WORKING: Q(state__in=WORKING), TAB_SENT: Q(state=QuoteState.SENT),
        TAB_ENDING: _ending(day), TAB_FLOOR: WAITS_FOR_APPROVAL, TAB_CLOSED: ~Q(state__in=OPEN),
    }  # fmt: skip
    return rows.filter(narrowed[tab]) if tab in narrowed else rows


def _with_words(rows: QuoteQuerySet, query: str) -> QuoteQuerySet:
    """Narrow to the quotes whose number or buyer holds every word: each place has its index, so they are united."""
    for word in query_words(query):
        by_number = Quote.objects.filter(number__icontains=word).values("pk")
        by_buyer = Quote.objects.filter(holds(word, "customer__search_text")).values("pk")
        rows = rows.filter(pk__in=by_number.union(by_buyer))
    return rows


def find_quotes(user: Any, query: str) -> list[Quote]:
    """Return the newest visible quotes whose number holds what was typed: Ctrl K. One query."""
    typed = query.strip()
    if len(typed) < SHORTEST or not any(sign.isdigit() for sign in typed):
        return []
    rows = Quote.objects.visible_to(user).filter(number__icontains=typed).select_related("customer")
    return list(rows.order_by("-created_at", "-pk")[:FOUND_AT_MOST])


def quotes_of_customer(user: Any, customer: Customer) -> list[Quote]:
    """Return the customer's newest quotes: one query."""
    return _newest(Quote.objects.visible_to(user).filter(customer=customer))


def quotes_of_inquiry(user: Any, inquiry: Inquiry) -> list[Quote]:
    """Return the quotes that answer an inquiry: one query."""
    return _newest(Quote.objects.visible_to(user).filter(inquiry=inquiry))


def _newest(rows: QuoteQuerySet) -> list[Quote]:
    """The newest with their versions, each of which knows its quote: its name holds the number."""
    found = list(rows.select_related("current").order_by("-created_at", "-pk")[:SHOWN_BESIDE])
    for quote in found:
        if quote.current is not None:
            quote.current.quote = quote
    return found


def list_costs(user: Any) -> tuple[list[CostRequest], list[CostRequest]]:
    """Return what production is still asked, the oldest first, and what was answered last. No customer is loaded with it."""
    rows = CostRequest.objects.visible_to(user).select_related("asked_by", "answered_by")
    wanted = rows.open().filter(quote__state=QuoteState.COSTING).order_by("asked_at", "pk")
    answered = rows.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")
    return list(wanted[:COSTS_SHOWN]), list(answered[:10])
