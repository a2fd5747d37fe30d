"""The physical samples that are ready to be sent (S28)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from catalogue.models import Product, SampleStock
from catalogue.permissions import can_write_product
from catalogue.services.common import lock_product, require, set_values, values_of
from catalogue.services.errors import StaleEdit
from core import audit
from core.text import clean_values

FIELDS = ("quantity", "is_approved", "location", "low_limit")


@transaction.atomic
def set_stock(
    *, actor: User, product: Product, values: dict[str, Any], version: int, at: datetime
) -> SampleStock:
    """Set what was counted, by FIELDS; `version` is 0 where nothing was counted yet.

    Raises PermissionDenied, ValidationError, StaleEdit (C6).
    """
    require(can_write_product, actor, product)
    row = lock_product(product)
    held = SampleStock.objects.filter(product=row).first()
    if held is not None and held.version != version:
        raise StaleEdit(held)
    held = held or SampleStock(product=row, version=0)
    before = values_of(held, FIELDS) if held.pk else {}
    set_values(held, clean_values(SampleStock, {name: values[name] for name in FIELDS}))
    return _keep(held, before, actor, at)


@transaction.atomic
def take_samples(*, actor: User, product: Product, quantity: int, at: datetime) -> SampleStock | None:
    """Take samples that were sent out of the stock, down to none; None where no stock is kept.

    For the services of the apps above, which have asked whether `actor` may send them. Raises ValueError for less than one.
    """
    if quantity < 1:
        raise ValueError("at least one sample is taken")
    row = lock_product(product)
    held = SampleStock.objects.filter(product=row).first()
    if held is None:
        return None
    before = values_of(held, FIELDS)
    held.quantity = max(0, held.quantity - quantity)
    return _keep(held, before, actor, at)


def _keep(held: SampleStock, before: dict[str, Any], actor: User, at: datetime) -> SampleStock:
    held.version, held.changed_at, held.changed_by = held.version + 1, at, actor
    held.save()
    changes = audit.changes_between(before, values_of(held, FIELDS))
    if changes:
        audit.record("catalogue.stock_changed", actor=actor, at=at, target=held.product, changes=changes)
    return held
