"""Recording what was said with a buyer, and correcting it (S66, S67, rules.md §4)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.scoping import stood_in_for
from core import audit
from core.domain.work_calendar import FIRST_YEAR
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Contact, Customer, Stage, TimelineEntry
from customers.services import change_stage, take_back_first_contact
from customers.timeline import add_entry, for_whom
from followups.domain.cadence import is_contact
from followups.events import FollowUpsUndone
from followups.models import Correction, DateByHand, FollowUp, Result
from followups.permissions import can_log
from followups.services.dates_by_hand import write_date_by_hand
from followups.services.due_dates import recompute_one
from followups.services.mail_checks import settle_mails_of
from followups.services.month_contacts import count_month
from followups.services.refusals import Refused
from inquiries.models import Channel, Inquiry, Reply
from inquiries.services import correct_reply, record_reply
from sales.models import QuoteVersion
from sales.papers.bundle import text_as_sent

CORRECTED_IN_PLACE_FOR = timedelta(hours=24)
LIVE_CHANNELS = frozenset(
    {
        Channel.PHONE, Channel.VIDEO, Channel.MEETING, Channel.TRADE_SHOW,
        Channel.WHATSAPP, Channel.WECHAT, Channel.PLATFORM,
    }
)  # fmt: skip
EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
REF_TYPE = "followups.followup"
# What a contact changes at its customer, besides the date.
CONTACT_STATE = (
    "last_contact_at", "last_contact_channel", "last_contact_text", "month_contacts",
    "manual_due_on", "manual_due_reason", "manual_due_accepted",
)  # fmt: skip
CORRECTABLE = ("channel", "contact_id", "result", "text", "next_step", "at", "is_inbound", "surprise")


@dataclass(frozen=True)
class FollowUpValues:
    """What a person says about a contact. `at` None means now; `due_on` is a next date by hand, with `reason` if later.

    `inquiry` is the one that this answers: then it is also the reply that stops its clocks.
    """

    text: str
    channel: str = Channel.EMAIL
    result: str = Result.REACHED
    at: datetime | None = None
    contact: Contact | None = None
    is_inbound: bool = False
    next_step: str = ""
    surprise: str = ""
    inquiry: Inquiry | None = None
    other_channel_reason: str = ""
    due_on: date | None = None
    reason: str = ""

    @property
    def is_contact(self) -> bool:
        """Whether it counts for the cadence (N14)."""
        return is_contact(
            reached_buyer=self.result != Result.NOT_REACHED,
            is_inbound=self.is_inbound,
            is_live=self.channel in LIVE_CHANNELS,
        )

    @property
    def is_reply(self) -> bool:
        """Whether it stops the clocks of its inquiry: ours, and it reached the buyer (N6)."""
        return self.inquiry is not None and not self.is_inbound and self.result != Result.NOT_REACHED


@transaction.atomic
def record_follow_up(
    *,
    actor: Any,
    customer: Customer,
    values: FollowUpValues,
    at: datetime,
    form_token: str = "",
    leads_to: str = "",
) -> FollowUp:
    """Record one contact and what follows from it: last contact, monthly count, next date, stage, timeline, audit.

    An answer to an inquiry goes through `inquiries.services.record_reply`, and stays one contact. Raises Refused for
    a time in the future or before 2000, an empty text, another customer's person or inquiry, and what `set_due_by_hand`
    refuses. With a `form_token` a second save of the same form raises core.forms_once.AlreadySubmitted, whose `url` is
    where this one `leads_to` (C5).
    """
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    _check(customer, values, at)
    reply = _answer(actor, values.inquiry, values, at) if values.inquiry and values.is_reply else None
    locked = (
        Customer.objects.select_for_update(of=("self",)).select_related("owner__team").get(pk=customer.pk)
    )
    if not can_log(actor, locked, at):  # given to somebody else since the page was opened (trust.md C4)
        raise PermissionDenied
    if reply is None:
        follow_up = _create(actor, locked, values, at)
        _add_to_timeline(follow_up)
        _apply(follow_up, locked, at)
    else:
        follow_up = _complete(FollowUp.objects.get(reply=reply), values)
    if values.due_on:
        write_date_by_hand(
            actor=actor,
            customer=locked,
            due_on=values.due_on,
            reason=values.reason,
            at=at,
            set_with=follow_up,
        )
    if claim:
        finish_form(claim, leads_to)
    follow_up.customer = locked
    return follow_up


def note_reply(*, reply: Reply, at: datetime) -> FollowUp | None:
    """Make the follow-up of a reply, once: a reply is a contact. None for an inquiry without a customer."""
    customer = reply.inquiry.customer
    if customer is None:
        return None
    locked = (
        Customer.objects.select_for_update(of=("self",)).select_related("owner__team").get(pk=customer.pk)
    )
    found = FollowUp.objects.filter(reply=reply).first()
    if found is not None:
        return found
    values = FollowUpValues(
        text=reply.text,
        channel=reply.channel,
        at=reply.replied_at,
        contact=reply.contact,
        inquiry=reply.inquiry,
    )
    follow_up = _create(reply.by, locked, values, at, reply)
    _apply(follow_up, locked, at)
    return follow_up


def note_quote(*, version: QuoteVersion, at: datetime) -> FollowUp | None:
    """Make the follow-up of a quote that was sent without an inquiry: one contact. None where its reply made one.

    Its line in the history is the quote's own.
    """
    if version.reply_id is not None or version.sent_at is None:
        return None
    rows = Customer.objects.select_for_update(of=("self",)).select_related("owner__team")
    customer = rows.get(pk=version.quote.customer_id)
    values = FollowUpValues(
        text=text_as_sent(version), channel=version.sent_channel, at=version.sent_at, contact=version.quote.contact,
    )  # fmt: skip
    follow_up = _create(version.sent_by, customer, values, at)
    _apply(follow_up, customer, at)
    return follow_up


@transaction.atomic
def move_reply(*, reply: Reply, at: datetime) -> FollowUp | None:
    """Give the follow-up of a reply the time that was corrected at the reply; None where it has none (N6)."""
    found = FollowUp.objects.filter(reply=reply).first()
    if found is None:
        return None
    customer, row = _lock(found)
    calendar, before = current_calendar(), row.at
    row.at, row.on_day = reply.replied_at, calendar.day_of(reply.replied_at)
    row.is_back_dated = row.on_day < calendar.day_of(row.entered_at)
    row.stood_in_for = stood_in_for(row.by, customer.owner, row.on_day)
    row.save(update_fields=["at", "on_day", "is_back_dated", "stood_in_for"])
    settle_mails_of(row, was_at=before)
    audit.record("followups.corrected", actor=None, at=at, target=row, changes={"at": (before, row.at)})
    refresh_from_rows(customer, at)
    return row


def _check(customer: Customer, values: FollowUpValues, at: datetime) -> None:
    if not values.text.strip():
        raise Refused("text", "no_text")
    if values.at is not None and values.at > at:
        raise Refused("at", "in_future")
    if values.at is not None and values.at < EARLIEST:
        raise Refused("at", "too_long_ago")
    if values.contact is not None and values.contact.customer_id != customer.pk:
        raise Refused("contact", "foreign_contact")
    if values.inquiry is not None and values.inquiry.customer_id != customer.pk:
        raise Refused("inquiry", "foreign_inquiry")


def _answer(actor: Any, inquiry: Inquiry, values: FollowUpValues, at: datetime) -> Reply:
    return record_reply(
        actor=actor, inquiry=inquiry, channel=values.channel, text=values.text, replied_at=values.at or at,
        contact=values.contact, other_channel_reason=values.other_channel_reason, at=at,
    )  # fmt: skip


def _create(
    actor: Any, customer: Customer, values: FollowUpValues, at: datetime, reply: Reply | None = None
) -> FollowUp:
    calendar, happened_at = current_calendar(), values.at or at
    on_day, today = calendar.day_of(happened_at), calendar.day_of(at)
    follow_up = FollowUp.objects.create(
        customer=customer, contact=values.contact, inquiry=values.inquiry, reply=reply, channel=values.channel,
        is_inbound=values.is_inbound, result=values.result, text=values.text.strip(), next_step=values.next_step.strip(),
        surprise=values.surprise, at=happened_at, on_day=on_day, entered_at=at, by=actor, is_contact=values.is_contact,
        stood_in_for=stood_in_for(actor, customer.owner, on_day), is_back_dated=on_day < today,
    )  # fmt: skip
    settle_mails_of(follow_up)
    changes = {"channel": ("", values.channel), "result": ("", values.result), "at": (None, happened_at)}
    audit.record("followups.recorded", actor=actor, at=at, target=follow_up, changes=changes)
    return follow_up


def _complete(follow_up: FollowUp, values: FollowUpValues) -> FollowUp:
    follow_up.result, follow_up.next_step = values.result, values.next_step.strip()
    follow_up.surprise = values.surprise
    follow_up.save(update_fields=["result", "next_step", "surprise"])
    return follow_up


def _add_to_timeline(follow_up: FollowUp) -> None:
    add_entry(
        customer=follow_up.customer, kind=TimelineEntry.Kind.FOLLOW_UP, at=follow_up.at, actor=follow_up.by,
        contact=follow_up.contact, channel=follow_up.channel, is_inbound=follow_up.is_inbound, text=follow_up.text,
        values=_timeline_values(follow_up), ref=follow_up,
    )  # fmt: skip


def _timeline_values(follow_up: FollowUp) -> dict[str, Any]:
    return {
        "result": follow_up.result,
        "next_step": follow_up.next_step,
        **({"surprise": follow_up.surprise} if follow_up.surprise else {}),
        "is_back_dated": follow_up.is_back_dated,
        **for_whom(follow_up.stood_in_for),
    }


def _apply(follow_up: FollowUp, customer: Customer, at: datetime) -> None:
    """What a new contact changes at its (locked) customer."""
    if not follow_up.is_contact:
        return
    if customer.last_contact_at is None or follow_up.at >= customer.last_contact_at:
        _set_last_contact(customer, follow_up)
    _use_up_date_by_hand(follow_up, customer)
    count_month(customer)
    recompute_one(customer, at=at, changed=CONTACT_STATE)
    if customer.stage == Stage.NEW:
        customer.stage = change_stage(actor=None, customer=customer, stage=Stage.CONTACTED, at=at).stage


def _set_last_contact(customer: Customer, follow_up: FollowUp | None) -> None:
    customer.last_contact_at = follow_up.at if follow_up else None
    customer.last_contact_channel = follow_up.channel if follow_up else ""
    customer.last_contact_text = " ".join(follow_up.text.split())[:200] if follow_up else ""


def _use_up_date_by_hand(follow_up: FollowUp, customer: Customer) -> None:
    """A contact after the date by hand was set uses it up (N14)."""
    if customer.manual_due_on is None:
        return
    row = (
        DateByHand.objects.filter(customer=customer, due_on=customer.manual_due_on)
        .order_by("-set_at")
        .first()
    )
    if row is not None and follow_up.at < row.set_at and follow_up.entered_at != row.set_at:
        return
    if row is not None:
        row.used_by = follow_up
        row.save(update_fields=["used_by"])
    customer.manual_due_on, customer.manual_due_reason, customer.manual_due_accepted = None, "", None


@transaction.atomic
def correct_follow_up(*, actor: Any, follow_up: FollowUp, values: FollowUpValues, at: datetime) -> FollowUp:
    """Correct a record: within 24 hours of entry in place, later with the original kept beside it (S67).

    A record that is a reply keeps its time, channel and direction: they stopped a clock; its words are corrected in the
    inquiry too. Raises Refused as recording does.
    """
    _check(follow_up.customer, values, at)
    if follow_up.reply is not None:  # before the customer is locked, as when it is recorded
        correct_reply(
            actor=actor, reply=follow_up.reply, text=values.text.strip(), contact=values.contact, at=at
        )
    customer, row = _lock(follow_up)
    before, was_at, day = _values_of(row), row.at, row.on_day
    _overwrite(row, values, at)
    if row.on_day != day:
        row.stood_in_for = stood_in_for(row.by, customer.owner, row.on_day)
    changes = audit.changes_between(before, _values_of(row))
    if not changes:
        return row
    row.save()
    settle_mails_of(row, was_at=was_at)
    if at - row.entered_at > CORRECTED_IN_PLACE_FOR:
        Correction.objects.create(
            follow_up=row, by=actor, at=at,
            before={name: pair[0] for name, pair in changes.items()},
            after={name: pair[1] for name, pair in changes.items()},
        )  # fmt: skip
    audit.record("followups.corrected", actor=actor, at=at, target=row, changes=changes)
    _rewrite_timeline(row, is_corrected=at - row.entered_at > CORRECTED_IN_PLACE_FOR)
    refresh_from_rows(customer, at)
    return row


def _lock(follow_up: FollowUp) -> tuple[Customer, FollowUp]:
    """Return its customer and the record as they are now, locked in this order; a merge may have moved it meanwhile.

    Raises FollowUp.DoesNotExist.
    """
    rows = Customer.objects.select_for_update(of=("self",)).select_related("owner__team")
    customer = rows.get(pk=follow_up.customer_id)
    row = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    return (customer, row) if row.customer_id == customer.pk else _lock(row)


def _values_of(follow_up: FollowUp) -> dict[str, Any]:
    values = {name: getattr(follow_up, name) for name in CORRECTABLE}
    return values | {"at": follow_up.at.isoformat()}


def _overwrite(row: FollowUp, values: FollowUpValues, at: datetime) -> None:
    row.text, row.next_step, row.contact = values.text.strip(), values.next_step.strip(), values.contact
    row.surprise = values.surprise
    if row.reply_id is not None:
        return
    calendar = current_calendar()
    row.channel, row.result, row.is_inbound = values.channel, values.result, values.is_inbound
    row.at = values.at or row.at
    row.on_day, row.is_contact = calendar.day_of(row.at), values.is_contact
    row.is_back_dated = row.on_day < calendar.day_of(row.entered_at)


def _rewrite_timeline(row: FollowUp, *, is_corrected: bool) -> None:
    values = _timeline_values(row) | ({"is_corrected": True} if is_corrected else {})
    TimelineEntry.objects.filter(ref_type=REF_TYPE, ref_id=row.pk).update(
        at=row.at,
        contact=row.contact,
        channel=row.channel,
        is_inbound=row.is_inbound,
        text=row.text,
        values=values,
    )


@transaction.atomic
def undo_follow_up(*, actor: Any, follow_up: FollowUp, at: datetime) -> Customer:
    """Take one's just-saved record back: contacts, date by hand and stage of the customer stand as without it.

    What others did meanwhile stays: a later date by hand holds, a later contact uses up the date that this one had.
    Raises Refused when five minutes have passed, or for a reply. Returns the customer.
    """
    from followups.permissions import can_undo

    try:
        customer, row = _lock(follow_up)
    except FollowUp.DoesNotExist:
        raise Refused("text", "too_late_to_undo") from None
    if not can_undo(actor, row, at):
        raise Refused("text", "too_late_to_undo")
    audit.record("followups.undone", actor=actor, at=at, target=row, changes={"text": (row.text, "")})
    _take_date_back(row, customer)
    _take_stage_back(row, customer, at)
    TimelineEntry.objects.filter(ref_type=REF_TYPE, ref_id=row.pk).delete()
    publish(FollowUpsUndone((row.pk,), at))
    row.delete()
    settle_mails_of(row)
    refresh_from_rows(customer, at)
    return customer


def _take_date_back(row: FollowUp, customer: Customer) -> None:
    """The date set with the record goes; the one that it used up holds again, unless something took its place since."""
    dates = DateByHand.objects.filter(customer=customer).order_by("-set_at", "-id")
    newest = dates.first()
    if newest is not None and newest.set_with_id == row.pk:
        customer.manual_due_on, customer.manual_due_reason, customer.manual_due_accepted = None, "", None
        lines = TimelineEntry.objects.filter(customer=customer, kind=TimelineEntry.Kind.DUE)
        lines.filter(at=row.entered_at, actor=row.by).delete()
        newest = dates.exclude(pk=newest.pk).first()
    if newest is None or newest.used_by_id != row.pk:
        return
    contacts = FollowUp.objects.filter(customer=customer, is_contact=True, at__gte=newest.set_at)
    later = contacts.exclude(pk=row.pk).order_by("at", "id").first()
    if later is not None:
        newest.used_by = later
        newest.save(update_fields=["used_by"])
        return
    customer.manual_due_on, customer.manual_due_accepted = newest.due_on, newest.is_accepted
    customer.manual_due_reason = newest.reason if newest.is_later else ""


def _take_stage_back(row: FollowUp, customer: Customer, at: datetime) -> None:
    """New again, if the record made the customer a contacted one and no other contact was recorded since."""
    since = FollowUp.objects.filter(customer=customer, is_contact=True, entered_at__gte=row.entered_at)
    if not since.exclude(pk=row.pk).exists():
        customer.stage = take_back_first_contact(customer=customer, moved_at=row.entered_at, at=at).stage


def refresh_from_rows(customer: Customer, at: datetime) -> None:
    """Take last contact and monthly count from the records, after one of them changed or went."""
    newest = FollowUp.objects.filter(customer=customer, is_contact=True).order_by("-at", "-id").first()
    _set_last_contact(customer, newest)
    count_month(customer)
    recompute_one(customer, at=at, changed=CONTACT_STATE)
