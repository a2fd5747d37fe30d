"""Whose result an order is, and what it is rewarded with (S93)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.notices import notify
from sales.domain import orders as rules
from sales.models import Order, OrderReward, OrderShare, OrderState
from sales.permissions.orders import can_judge_result
from sales.services.order_errors import OrderRefused
from sales.services.order_upkeep import lock_order

REWARDED = gettext_noop("Reward for order %(number)s: %(words)s")


@transaction.atomic
def split_result(*, actor: User, order: Order, parts: Sequence[tuple[User, Decimal]], at: datetime) -> Order:
    """Split an order's result between people, in percent that add up to 100. Raises OrderRefused, PermissionDenied."""
    row = lock_order(order)
    if not can_judge_result(actor, row):
        raise PermissionDenied
    if row.state not in rules.STEPS:
        raise OrderRefused("", "not_running")
    try:
        rules.check_split([(person.pk, percent) for person, percent in parts])
    except rules.SplitRefused as refusal:
        raise OrderRefused("", f"split_{refusal.code}") from refusal
    before = {str(person): percent for person, percent in row.shares.values_list("person", "percent")}
    after = {str(person.pk): percent for person, percent in parts}
    if before == after:
        return row
    row.shares.all().delete()
    OrderShare.objects.bulk_create(
        OrderShare(order=row, person=person, percent=percent) for person, percent in parts
    )
    audit.record(
        "sales.order_split", actor=actor, at=at, target=row, changes={"shares": (_said(before), _said(after))}
    )
    return row


def _said(shares: dict[str, Decimal]) -> list[str]:
    return [f"{person}: {percent:f}%" for person, percent in sorted(shares.items())]


@transaction.atomic
def give_reward(
    *, actor: User, order: Order, words: str, amount: Decimal | None, currency: str, at: datetime
) -> OrderReward:
    """Record what the people of an order are rewarded with, and tell them; a second one replaces the first.

    Raises OrderRefused for an order that is none (any more) and for empty words, PermissionDenied.
    """
    row = lock_order(order)
    if not can_judge_result(actor, row):
        raise PermissionDenied
    if row.state in (OrderState.DRAFT, OrderState.CANCELLED):
        raise OrderRefused("", "not_running")
    if not words.strip():
        raise OrderRefused("words", "no_reason")
    before = OrderReward.objects.filter(order=row).first()
    values = {
        "words": words.strip()[:200],
        "amount": amount,
        "currency": currency if amount else "",
        "by": actor,
        "at": at,
    }
    reward, _created = OrderReward.objects.update_or_create(order=row, defaults=values)
    changes = {
        "words": (before.words if before else "", reward.words),
        "amount": (before.amount if before else None, amount),
    }
    audit.record("sales.order_rewarded", actor=actor, at=at, target=row, changes=changes)
    people = set(row.shares.values_list("person", flat=True)) - {actor.pk}
    notify(
        people, key=f"reward:{row.pk}:{reward.words}:{amount}"[:100], message=REWARDED, at=at,
        values={"number": row.number, "words": reward.words}, url=row.get_absolute_url(), about=row,
    )  # fmt: skip
    return reward
