"""Sending a quote: it is recorded as what the buyer got, stops the reply clock, and never changes again (rules.md §3, §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.scoping import stood_in_for
from catalogue.models import ESample, Product
from core import audit
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Contact, Customer, Stage, TimelineEntry
from customers.services import change_stage
from customers.timeline import add_entry, for_whom
from inquiries.domain.reply_clock import check_reply_time
from inquiries.models import Reply
from inquiries.services import record_reply
from sales.domain.quote_states import Step
from sales.domain.quotes import Paper, written_price
from sales.events import QuoteSent
from sales.models import Quote, QuoteVersion
from sales.papers.text import text_of
from sales.selectors.quote_papers import paper_of
from sales.services.e_samples import note_e_sample_sent, said
from sales.services.quote_locking import lock_for_step, move_on
from sales.services.quote_steps import is_below_floor, why_not_ready
from sales.services.quote_values import QuoteRefused

LINES_TOLD = 12
# What a quote moves on: who has ordered or samples on the way is further already (S42).
MOVED_BY_A_QUOTE = frozenset({Stage.NEW, Stage.CONTACTED})


@dataclass(frozen=True)
class Sending:
    """How it went out: by which channel, to whom, when (None: now); `other_channel_reason` where a fax asks for one."""

    channel: str
    contact: Contact | None = None
    sent_at: datetime | None = None
    other_channel_reason: str = ""


@dataclass(frozen=True)
class Enclosed:
    """What goes with the quote's text (S21): the e-sample with its products, and the words below, as they are kept."""

    esample: ESample
    products: Sequence[Product]
    words: str


@transaction.atomic
def send_quote(
    *, actor: User, quote: Quote, sending: Sending, at: datetime, form_token: str = "", enclosed: Enclosed | None = None
) -> QuoteVersion:  # fmt: skip
    """Record that the confirmed version went out: one contact, and with an inquiry the reply that stops its clocks.

    Raises QuoteRefused("floor") for a price below the floor that nobody approved, with "ended" for one whose validity is
    over, with "state" for one that is not confirmed; ReplyTimeError and ChannelReasonNeeded as a reply does, AlreadySubmitted
    for a second click. Publishes QuoteSent.
    """
    claim = claim_form(form_token, user=actor, at=at)
    quote, version = lock_for_step(actor, quote, Step.SEND)
    sent_at = sending.sent_at or at
    check_reply_time(quote.created_at if quote.inquiry is None else quote.inquiry.received_at, sent_at, at)
    _check(quote, version, sent_at)
    paper = paper_of(version)
    text = text_of(paper) + (enclosed.words if enclosed else "")
    reply = _answer(actor, quote, text, sending, sent_at, at)
    move_on(
        quote, Step.SEND, sent_at=sent_at, sent_by=actor, sent_channel=sending.channel, reply=reply,
    )  # fmt: skip
    if sending.contact is not None and sending.contact.pk != quote.contact_id:
        quote.contact = sending.contact
        quote.save(update_fields=["contact"])
    event, changes = "sent", {"version": (None, version.number), "channel": ("", sending.channel)}
    if enclosed is not None:
        sent = note_e_sample_sent(
            actor=actor, customer=quote.customer, esample=enclosed.esample, products=enclosed.products, at=sent_at,
            version=version, words=enclosed.words,
        )  # fmt: skip
        event, changes = "sent_bundle", {**changes, "e_sample": ("", said(sent))}
    tell_history(quote, version, actor=actor, at=sent_at, event=event, paper=paper, channel=sending.channel)
    audit.record("sales.quote_sent", actor=actor, at=at, target=quote, changes=changes)
    publish(QuoteSent(version.pk, at))
    _move_stage(quote.customer, version, at)
    finish_form(claim, quote.get_absolute_url())
    return version


def _check(quote: Quote, version: QuoteVersion, sent_at: datetime) -> None:
    lines = list(version.lines.all())
    reason = why_not_ready(version, lines, current_calendar().day_of(sent_at))
    if reason:
        raise QuoteRefused(reason)
    if version.approved_at is None and is_below_floor(quote, version, lines):
        raise QuoteRefused("floor")


def _answer(
    actor: User, quote: Quote, text: str, sending: Sending, sent_at: datetime, at: datetime
) -> Reply | None:
    """Record it as the reply to its inquiry; the quote's own line in the history tells of it."""
    if quote.inquiry is None:
        return None
    return record_reply(
        actor=actor, inquiry=quote.inquiry, channel=sending.channel, text=text, replied_at=sent_at, at=at,
        contact=sending.contact or quote.contact, other_channel_reason=sending.other_channel_reason, is_told=False,
    )  # fmt: skip


def _move_stage(customer: Customer, version: QuoteVersion, at: datetime) -> None:
    """A quote says how far it got, where it was not further yet; the history names it as the reason."""
    stage = Customer.objects.values_list("stage", flat=True).get(pk=customer.pk)
    if stage in MOVED_BY_A_QUOTE:
        change_stage(actor=None, customer=customer, stage=Stage.QUOTED, at=at, reason=str(version))


def tell_history(
    quote: Quote, version: QuoteVersion, *, actor: Any, at: datetime, event: str, paper: Paper | None = None,
    channel: str = "", text: str = "",
) -> None:  # fmt: skip
    """Write the quote's line into the customer's history: with `paper` what was quoted (issue: "quoted 6.45 in March")."""
    prices = _prices(paper) if paper is not None else ""
    owner = stood_in_for(actor, quote.owner, current_calendar().day_of(at))
    add_entry(
        customer=quote.customer, kind=TimelineEntry.Kind.QUOTE, at=at, actor=actor, contact=quote.contact if paper else None,
        channel=channel, text=prices or text, ref=quote,
        values={"number": str(version), "event": event, **for_whom(owner)},
    )  # fmt: skip


def _prices(paper: Paper) -> str:
    told = [
        f"{line.model or line.words} {written_price(line.price, paper.currency)}"
        for line in paper.lines
        if line.price is not None
    ]
    more = [f"… {len(told) - LINES_TOLD}"] if len(told) > LINES_TOLD else []
    return "; ".join([*told[:LINES_TOLD], *more])
