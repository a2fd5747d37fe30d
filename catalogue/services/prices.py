"""List prices: by market, customer type, quantity, currency and time (S17)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from catalogue.models import PriceTier, Product
from catalogue.permissions import can_write_product
from catalogue.services.common import lock_product, require, set_values, unique_by, values_of
from core import audit
from core.forms_once import claim_form, finish_form
from core.text import clean_values

FIELDS = (
    "region",
    "customer_type",
    "min_quantity",
    "currency",
    "price",
    "valid_from",
    "valid_until",
    "note",
)


@transaction.atomic
def save_tier(
    *, actor: User, product: Product, tier: PriceTier | None, values: dict[str, Any], at: datetime, form_token: str = ""
) -> PriceTier:  # fmt: skip
    """Set a price, or change one; `values` are of FIELDS. A quote that names the old price keeps it.

    Raises PermissionDenied, ValidationError, Taken("valid_from") where the same is there, AlreadySubmitted (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_write_product, actor, product)
    row = lock_product(product)
    held = row.tiers.get(pk=tier.pk) if tier else PriceTier(product=row)
    before = values_of(held, FIELDS) if held.pk else {}
    set_values(held, clean_values(PriceTier, {name: values[name] for name in FIELDS if name in values}))
    held.changed_at, held.changed_by = at, actor
    with unique_by("valid_from"):
        held.save()
    changes = audit.changes_between(before, values_of(held, FIELDS))
    audit.record(
        "catalogue.price_changed" if tier else "catalogue.price_added", actor=actor, at=at, target=row, changes=changes
    )  # fmt: skip
    finish_form(claim, row.get_absolute_url())
    return held


@transaction.atomic
def remove_tier(*, actor: User, tier: PriceTier, at: datetime) -> None:
    """Take a price away; a second time changes nothing. Raises PermissionDenied."""
    require(can_write_product, actor, tier.product)
    row = lock_product(tier.product)
    held = row.tiers.filter(pk=tier.pk).first()
    if held is None:
        return
    changes = {name: (value, None) for name, value in values_of(held, FIELDS).items()}
    held.delete()
    audit.record("catalogue.price_removed", actor=actor, at=at, target=row, changes=changes)
