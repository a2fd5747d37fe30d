"""Notes of markets: written in seconds, taken back when they are out of date (S180)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from catalogue.models import MarketRegion, Product
from core import audit
from core.capabilities import Can
from core.forms_once import claim_form, finish_form
from sales.models import MarketNote
from sales.permissions.insight import can_withdraw_market_note
from sales.services.sample_refusals import SampleRefused


@dataclass(frozen=True)
class MarketNoteValues:
    """What was learned of `region`, of `product` there if one is meant."""

    region: MarketRegion
    question: str
    text: str
    product: Product | None = None


@transaction.atomic
def note_market(
    *, actor: User, values: MarketNoteValues, at: datetime, form_token: str = "", leads_to: str = ""
) -> MarketNote:
    """Write it down. Raises SampleRefused("text", "no_text"), PermissionDenied, AlreadySubmitted (C5)."""
    claim = claim_form(form_token, user=actor, at=at)
    if not actor.can(Can.WORK_WITH_CUSTOMERS):
        raise PermissionDenied
    text = values.text.strip()
    if not text:
        raise SampleRefused("text", "no_text")
    row = MarketNote.objects.create(
        region=values.region, question=values.question, product=values.product, text=text, by=actor, at=at
    )
    changes = {"question": (None, row.question), "text": (None, text)}
    if row.product is not None:
        changes["product"] = (None, row.product.model_number)
    audit.record("sales.market_noted", actor=actor, at=at, target=row, changes=changes)
    finish_form(claim, leads_to)
    return row


@transaction.atomic
def withdraw_market_note(*, actor: User, note: MarketNote, at: datetime) -> MarketNote:
    """Take a note back: it is out of date, or was wrong. A second time changes nothing. Raises PermissionDenied."""
    row = MarketNote.objects.select_for_update(of=("self",)).select_related("region").get(pk=note.pk)
    if not can_withdraw_market_note(actor, row):
        raise PermissionDenied
    if row.withdrawn_at is None:
        row.withdrawn_by, row.withdrawn_at = actor, at
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
        audit.record(
            "sales.market_note_withdrawn", actor=actor, at=at, target=row, changes={"text": (row.text, "")}
        )
    return row
