"""Orders: written down, changed, confirmed, cancelled (issue 5 "Orders")."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Upper

from accounts.models import User
from accounts.scoping import stood_in_for
from catalogue.domain.packing import shipment_of
from catalogue.models import Product
from core import audit
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.numbers import next_number_of_year
from core.work_days import current_calendar
from customers.models import Contact, Customer, TimelineEntry
from customers.services import lock_current
from customers.timeline import add_entry, for_whom
from inquiries.models import Inquiry
from sales.domain import orders as rules
from sales.domain.quote_states import SENT
from sales.events import OrderCancelled, OrderConfirmed
from sales.models import (
    BalanceDue,
    Order,
    OrderKind,
    OrderLine,
    OrderMilestone,
    OrderShare,
    OrderState,
    QuoteVersion,
)
from sales.permissions.orders import can_amend, can_discard, can_sell_to, can_work_on
from sales.services.order_errors import OrderRefused, StaleOrder
from sales.services.order_upkeep import lock_order, settle_kinds, settle_order
from sales.services.quote_outcomes import accept_quote

PREFIX = "OR"
TWO_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class OrderLineValues:
    """A line as it was typed; packing that is not given is worked out from the product of that model number."""

    words: str
    quantity: Decimal
    price: Decimal
    model_number: str = ""
    unit: str = ""
    cartons: int | None = None
    net_kg: Decimal | None = None
    gross_kg: Decimal | None = None
    cbm: Decimal | None = None


@dataclass(frozen=True)
class OrderValues:
    """The contract. `planned`: the day of each step that is planned."""

    ordered_on: date
    currency: str
    is_sample: bool = False
    contact: Contact | None = None
    inquiry: Inquiry | None = None
    quote_version: QuoteVersion | None = None
    buyer_reference: str = ""
    incoterm: str = ""
    named_place: str = ""
    loading_port: str = ""
    destination: str = ""
    deposit_percent: Decimal | None = None
    balance_due: str = BalanceDue.COPY
    balance_days: int = 0
    payment_note: str = ""
    credit_number: str = ""
    credit_expires_on: date | None = None
    credit_ship_by: date | None = None
    marks: str = ""
    terms: str = ""
    note: str = ""


CONTRACT = tuple(OrderValues.__dataclass_fields__)


@transaction.atomic
def create_order(
    *, actor: User, customer: Customer, values: OrderValues, lines: Sequence[OrderLineValues], at: datetime,
    form_token: str = "",
) -> Order:  # fmt: skip
    """Write down an order as a draft, with the next number of the year.

    Raises PermissionDenied for a customer that is not the actor's to sell to, OrderRefused, AlreadySubmitted (C5).
    """
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    buyer = lock_current(customer)
    if not can_sell_to(actor, buyer):
        raise PermissionDenied
    _check(buyer, values, at)
    order = Order.objects.create(
        number=next_number_of_year(PREFIX, at=at), customer=buyer, kind=OrderKind.TRIAL, created_at=at, created_by=actor,
        **_columns(values),
    )  # fmt: skip
    write_lines(order, lines)
    settle_order(order)
    settle_kinds(buyer)
    audit.record(
        "sales.order_written", actor=actor, at=at, target=order,
        changes={"total": (None, order.total), "currency": ("", order.currency)},
    )  # fmt: skip
    if claim:
        finish_form(claim, order.get_absolute_url())
    order.refresh_from_db(fields=["kind"])
    return order


@transaction.atomic
def change_order(
    *, actor: User, order: Order, values: OrderValues, lines: Sequence[OrderLineValues], version: int, at: datetime
) -> Order:  # fmt: skip
    """Change the contract, as long as the goods have not left.

    Raises OrderRefused (`total_below_received`: what came in does not exceed a total unsaid), StaleOrder when it is no
    longer at `version`, PermissionDenied.
    """
    row = lock_order(order)
    if not can_amend(actor, row):
        raise PermissionDenied
    if row.version != version:
        raise StaleOrder(row)
    _check(row.customer, values, at)
    if row.state != OrderState.DRAFT:
        _check_complete(lines, values)
    before = {**_present(row), "lines": _said(row), "total": row.total}
    for name, value in _columns(values).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    row.lines.all().delete()
    write_lines(row, lines)
    settle_order(row)
    if row.state != OrderState.DRAFT and row.received > row.total:
        raise OrderRefused("", "total_below_received")
    settle_kinds(row.customer)
    changes = audit.changes_between(before, {**_present(row), "lines": _said(row), "total": row.total})
    if changes:
        audit.record("sales.order_changed", actor=actor, at=at, target=row, changes=changes)
    if "total" in changes and row.state != OrderState.DRAFT:
        note_order(row, actor, "changed", at, total=row.total)
    return row


@transaction.atomic
def confirm_order(*, actor: User, order: Order, on: date, at: datetime) -> Order:
    """The buyer has ordered: from now on it counts, is never deleted, and its result is the owner's until it is split.

    A second time changes nothing. Raises OrderRefused, PermissionDenied.
    """
    row = lock_order(order)
    if not can_work_on(actor, row):
        raise PermissionDenied
    if row.state in rules.STEPS:
        return row
    if row.state != OrderState.DRAFT:
        raise OrderRefused("", "not_draft")
    _check_on(row, on, at)
    lines = [OrderLineValues(line.words, line.quantity, line.price) for line in row.lines.all()]
    _check_complete(lines, row)
    row.state, row.version = OrderState.CONFIRMED, row.version + 1
    row.save(update_fields=["state", "version"])
    OrderMilestone.objects.update_or_create(
        order=row, step=rules.CONFIRMED, defaults={"reached_on": on, "reached_by": actor}
    )
    owner = row.customer.owner or actor
    OrderShare.objects.create(order=row, person=owner, percent=Decimal(100))
    settle_order(row)
    settle_kinds(row.customer)
    row.refresh_from_db(fields=["kind"])
    audit.record(
        "sales.order_confirmed", actor=actor, at=at, target=row,
        changes={"state": (OrderState.DRAFT.value, row.state), "total": (None, row.total), "kind": (None, row.kind)},
    )  # fmt: skip
    note_order(row, actor, "confirmed", at, total=row.total)
    publish(OrderConfirmed(row.pk, row.customer_id, row.kind, at))
    _accept_quote(actor, row, at)
    return row


def _accept_quote(actor: User, order: Order, at: datetime) -> None:
    """Who orders what was quoted has said yes to it, where nobody had recorded an answer yet."""
    version = order.quote_version
    if version is not None and version.state == SENT and version.quote.current_id == version.pk:
        accept_quote(actor=actor, quote=version.quote, at=at)


@transaction.atomic
def cancel_order(*, actor: User, order: Order, reason: str, at: datetime) -> Order:
    """Cancel a confirmed order before its goods leave; the reason stays with it. A second time changes nothing.

    Raises OrderRefused (`no_reason`, `too_late`, `not_running`: a draft is thrown away), PermissionDenied.
    """
    row = lock_order(order)
    if not can_work_on(actor, row):
        raise PermissionDenied
    if row.state == OrderState.CANCELLED:
        return row
    if not reason.strip():
        raise OrderRefused("reason", "no_reason")
    if row.state not in rules.BEFORE_SHIPMENT or row.state == OrderState.DRAFT:
        raise OrderRefused("", "not_running" if row.state == OrderState.DRAFT else "too_late")
    before = row.state
    row.state, row.cancelled_at, row.cancel_reason = OrderState.CANCELLED, at, reason.strip()[:200]
    row.version += 1
    row.save(update_fields=["state", "cancelled_at", "cancel_reason", "version"])
    settle_order(row)
    settle_kinds(row.customer)
    changes = {"state": (before, row.state), "reason": ("", row.cancel_reason)}
    audit.record("sales.order_cancelled", actor=actor, at=at, target=row, changes=changes)
    note_order(row, actor, "cancelled", at, text=row.cancel_reason)
    publish(OrderCancelled(row.pk, row.customer_id, at))
    return row


@transaction.atomic
def discard_order(*, actor: User, order: Order, at: datetime) -> None:
    """Throw a draft away. Raises PermissionDenied for what is none any more."""
    row = lock_order(order)
    if not can_discard(actor, row):
        raise PermissionDenied
    audit.record(
        "sales.order_discarded", actor=actor, at=at, target=row, changes={"total": (row.total, None)}
    )
    customer = row.customer
    row.milestones.all().delete()
    row.delete()
    settle_kinds(customer)


def note_order(order: Order, actor: Any, event: str, at: datetime, *, text: str = "", **values: Any) -> None:
    """A line in the customer's history: what happened to the order, its number, and its kind."""
    owner = stood_in_for(actor, order.customer.owner, current_calendar().day_of(at))
    told = {
        "number": order.number, "event": event, "kind": str(order.kind), "currency": order.currency,
        **{name: str(value) for name, value in values.items()}, **for_whom(owner),
    }  # fmt: skip
    add_entry(
        customer=order.customer,
        kind=TimelineEntry.Kind.ORDER,
        at=at,
        actor=actor,
        text=text,
        values=told,
        ref=order,
    )


