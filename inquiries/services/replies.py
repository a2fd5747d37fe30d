"""Our replies: they stop the clocks of their inquiry (N6)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.scoping import stood_in_for
from core import audit
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Contact, TimelineEntry
from customers.timeline import TEXT_LENGTH, add_entry, for_whom
from inquiries.domain import reply_clock
from inquiries.events import BuyerAnswered
from inquiries.models import Channel, Inquiry, Reply
from inquiries.services.clocks import lock_for, settle_clocks
from inquiries.services.errors import ChannelReasonNeeded, EmptyReply


@transaction.atomic
def record_reply(
    *,
    actor: Any,
    inquiry: Inquiry,
    channel: str,
    text: str,
    replied_at: datetime,
    at: datetime,
    contact: Contact | None = None,
    other_channel_reason: str = "",
    is_sent: bool = False,
    is_told: bool = True,
    form_token: str = "",
) -> Reply:
    """Record an outbound contact that reached the buyer: it stops every clock whose message came before it (N6).

    "Not reached" is no reply and never comes here. Without text it asks for `is_sent`: the words stand in the mailbox.
    `is_told`: it has a line of its own in the customer's history; not where the caller writes one for this contact.
    Raises EmptyReply where neither is given, ReplyTimeError for a reply before the inquiry arrived or after `at`, ChannelReasonNeeded when a fax is answered otherwise without a reason, AlreadySubmitted for a second
    click. Publishes BuyerAnswered, which followups turns into the one contact that it is.
    """
    if not (text.strip() or is_sent):
        raise EmptyReply
    claim = claim_form(form_token, user=actor, at=at)
    inquiry = lock_for(actor, inquiry)
    reply_clock.check_reply_time(inquiry.received_at, replied_at, at)
    _mark_other_channel(inquiry, channel, replied_at, other_channel_reason.strip())
    reply = Reply.objects.create(
        inquiry=inquiry, contact=contact or inquiry.contact, channel=channel, text=text,
        replied_at=replied_at, entered_at=at, by=actor,
        stood_in_for=stood_in_for(actor, inquiry.owner, current_calendar().day_of(replied_at)),
    )  # fmt: skip
    settle_clocks(inquiry)
    if is_told:
        _tell_history(reply)
    audit.record("inquiries.answered", actor=actor, at=at, target=inquiry, changes={"channel": ("", channel)})
    publish(BuyerAnswered(reply.pk, at))
    finish_form(claim, inquiry.get_absolute_url())
    return reply


@transaction.atomic
def correct_reply(*, actor: Any, reply: Reply, text: str, contact: Contact | None, at: datetime) -> Reply:
    """Correct what a reply said and to whom, there and in the customer's history (S67).

    When and how it was sent stopped clocks: `change_replied_at` corrects the time, nothing the channel.
    """
    reply = Reply.objects.select_for_update(of=("self",)).select_related("inquiry", "by").get(pk=reply.pk)
    before = {"text": reply.text, "contact": reply.contact_id}
    changes = audit.changes_between(before, {"text": text, "contact": contact.pk if contact else None})
    if not changes:
        return reply
    _lines_of(reply).update(text=text[:TEXT_LENGTH], contact=contact)
    reply.text, reply.contact = text, contact
    reply.save(update_fields=("text", "contact"))
    audit.record("inquiries.reply_corrected", actor=actor, at=at, target=reply, changes=changes)
    return reply


def _lines_of(reply: Reply) -> Any:
    """The reply's line in the customer's history, which stands there under its inquiry."""
    return TimelineEntry.objects.filter(
        kind=TimelineEntry.Kind.REPLY, ref_type=reply.inquiry._meta.label_lower, ref_id=reply.inquiry_id,
        at=reply.replied_at, actor=reply.by, text=reply.text[:TEXT_LENGTH],
    )  # fmt: skip


def faxes_answered_by(inquiry: Inquiry, replied_at: datetime) -> Any:
    """Return the faxes whose clocks a reply at `replied_at` would stop."""
    return inquiry.messages.filter(channel=Channel.FAX, answered_at=None, received_at__lte=replied_at)


def _mark_other_channel(inquiry: Inquiry, channel: str, replied_at: datetime, reason: str) -> None:
    faxes = faxes_answered_by(inquiry, replied_at)
    is_asked = reply_clock.asks_channel_reason(is_fax=faxes.exists(), replied_by_fax=channel == Channel.FAX)
    if not is_asked:
        return
    if not reason:
        raise ChannelReasonNeeded
    faxes.update(other_channel_reason=reason)


def _tell_history(reply: Reply) -> None:
    inquiry = reply.inquiry
    if inquiry.customer is None:
        return
    add_entry(
        customer=inquiry.customer, kind=TimelineEntry.Kind.REPLY, at=reply.replied_at, actor=reply.by,
        contact=reply.contact, channel=reply.channel, text=reply.text, ref=inquiry,
        values={"number": inquiry.number, **for_whom(reply.stood_in_for)},
    )  # fmt: skip
