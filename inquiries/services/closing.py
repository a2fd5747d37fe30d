"""Closing and reopening (N10)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.events import publish
from customers.models import TimelineEntry
from customers.timeline import add_entry
from inquiries.domain.states import check_step
from inquiries.events import InquiryClosed
from inquiries.models import Inquiry, InvalidReason, State, Validity
from inquiries.services.clocks import count_open_inquiries, lock_for, settle_clocks
from inquiries.services.messages import reopen

VALIDITY_OF: dict[str, str] = {
    InvalidReason.SPAM: Validity.SPAM,
    InvalidReason.IRRELEVANT: Validity.IRRELEVANT,
}


@transaction.atomic
def close_inquiry(
    *, actor: Any, inquiry: Inquiry, state: str, at: datetime, reason: str = "", note: str = ""
) -> Inquiry:
    """Close as won, lost (with a reason) or invalid (with a reason, the only exit without a reply; S45).

    `reason` is a LostReason or InvalidReason. Raises StepRefused; then nothing is written.
    """
    inquiry = lock_for(actor, inquiry)
    is_unanswered = inquiry.messages.filter(answered_at=None).exists()
    check_step(
        inquiry.state,
        state,
        is_unanswered=is_unanswered,
        has_customer=inquiry.customer_id is not None,
        reason=reason,
    )
    before = inquiry.state
    inquiry.state, inquiry.close_reason, inquiry.close_note, inquiry.closed_at = (
        State(state),
        reason,
        note,
        at,
    )
    inquiry.validity = (
        VALIDITY_OF.get(reason, inquiry.validity) if state == State.INVALID else inquiry.validity
    )
    inquiry.version += 1
    inquiry.save(update_fields=("state", "close_reason", "close_note", "closed_at", "validity", "version"))
    settle_clocks(inquiry)
    count_open_inquiries(inquiry.customer)
    changes = {"state": (before, state), "reason": ("", reason), "note": ("", note)}
    audit.record("inquiries.closed", actor=actor, at=at, target=inquiry, changes=changes)
    _tell_history(inquiry, actor=actor, at=at, event="closed")
    publish(InquiryClosed(inquiry.pk, state, at))
    return inquiry


@transaction.atomic
def reopen_inquiry(*, actor: Any, inquiry: Inquiry, at: datetime, reason: str = "") -> Inquiry:
    """Open a closed inquiry by hand; clocks that were never answered run again. Raises StepRefused if it is open."""
    inquiry = lock_for(actor, inquiry)
    check_step(inquiry.state, State.OPEN, reason=reason)
    changes = {"state": (inquiry.state, State.OPEN), "reason": ("", reason)}
    reopen(inquiry, at=at)
    audit.record("inquiries.reopened", actor=actor, at=at, target=inquiry, changes=changes)
    _tell_history(inquiry, actor=actor, at=at, event="reopened")
    return inquiry


def _tell_history(inquiry: Inquiry, *, actor: Any, at: datetime, event: str) -> None:
    if inquiry.customer is None:
        return
    values = {
        "number": inquiry.number,
        "event": event,
        "state": str(inquiry.state),
        "reason": inquiry.close_reason,
    }
    add_entry(
        customer=inquiry.customer, kind=TimelineEntry.Kind.INQUIRY, at=at, actor=actor, text=inquiry.close_note,
        values=values, ref=inquiry,
    )  # fmt: skip
