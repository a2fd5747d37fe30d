"""What is kept at an order so that lists need not compute it: kind, total, received, the next days of money and credit."""

from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Sum, When
from django.db.models.functions import Coalesce

from core.domain.money import line_amount
from customers.models import Customer
from customers.services import lock_current
from sales.domain import orders as rules
from sales.models import Order

ZERO = Decimal(0)


def lock_order(order: Order) -> Order:
    """Return the order as it is now with its customer, owner and team, locked until the transaction ends.

    The customer is locked first: what becomes of one order decides which of the others is the trial order.
    """
    lock_current(order.customer)
    rows = Order.objects.select_for_update(of=("self",)).select_related("customer__owner__team")
    return rows.get(pk=order.pk)


def reached_days(order: Order) -> dict[str, date]:
    """Return the day of each step that was reached."""
    rows = order.milestones.exclude(reached_on=None)
    return dict(rows.values_list("step", "reached_on"))  # type: ignore[arg-type]  # none is empty here


def settle_order(order: Order) -> None:
    """Bring the kept amounts and days up to date, and save them."""
    lines = order.lines.values_list("quantity", "price")
    order.total = sum((line_amount(quantity, price, order.currency) for quantity, price in lines), start=ZERO)
    signed = Case(When(is_refund=True, then=-F("amount")), default=F("amount"), output_field=DecimalField())
    valid = order.payments.filter(voided_at=None)
    order.received = valid.aggregate(sum=Coalesce(Sum(signed), ZERO, output_field=DecimalField()))["sum"]
    order.money_due_on, order.credit_due_on = next_days(order, reached_days(order))
    order.save(update_fields=["total", "received", "money_due_on", "credit_due_on"])


def next_days(order: Order, reached: dict[str, date]) -> tuple[date | None, date | None]:
    """Return when the earliest unpaid part is due, and the next day that the letter of credit sets; None for neither."""
    if not order.is_running:
        return None, None
    dues = rules.dues_of(order.total, order.payment_terms(), reached, order.bl_on)
    parts = rules.settle(dues, order.received)
    days = [part.due.due_on for part in parts if part.is_open and part.due.due_on is not None]
    return min(days, default=None), _credit_day(order, reached.get(rules.SHIPPED))


def _credit_day(order: Order, shipped: date | None) -> date | None:
    credit = order.letter_of_credit()
    if credit is None or order.received >= order.total:
        return None
    if shipped is not None:
        return rules.present_documents_by(credit, shipped)
    return min((day for day in (credit.ship_by, credit.expires_on) if day is not None), default=None)


def settle_kinds(customer: Customer | int) -> None:
    """Tell trial and repeat orders of a buyer apart anew: one statement reads, at most three write."""
    pk = customer if isinstance(customer, int) else customer.pk
    rows = list(Order.objects.filter(customer=pk).only("pk", "ordered_on", "is_sample", "state", "kind"))
    kinds = rules.kinds_of(
        rules.Placed(row.pk, row.ordered_on, row.is_sample, row.state in rules.STEPS) for row in rows
    )
    for kind in sorted(set(kinds.values())):
        changed = [row.pk for row in rows if kinds[row.pk] == kind and row.kind != kind]
        if changed:
            Order.objects.filter(pk__in=changed).update(kind=kind)
