"""Money that comes in for an order, or goes back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from core.domain.money import round_amount
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from sales.domain import orders as rules
from sales.models import Order, OrderPayment, OrderState, PaymentMethod
from sales.permissions.orders import can_work_on
from sales.services.order_errors import OrderRefused
from sales.services.order_upkeep import lock_order, settle_order
from sales.services.orders import note_order

LARGEST = Decimal(10) ** 13  # what is kept of an order's amounts


@dataclass(frozen=True)
class PaymentValues:
    """A payment in the order's currency; `is_more`: the person says that the buyer paid more than is owed."""

    amount: Decimal
    paid_on: date
    method: str = PaymentMethod.TT
    reference: str = ""
    is_refund: bool = False
    is_more: bool = False


@transaction.atomic
def record_payment(
    *, actor: User, order: Order, values: PaymentValues, at: datetime, form_token: str = ""
) -> OrderPayment:
    """Write down what came in, or went back to the buyer. What exceeds the total is taken only when it is said (`is_more`).

    Raises OrderRefused (more_than_owed, more_than_received, in_future, not_running), PermissionDenied, AlreadySubmitted.
    """
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    row = lock_order(order)
    if not can_work_on(actor, row):
        raise PermissionDenied
    amount = round_amount(values.amount, row.currency)
    _check(row, amount, values, at)
    payment = OrderPayment.objects.create(
        order=row, amount=amount, paid_on=values.paid_on, method=values.method, reference=values.reference,
        is_refund=values.is_refund, entered_by=actor, entered_at=at,
    )  # fmt: skip
    before = row.received
    settle_order(row)
    changes = {"received": (before, row.received), "amount": (None, amount), "on": (None, values.paid_on)}
    audit.record(
        "sales.order_refunded" if values.is_refund else "sales.order_paid",
        actor=actor,
        at=at,
        target=row,
        changes=changes,
    )
    note_order(row, actor, "refunded" if values.is_refund else "paid", at, amount=amount)
    if claim:
        finish_form(claim, row.get_absolute_url())
    return payment


def _check(row: Order, amount: Decimal, values: PaymentValues, at: datetime) -> None:
    if row.state == OrderState.DRAFT or (row.state == OrderState.CANCELLED and not values.is_refund):
        raise OrderRefused("", "not_running")
    if amount <= 0:
        raise OrderRefused("amount", "no_amount")
    if values.paid_on > current_calendar().day_of(at):
        raise OrderRefused("paid_on", "in_future")
    if row.received + amount >= LARGEST:
        raise OrderRefused("amount", "too_large")
    if values.is_refund and amount > row.received:
        raise OrderRefused("amount", "more_than_received")
    if not values.is_refund and not values.is_more and rules.excess_of(row.total, row.received + amount):
        raise OrderRefused("amount", "more_than_owed")


@transaction.atomic
def void_payment(*, actor: User, payment: OrderPayment, reason: str, at: datetime) -> Order:
    """Take back a payment that was entered wrongly; it stays to be seen, and counts no more.

    Raises OrderRefused (no_reason, already_void, more_than_received: a refund rests on it), PermissionDenied.
    """
    row = lock_order(payment.order)
    if not can_work_on(actor, row):
        raise PermissionDenied
    entry = OrderPayment.objects.select_for_update().get(pk=payment.pk, order=row)
    if entry.voided_at is not None:
        raise OrderRefused("reason", "already_void")
    if not reason.strip():
        raise OrderRefused("reason", "no_reason")
    if not entry.is_refund and entry.amount > row.received:
        raise OrderRefused("reason", "more_than_received")
    entry.voided_at, entry.voided_by, entry.void_reason = at, actor, reason.strip()[:200]
    entry.save(update_fields=["voided_at", "voided_by", "void_reason"])
    before = row.received
    settle_order(row)
    changes = {"received": (before, row.received), "reason": ("", entry.void_reason)}
    audit.record("sales.order_payment_voided", actor=actor, at=at, target=row, changes=changes)
    note_order(row, actor, "voided", at, amount=entry.amount, text=entry.void_reason)
    return row