def write_lines(order: Order, lines: Sequence[OrderLineValues]) -> None:
    """Write the lines in their order, each with the product of its model number and what is known of its packing."""
    numbers = {line.model_number.upper() for line in lines if line.model_number}
    named = Product.objects.annotate(key=Upper("model_number")).filter(key__in=numbers)
    products = {product.model_number.upper(): product for product in (named if numbers else ())}
    OrderLine.objects.bulk_create(
        _line(order, position, line, products.get(line.model_number.upper()))
        for position, line in enumerate(lines, start=1)
    )


def _line(order: Order, position: int, line: OrderLineValues, product: Product | None) -> OrderLine:
    packing = _packing(line, product)
    given = {name: value for name, value in asdict(line).items() if value is not None}
    return OrderLine(order=order, position=position, product=product, **packing | given)


def _packing(line: OrderLineValues, product: Product | None) -> dict[str, Any]:
    """Cartons, weights and volume of the line by the product's carton; nothing where it has none or pieces are no whole number."""
    carton = product.carton if product is not None else None
    if product is None or carton is None or line.quantity != int(line.quantity):
        return {}
    shipment = shipment_of(carton, int(line.quantity))
    net = product.net_kg * shipment.cartons if product.net_kg is not None else None
    weights = {"net_kg": net, "gross_kg": shipment.gross_kg}
    rounded = {
        name: weight.quantize(TWO_PLACES, ROUND_HALF_UP)
        for name, weight in weights.items()
        if weight is not None
    }
    return {"cartons": shipment.cartons, "cbm": shipment.cbm, **rounded}


