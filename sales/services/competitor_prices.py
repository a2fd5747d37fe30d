"""What others ask: noted in seconds, corrected by who noted it (S181)."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from catalogue.models import Product, Unit
from core import audit
from core.capabilities import Can
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Customer
from customers.services import lock_current
from sales.models import CompetitorPrice, PriceSource
from sales.permissions.insight import can_edit_competitor_price, can_tell_price_of
from sales.services.sample_refusals import SampleRefused


@dataclass(frozen=True)
class RivalValues:
    """A competitor's price; `words` where the product is none of ours. `customer`: who told it, or whose offer it was."""

    competitor: str
    price: Decimal
    seen_on: date
    product: Product | None = None
    words: str = ""
    country: str = ""
    currency: str = "USD"
    unit: str = Unit.PIECE
    incoterm: str = ""
    source: str = PriceSource.BUYER
    source_note: str = ""
    note: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the values by column."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@transaction.atomic
def note_competitor_price(
    *, actor: User, customer: Customer | None, values: RivalValues, at: datetime, form_token: str = "", leads_to: str = ""
) -> CompetitorPrice:  # fmt: skip
    """Note a price. Raises SampleRefused by field (no_text, no_product, no_amount, in_future), PermissionDenied, AlreadySubmitted."""
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    row = lock_current(customer) if customer else None
    if not (can_tell_price_of(actor, row) if row else actor.can(Can.WORK_WITH_CUSTOMERS)):
        raise PermissionDenied
    _check(values, at)
    made = CompetitorPrice.objects.create(customer=row, created_at=at, created_by=actor, **values.columns())
    changes = {
        name: (None, value) for name, value in _plain(values.columns()).items() if value not in (None, "")
    }
    audit.record("sales.rival_price_noted", actor=actor, at=at, target=made, changes=changes)
    if claim:
        finish_form(claim, leads_to)
    return made


@transaction.atomic
def correct_competitor_price(
    *, actor: User, row: CompetitorPrice, values: RivalValues, version: int, at: datetime
) -> CompetitorPrice:
    """Correct a price; whose it is stays. Raises what noting does, and SampleRefused("stale")."""
    if row.customer:
        lock_current(row.customer)
    rows = CompetitorPrice.objects.select_for_update(of=("self",))
    found = rows.select_related("customer__owner__team", "product").get(pk=row.pk)
    if not can_edit_competitor_price(actor, found):
        raise PermissionDenied
    if found.version != version:
        raise SampleRefused("", "stale")
    _check(values, at)
    before = _plain({name: getattr(found, name) for name in values.columns()})
    changes = audit.changes_between(before, _plain(values.columns()))
    if not changes:
        return found
    for name, value in values.columns().items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    audit.record("sales.rival_price_corrected", actor=actor, at=at, target=found, changes=changes)
    return found


def _check(values: RivalValues, at: datetime) -> None:
    if not values.competitor.strip():
        raise SampleRefused("competitor", "no_text")
    if values.product is None and not values.words.strip():
        raise SampleRefused("product", "no_product")
    if values.price <= 0:
        raise SampleRefused("price", "no_amount")
    if values.seen_on > current_calendar().day_of(at):
        raise SampleRefused("seen_on", "in_future")


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.pk if isinstance(value, Product) else getattr(value, "code", value)
        for name, value in columns.items()
    }
