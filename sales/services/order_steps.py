"""The way of an order: steps taken, taken back, planned; and its bill of lading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from core.domain.steps import StepRefused
from core.events import publish
from core.work_days import current_calendar
from sales.domain import orders as rules
from sales.events import OrderStepReached
from sales.models import Order, OrderMilestone, OrderState
from sales.permissions.orders import can_work_on
from sales.services.order_errors import OrderRefused
from sales.services.order_upkeep import lock_order, reached_days, settle_order
from sales.services.orders import note_order


@dataclass(frozen=True)
class Shipping:
    """What a shipment brings: the bill of lading."""

    bl_number: str = ""
    bl_on: date | None = None


@transaction.atomic
def reach_step(
    *, actor: User, order: Order, step: str, on: date, at: datetime, shipping: Shipping | None = None,
    despite_open_money: bool = False,
) -> Order:  # fmt: skip
    """Take an order to `step` on the company's day `on`. The step that it is at changes nothing (a second click).

    A shipment brings its documents, unless it is a sample's. An order is completed when it is paid; with money open only
    `despite_open_money`. Raises OrderRefused (codes of StepRefused, no_documents, money_open), PermissionDenied.
    """
    row = lock_order(order)
    if not can_work_on(actor, row):
        raise PermissionDenied
    if row.state == step:
        return row
    today, reached = current_calendar().day_of(at), reached_days(row)
    try:
        rules.check_step(row.state, step, on=on, reached=reached, today=today)
    except StepRefused as refusal:
        raise OrderRefused("on", refusal.code) from refusal
    if step == rules.SHIPPED:
        _take_documents(row, shipping or Shipping(), today)
    if step == rules.COMPLETED and row.outstanding and not despite_open_money:
        raise OrderRefused("despite_open_money", "money_open")
    before = row.state
    row.state, row.version = OrderState(step), row.version + 1
    row.save(update_fields=["state", "version", "bl_number", "bl_on"])
    OrderMilestone.objects.update_or_create(
        order=row, step=step, defaults={"reached_on": on, "reached_by": actor}
    )
    settle_order(row)
    changes = {"state": (before, step), "on": (None, on), "outstanding": (None, row.outstanding)}
    audit.record("sales.order_step_reached", actor=actor, at=at, target=row, changes=changes)
    note_order(row, actor, step, at, on=on)
    publish(OrderStepReached(row.pk, row.customer_id, step, at))
    return row


def _take_documents(row: Order, shipping: Shipping, today: date) -> None:
    if not shipping.bl_number and not row.is_sample:
        raise OrderRefused("bl_number", "no_documents")
    if shipping.bl_on is not None and shipping.bl_on > today:
        raise OrderRefused("bl_on", "in_future")
    row.bl_number, row.bl_on = shipping.bl_number, shipping.bl_on


@transaction.atomic
def take_step_back(*, actor: User, order: Order, at: datetime) -> Order:
    """Take the last step back: a wrong click. The planned day stays. Raises OrderRefused (`not_last`), PermissionDenied."""
    row = lock_order(order)
    if not can_work_on(actor, row):
        raise PermissionDenied
    if row.state not in rules.STEPS:
        raise OrderRefused("", "not_running")
    try:
        before, after = row.state, rules.state_before(reached_days(row))
    except StepRefused as refusal:
        raise OrderRefused("", refusal.code) from refusal
    row.milestones.filter(step=before).update(reached_on=None, reached_by=None)
    if before == rules.SHIPPED:
        row.bl_number, row.bl_on = "", None
    row.state, row.version = OrderState(after), row.version + 1
    row.save(update_fields=["state", "version", "bl_number", "bl_on"])
    settle_order(row)
    changes = {"state": (before, after)}
    audit.record("sales.order_step_taken_back", actor=actor, at=at, target=row, changes=changes)
    note_order(row, actor, "taken_back", at, before=before)
    return row


@transaction.atomic
def plan_steps(*, actor: User, order: Order, planned: Mapping[str, date | None], at: datetime) -> Order:
    """Plan the days of the steps still to come; what was reached keeps its day. Raises OrderRefused, PermissionDenied.

    Planned days follow each other as the steps do (`before_last`, at the first that does not).
    """
    row = lock_order(order)
    if not can_work_on(actor, row):
        raise PermissionDenied
    if row.state not in (*rules.RUNNING, rules.DRAFT):
        raise OrderRefused("", "not_running")
    reached = reached_days(row)
    wanted = {step: planned[step] for step in rules.STEPS if step in planned and step not in reached}
    _check_in_line(wanted, max(reached.values(), default=row.ordered_on))
    kept = {one.step: one for one in row.milestones.all()}
    before = {step: kept[step].planned_on if step in kept else None for step in wanted}
    changed = audit.changes_between(before, wanted)
    for step in changed:
        OrderMilestone.objects.update_or_create(order=row, step=step, defaults={"planned_on": wanted[step]})
    if changed:
        audit.record("sales.order_planned", actor=actor, at=at, target=row, changes=changed)
    return row


def _check_in_line(wanted: Mapping[str, date | None], earliest: date) -> None:
    for step, day in wanted.items():
        if day is None:
            continue
        if day < earliest:
            raise OrderRefused(step, "before_last")
        earliest = day