def _columns(values: OrderValues) -> dict[str, Any]:
    return {name: getattr(values, name) for name in CONTRACT}


def _present(order: Order) -> dict[str, Any]:
    """The contract as plain values for the trail: keys instead of rows."""
    rows = ("contact", "inquiry", "quote_version")
    plain = {name: getattr(order, name) for name in CONTRACT if name not in rows}
    return plain | {name: getattr(order, f"{name}_id") for name in rows}


def _said(order: Order) -> list[str]:
    return [
        f"{line.model_number} {line.words}: {line.quantity.normalize():f} {line.unit} × {line.price.normalize():f}".strip()
        for line in order.lines.all()
    ]


def _check(customer: Customer, values: OrderValues, at: datetime) -> None:
    today = current_calendar().day_of(at)
    if values.ordered_on > today:
        raise OrderRefused("ordered_on", "in_future")
    if values.contact is not None and values.contact.customer_id != customer.pk:
        raise OrderRefused("contact", "foreign_contact")
    if values.inquiry is not None and values.inquiry.customer_id != customer.pk:
        raise OrderRefused("inquiry", "foreign_inquiry")
    if values.quote_version is not None and values.quote_version.quote.customer_id != customer.pk:
        raise OrderRefused("", "foreign_quote")


def _check_complete(lines: Sequence[OrderLineValues], values: Any) -> None:
    """A contract names goods, an amount unless it is a sample's, and where the Incoterm ends (rules.md §9)."""
    if not lines:
        raise OrderRefused("", "no_lines")
    if not values.is_sample and not sum(line.quantity * line.price for line in lines):
        raise OrderRefused("", "no_total")
    if values.incoterm and not values.named_place:
        raise OrderRefused("named_place", "no_place")


def _check_on(order: Order, on: date, at: datetime) -> None:
    if on > current_calendar().day_of(at):
        raise OrderRefused("on", "in_future")
    if on < order.ordered_on:
        raise OrderRefused("on", "before_order")


__all__ = [
    "OrderLineValues", "OrderValues", "cancel_order", "change_order", "confirm_order", "create_order", "discard_order",
    "note_order", "write_lines",
]  # fmt: skip
