"""What a product costs us, and its floor price (rules.md §9): managers and the boss."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from catalogue.models import Product, ProductCost
from catalogue.permissions import can_see_cost
from catalogue.services.common import lock_product, require, values_of
from catalogue.services.errors import StaleEdit
from core import audit

FIELDS = ("currency", "cost", "floor_price")


@transaction.atomic
def set_cost(
    *, actor: User, product: Product, currency: str, cost: Decimal | None, floor_price: Decimal | None, version: int,
    at: datetime,
) -> ProductCost:  # fmt: skip
    """Set cost and floor price; `version` is 0 where there were none. Raises PermissionDenied, StaleEdit (C6)."""
    require(can_see_cost, actor, product)
    row = lock_product(product)
    held = ProductCost.objects.filter(product=row).first()
    if held is not None and held.version != version:
        raise StaleEdit(held)
    held = held or ProductCost(product=row, version=0)
    before = values_of(held, FIELDS) if held.pk else {}
    held.currency, held.cost, held.floor_price = currency, cost, floor_price
    held.version, held.changed_at, held.changed_by = held.version + 1, at, actor
    held.save()
    changes = audit.changes_between(before, values_of(held, FIELDS))
    if changes:
        audit.record("catalogue.cost_changed", actor=actor, at=at, target=held, changes=changes)
    return held
