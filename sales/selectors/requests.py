"""Requests to other departments as pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.work_days import current_calendar
from customers.models import Customer
from sales.models import DepartmentRequest, RequestMessage, RequestState
from sales.permissions.samples import can_answer_request, can_manage_request, can_write_request

PAGE = 50
RELATED = ("author__team", "to", "customer", "inquiry")
SHOWS = ("asked", "mine", "team", "closed")


@dataclass(frozen=True)
class RequestRow:
    """A request in a list; `days_late` working days past its day while it is not answered. Of the customer as much as seen."""

    request: Any
    days_late: int
    may_answer: bool
    may_write: bool
    may_manage: bool

    @property
    def customer(self) -> Customer | None:
        """The customer for whom it is asked, if the reader sees them."""
        return self.request.customer if self.request.customer_id and self.request.sees_customer else None


@dataclass(frozen=True)
class RequestPage:
    """A page of requests; `next` and `previous` are where the pages beside it start, None where there is none."""

    show: str
    rows: list[RequestRow]
    counts: dict[str, int]
    previous: int | None
    next: int | None


def read_requests(user: Any, show: str, skip: int, today: date) -> RequestPage:
    """Read what one is `asked`, `mine`, others' that one sees (`team`), or what is `closed`; the soonest due first."""
    seen = DepartmentRequest.objects.visible_to(user)
    counts = seen.aggregate(
        asked=Count("pk", filter=Q(to=user, state=RequestState.OPEN)),
        mine=Count("pk", filter=Q(author=user) & ~Q(state=RequestState.CLOSED)),
    )
    show = show if show in SHOWS else "asked" if counts["asked"] else "mine"
    lists = {
        "asked": seen.open().filter(to=user).order_by("due_on", "pk"),
        "mine": seen.unclosed().filter(author=user).order_by("state", "due_on", "pk"),
        "team": seen.unclosed().exclude(author=user).exclude(to=user).order_by("due_on", "pk"),
        "closed": seen.filter(state=RequestState.CLOSED).order_by("-closed_at", "-pk"),
    }
    rows = rows_of(lists[show][skip : skip + PAGE + 1], user, today)
    previous = max(0, skip - PAGE) if skip else None
    return RequestPage(show, rows[:PAGE], counts, previous, skip + PAGE if len(rows) > PAGE else None)


def rows_of(requests: "QuerySet[DepartmentRequest]", user: Any, today: date) -> list[RequestRow]:
    """Return requests as rows, in one query."""
    rows = requests.select_related(*RELATED).annotate(
        sees_customer=Exists(Customer.objects.visible_to(user).filter(pk=OuterRef("customer")))
    )
    calendar = current_calendar()
    return [
        RequestRow(
            request=row,
            days_late=calendar.working_days_between(row.due_on, today)
            if row.state == RequestState.OPEN
            else 0,
            may_answer=can_answer_request(user, row),
            may_write=can_write_request(user, row),
            may_manage=can_manage_request(user, row) and row.state != RequestState.CLOSED,
        )
        for row in rows
    ]


def read_messages(request: DepartmentRequest) -> "QuerySet[RequestMessage]":
    """Return the messages of a request that the reader may see, in their order."""
    return request.messages.select_related("by")
