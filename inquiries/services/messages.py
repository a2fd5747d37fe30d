"""The buyer's messages: each starts a clock of its own (S47)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.scoping import stood_in_for
from core import audit
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Contact, TimelineEntry
from customers.services import ContactValues, add_contact
from customers.timeline import add_entry, move_entries
from inquiries import policies
from inquiries.domain import reply_clock
from inquiries.events import BuyerAsked, InquiryReopened, MessageTimeChanged, ReplyTimeChanged
from inquiries.models import BuyerMessage, Inquiry, Reply, State
from inquiries.services.clocks import (
    clock_values,
    count_open_inquiries,
    lock_for,
    new_clock,
    settle_clocks,
)
from inquiries.services.editing import add_lines
from inquiries.services.errors import ReasonNeeded, check_received
from inquiries.services.grading import write_grade
from inquiries.services.values import MessageValues


@transaction.atomic
def add_message(
    *,
    actor: Any,
    inquiry: Inquiry,
    values: MessageValues,
    at: datetime,
    contact: Contact | None = None,
    new_contact: ContactValues | None = None,
    with_customer_grade: bool = False,
    form_token: str = "",
) -> BuyerMessage:
    """Log a further message of the buyer: its clock runs from `values.received_at`, and a closed inquiry opens again.

    What else the message brings goes with it: a person who is new at the buyer, products, points, a grade. Raises
    ReceivedInFuture, DuplicateBuyer when the new person's address is another customer's (nothing is written), and
    AlreadySubmitted for a second click.
    """
    check_received(values.received_at, at)
    claim = claim_form(form_token, user=actor, at=at)
    inquiry = lock_for(actor, inquiry)
    if new_contact is not None and inquiry.customer is not None:
        contact = add_contact(actor=actor, customer=inquiry.customer, values=new_contact, at=at)
    changes = audit.changes_between(
        {"state": inquiry.state, "received_at": None},
        {"state": State.OPEN, "received_at": values.received_at},
    )
    message = write_message(inquiry, values, actor=actor, contact=contact, at=at)
    changes |= add_lines(inquiry, values.lines, values.points, at=at)
    is_first = values.received_at < inquiry.received_at
    if is_first:  # typed in after one that came later: with it the inquiry arrived
        _keep_arrival(inquiry)
    if inquiry.state == State.OPEN:
        settle_clocks(inquiry)
    else:
        reopen(inquiry, at=at)
    if is_first:
        count_open_inquiries(inquiry.customer)
        publish(MessageTimeChanged(message.pk, at))
    audit.record("inquiries.message_added", actor=actor, at=at, target=inquiry, changes=changes)
    if values.grade:
        write_grade(inquiry, values.grade, actor=actor, at=at, with_customer=with_customer_grade)
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
    """Open a locked, closed inquiry again: its clocks run, its customer counts it, and then it is said.

    The reason of its closing stays in the audit trail.
    """
    inquiry.state, inquiry.close_reason, inquiry.close_note, inquiry.closed_at = State.OPEN, "", "", None
    inquiry.version += 1
    inquiry.save(update_fields=("state", "close_reason", "close_note", "closed_at", "version"))
    settle_clocks(inquiry)
    count_open_inquiries(inquiry.customer)
    publish(InquiryReopened(inquiry.pk, at))


@transaction.atomic
def change_received_at(
    *, actor: Any, message: BuyerMessage, received_at: datetime, reason: str, at: datetime
) -> BuyerMessage:
    """Correct when a message arrived: the clock starts anew, the change is audited and on the manager's list (N6).

    The inquiry arrived with its first message: the day by which it is graded (N7) and the customer's date (N10) follow,
    the latter by MessageTimeChanged. Raises ReasonNeeded without a reason, ReceivedInFuture.
    """
    if not reason.strip():
        raise ReasonNeeded
    check_received(received_at, at)
    inquiry = lock_for(actor, message.inquiry)
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
    publish(MessageTimeChanged(message.pk, at))
    return message


@transaction.atomic
def change_replied_at(*, actor: Any, reply: Reply, replied_at: datetime, reason: str, at: datetime) -> Reply:
    """Correct when we replied: the clocks are worked out anew, the change is audited and on the manager's list (N6).

    Publishes ReplyTimeChanged, so that the contact that it is keeps the same time. Raises ReasonNeeded without a
    reason, ReplyTimeError as `record_reply` does.
    """
    if not reason.strip():
        raise ReasonNeeded
    inquiry = lock_for(actor, reply.inquiry)
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    reply_clock.check_reply_time(inquiry.received_at, replied_at, at)
    before = reply.replied_at
    changes = {"replied_at": (before, replied_at), "reason": ("", reason)}
    reply.replied_at, reply.replied_changed_at = replied_at, at
    reply.stood_in_for = stood_in_for(reply.by, inquiry.owner, current_calendar().day_of(replied_at))
    reply.save(update_fields=("replied_at", "replied_changed_at", "stood_in_for"))
    settle_clocks(inquiry)
    move_entries(ref=inquiry, kinds=(TimelineEntry.Kind.REPLY,), before=before, after=replied_at)
    audit.record("inquiries.replied_at_changed", actor=actor, at=at, target=reply, changes=changes)
    publish(ReplyTimeChanged(reply.pk, at))
    return reply


def _keep_arrival(inquiry: Inquiry) -> None:
    """The inquiry arrived with its first message, and is graded by that day's end."""
    first, calendar = inquiry.messages.order_by("received_at", "pk")[0], current_calendar()
    inquiry.received_at = first.received_at
    inquiry.received_on = calendar.day_of(first.received_at)
    inquiry.grade_by_at = reply_clock.grade_by(first.received_at, policies.reply_policy(), calendar)
    inquiry.save(update_fields=("received_at", "received_on", "grade_by_at"))
