"""An order's page: the way of the goods, the money, what stands on its lines, what is to be done next."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.domain.money import line_amount, share_out
from core.ui.way import WayStep
from sales.domain import orders as rules
from sales.models import (
    Complaint,
    Order,
    OrderLine,
    OrderMilestone,
    OrderPayment,
    OrderReward,
    OrderShare,
    OrderStep,
)


@dataclass(frozen=True)
class LineRow:
    """A line and what it costs."""

    line: OrderLine
    amount: Decimal


@dataclass(frozen=True)
class ShareRow:
    """A person's part of the result."""

    share: OrderShare
    amount: Decimal


@dataclass(frozen=True)
class Packing:
    """Cartons, weights and volume of all lines; None where a line does not say."""

    cartons: int | None
    net_kg: Decimal | None
    gross_kg: Decimal | None
    cbm: Decimal | None


@dataclass(frozen=True)
class OrderRecord:
    """What the page of an order shows."""

    order: Order
    steps: list[WayStep]
    lines: list[LineRow]
    packing: Packing
    parts: list[rules.Settled]
    excess: Decimal
    payments: list[OrderPayment]
    credit: list[rules.CreditWarning]
    shares: list[ShareRow]
    reward: OrderReward | None
    complaints: list[Complaint]
    next_steps: tuple[str, ...]


def read_order_record(user: Any, order: Order, today: date) -> OrderRecord:
    """Read everything of an order that `user` sees: six queries, whatever stands in it."""
    stones = {one.step: one for one in order.milestones.select_related("reached_by")}
    reached = {step: one.reached_on for step, one in stones.items() if one.reached_on is not None}
    lines = [
        LineRow(line, line_amount(line.quantity, line.price, order.currency)) for line in order.lines.all()
    ]
    dues = rules.dues_of(order.total, order.payment_terms(), reached, order.bl_on)
    shares = list(order.shares.select_related("person"))
    amounts = share_out(order.total, [share.percent for share in shares], order.currency)
    return OrderRecord(
        order=order,
        steps=_steps_of(order, stones, today),
        lines=lines,
        packing=packing_of([row.line for row in lines]),
        parts=rules.settle(dues, order.received),
        excess=rules.excess_of(order.total, order.received),
        payments=list(order.payments.select_related("entered_by", "voided_by")),
        credit=credit_of(order, stones, today),
        shares=[ShareRow(share, amount) for share, amount in zip(shares, amounts, strict=True)],
        reward=OrderReward.objects.filter(order=order).select_related("by").first(),
        complaints=list(Complaint.objects.visible_to(user).filter(order=order)),
        next_steps=rules.next_steps(order.state) if order.state != rules.DRAFT else (rules.CONFIRMED,),
    )


def _steps_of(order: Order, stones: dict[str, OrderMilestone], today: date) -> list[WayStep]:
    following = rules.next_steps(order.state)[:1] if order.state != rules.DRAFT else (rules.CONFIRMED,)
    rows = []
    for step in rules.STEPS:
        stone = stones.get(step)
        planned, reached = (stone.planned_on, stone.reached_on) if stone else (None, None)
        is_late = planned is not None and planned < today and order.is_running
        state = "done" if reached else "late" if is_late else "now" if step in following else "later"
        rows.append(WayStep(str(OrderStep(step).label), state, reached, planned))
    return rows


def credit_of(order: Order, stones: dict[str, OrderMilestone], today: date) -> list[rules.CreditWarning]:
    """Return what endangers the order's letter of credit; nothing where there is none, or where it is paid or over."""
    credit = order.letter_of_credit()
    if (
        credit is None
        or not (order.is_running or order.state == rules.DRAFT)
        or order.total <= order.received
    ):
        return []
    stone = stones.get(rules.SHIPPED)
    planned, shipped = (stone.planned_on, stone.reached_on) if stone else (None, None)
    return rules.warn_of_credit(credit, planned=planned, shipped=shipped, today=today)


def packing_of(lines: list[OrderLine]) -> Packing:
    """Add up what the lines say of their packing: a column that one line leaves open has no sum."""

    def added(name: str) -> Any:
        values = [getattr(line, name) for line in lines]
        return sum(values) if values and all(value is not None for value in values) else None

    return Packing(added("cartons"), added("net_kg"), added("gross_kg"), added("cbm"))
