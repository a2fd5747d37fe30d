"""Everything one inquiry's page shows, and the manager's list of what is out of the ordinary."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from core.models import AuditEntry
from inquiries.models import BuyerMessage, Inquiry, InquiryLine, Reply, State
from inquiries.selectors.clocks import ClockChip, chip_of_message
from inquiries.selectors.words import VERBS

SHOWN_FOR = timedelta(days=31)


@dataclass(frozen=True)
class ThreadItem:
    """A message of the buyer with its clock, or a reply of ours."""

    at: datetime
    message: BuyerMessage | None = None
    chip: ClockChip | None = None
    reply: Reply | None = None


def load_inquiry(queryset: Any, pk: int) -> Inquiry:
    """Return the inquiry with what its page needs; `queryset` is already scoped."""
    return (  # type: ignore[no-any-return]  # a queryset of inquiries
        queryset.select_related("customer", "contact", "owner__team", "created_by")
        .prefetch_related(Prefetch("lines", InquiryLine.objects.order_by("pk")))
        .get(pk=pk)
    )


def thread_of(inquiry: Inquiry, *, at: datetime) -> list[ThreadItem]:
    """Return messages and replies, newest first (2 queries)."""
    messages = inquiry.messages.select_related("contact", "responsible", "entered_by", "exception_judged_by")
    items = [ThreadItem(row.received_at, message=row, chip=chip_of_message(row, at)) for row in messages]
    items += [
        ThreadItem(row.replied_at, reply=row) for row in inquiry.replies.select_related("by", "contact")
    ]
    return sorted(items, key=lambda item: (item.at, item.reply is not None), reverse=True)


def history_of(inquiry: Inquiry, limit: int = 30) -> list[AuditEntry]:
    """Return who did what to this inquiry, newest first, each with its `words`."""
    rows = AuditEntry.objects.filter(
        target_type="inquiries.inquiry", target_id=str(inquiry.pk), is_refused=False
    ).exclude(verb="inquiries.read")
    found = list(rows.select_related("actor").order_by("-pk")[:limit])
    for entry in found:
        entry.words = VERBS.get(entry.verb, entry.verb)  # type: ignore[attr-defined]  # read by the template
    return found


@dataclass(frozen=True)
class Exceptions:
    """What a manager looks through: reasons to judge, exits without a reply, changed times (S45, S49, N6)."""

    to_judge: list[BuyerMessage]
    invalid: list[Inquiry]
    changed: list[BuyerMessage]


def list_exceptions(*, user: Any, at: datetime) -> Exceptions:
    """Return the exceptions of the people that `user` leads; the last month's where they need no decision."""
    visible = Inquiry.objects.visible_to(user)
    messages = BuyerMessage.objects.filter(inquiry__in=visible).select_related(
        "inquiry__customer", "inquiry__owner", "responsible", "entered_by"
    )
    invalid = visible.filter(state=State.INVALID, closed_at__gte=at - SHOWN_FOR).select_related(
        "customer", "owner"
    )
    to_judge = messages.filter(~Q(exception_reason=""), exception_accepted=None)
    changed = messages.filter(received_changed_at__gte=at - SHOWN_FOR)
    return Exceptions(
        list(to_judge.order_by("-received_at")[:100]),
        list(invalid.order_by("-closed_at")[:100]),
        list(changed.order_by("-received_changed_at")[:100]),
    )
