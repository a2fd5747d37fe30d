"""The buyer's messages: each starts a clock of its own (S47)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Contact, TimelineEntry
from customers.timeline import add_entry, move_entries
from inquiries.domain import reply_clock
from inquiries.events import BuyerAsked, InquiryReopened, ReplyTimeChanged
from inquiries.models import BuyerMessage, Inquiry, Reply, State
from inquiries.services.clocks import (
    clock_values,
    count_open_inquiries,
    lock_inquiry,
    new_clock,
    settle_clocks,
)
from inquiries.services.errors import ReasonNeeded, check_received
from inquiries.services.values import MessageValues


@transaction.atomic
def add_message(
    *,
    actor: Any,
    inquiry: Inquiry,
    values: MessageValues,
    at: datetime,
    contact: Contact | None = None,
    form_token: str = "",
) -> BuyerMessage:
    """Log a further message of the buyer: its clock runs from `values.received_at`, and a closed inquiry opens again.

    Raises ReceivedInFuture, and AlreadySubmitted for a second click.
    """
    check_received(values.received_at, at)
    claim = claim_form(form_token, user=actor, at=at)
    inquiry = lock_inquiry(inquiry)
    if inquiry.state != State.OPEN:
        reopen(inquiry, at=at)
    message = write_message(inquiry, values, actor=actor, contact=contact, at=at)
    settle_clocks(inquiry)
    count_open_inquiries(inquiry.customer)
    audit.record("inquiries.message_added", actor=actor, at=at, target=inquiry)
    publish(BuyerAsked(message.pk, at))
    finish_form(claim, inquiry.get_absolute_url())
    return message


def write_message(
    inquiry: Inquiry,
    values: MessageValues,
    *,
    actor: Any,
    contact: Contact | None,
    at: datetime,
    in_timeline: bool = True,
) -> BuyerMessage:
    """Write the message with its clock started, and its line in the customer's history."""
    message = BuyerMessage.objects.create(
        inquiry=inquiry,
        contact=contact or inquiry.contact,
        channel=values.channel,
        text=values.text,
        original=values.original,
        received_at=values.received_at,
        entered_at=at,
        entered_by=actor,
        **clock_values(new_clock(values.received_at, values.channel)),
    )
    if inquiry.customer and in_timeline:
        add_entry(
            customer=inquiry.customer, kind=TimelineEntry.Kind.MESSAGE, at=values.received_at, actor=actor,
            contact=message.contact, channel=values.channel, is_inbound=True, text=values.text,
            values={"number": inquiry.number}, ref=inquiry,
        )  # fmt: skip
    return message


def reopen(inquiry: Inquiry, *, at: datetime) -> None:
    """Open a closed inquiry again and say so; the reason of its closing stays in the audit trail."""
    inquiry.state, inquiry.close_reason, inquiry.close_note, inquiry.closed_at = State.OPEN, "", "", None
    inquiry.version += 1
    inquiry.save(update_fields=("state", "close_reason", "close_note", "closed_at", "version"))
    publish(InquiryReopened(inquiry.pk, at))


@transaction.atomic
def change_received_at(
    *, actor: Any, message: BuyerMessage, received_at: datetime, reason: str, at: datetime
) -> BuyerMessage:
    """Correct when a message arrived: the clock starts anew, the change is audited and on the manager's list (N6).

    Raises ReasonNeeded without a reason, ReceivedInFuture.
    """
    if not reason.strip():
        raise ReasonNeeded
    check_received(received_at, at)
    inquiry = lock_inquiry(message.inquiry)
    message = BuyerMessage.objects.select_for_update().get(pk=message.pk)
    before = message.received_at
    changes = {"received_at": (before, received_at), "reason": ("", reason)}
    for name, value in clock_values(new_clock(received_at, message.channel)).items():
        setattr(message, name, value)
    message.received_at, message.received_changed_at = received_at, at
    message.answered_at, message.outcome, message.escalated_at = None, "", None
    message.save()
    _keep_arrival(inquiry)
    settle_clocks(inquiry)
    count_open_inquiries(inquiry.customer)
    kinds = (TimelineEntry.Kind.INQUIRY, TimelineEntry.Kind.MESSAGE)
    move_entries(ref=inquiry, kinds=kinds, before=before, after=received_at)
    audit.record("inquiries.received_at_changed", actor=actor, at=at, target=message, changes=changes)
    return message


@transaction.atomic
def change_replied_at(*, actor: Any, reply: Reply, replied_at: datetime, at: datetime) -> Reply:
    """Correct when we replied: the clocks are worked out anew, the change is audited and on the manager's list (N6).

    Publishes ReplyTimeChanged, so that the contact that it is keeps the same time. Raises ReplyTimeError as
    `record_reply` does.
    """
    inquiry = lock_inquiry(reply.inquiry)
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    reply_clock.check_reply_time(inquiry.received_at, replied_at, at)
    before = reply.replied_at
    changes = {"replied_at": (before, replied_at)}
    reply.replied_at, reply.replied_changed_at = replied_at, at
    reply.save(update_fields=("replied_at", "replied_changed_at"))
    settle_clocks(inquiry)
    move_entries(ref=inquiry, kinds=(TimelineEntry.Kind.REPLY,), before=before, after=replied_at)
    audit.record("inquiries.replied_at_changed", actor=actor, at=at, target=reply, changes=changes)
    publish(ReplyTimeChanged(reply.pk, at))
    return reply


def _keep_arrival(inquiry: Inquiry) -> None:
    """The inquiry arrived with its first message."""
    first = inquiry.messages.order_by("received_at", "pk")[0]
    inquiry.received_at = first.received_at
    inquiry.received_on = current_calendar().day_of(first.received_at)
    inquiry.save(update_fields=("received_at", "received_on"))
