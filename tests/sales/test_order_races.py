"""Two at once, on PostgreSQL: numbers, payments, and which of two orders is the trial."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from customers.models import Customer
from sales.models import Order
from sales.services.order_errors import OrderRefused
from sales.services.order_payments import PaymentValues, record_payment
from sales.services.orders import OrderLineValues, OrderValues, confirm_order, create_order
from tests.customers.test_races import at_once
from tests.factories import AT, CustomerFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
TODAY = date(2026, 11, 16)
VALUES = OrderValues(ordered_on=TODAY, currency="USD")
LINES = [OrderLineValues("Tool set", Decimal(100), Decimal(1))]


def unless_refused(job: Callable[[], Any]) -> Callable[[], Any]:
    """The job, where a refusal is an answer, too."""

    def run() -> Any:
        with suppress(OrderRefused):
            return job()
        return None

    return run


@pytest.fixture
def customer(cast: SimpleNamespace) -> Customer:
    return CustomerFactory(owner=cast.owner)


def write(cast: SimpleNamespace, customer: Customer) -> Order:
    return create_order(actor=cast.owner, customer=customer, values=VALUES, lines=LINES, at=AT)


def test_each_order_has_a_number_of_its_own(cast: SimpleNamespace, customer: Customer) -> None:
    others = [CustomerFactory(owner=cast.owner) for _number in range(5)]
    made = at_once([partial(write, cast, row) for row in (customer, *others)])
    assert len({order.number for order in made}) == 6


def test_of_two_confirmed_at_once_one_is_the_trial(cast: SimpleNamespace, customer: Customer) -> None:
    drafts = [write(cast, customer) for _number in range(2)]
    at_once([partial(confirm_order, actor=cast.owner, order=row, on=TODAY, at=AT) for row in drafts])
    assert sorted(Order.objects.values_list("kind", flat=True)) == ["repeat", "trial"]


def test_two_payments_at_once_never_exceed_the_total_unsaid(
    cast: SimpleNamespace, customer: Customer
) -> None:
    order = confirm_order(actor=cast.owner, order=write(cast, customer), on=TODAY, at=AT)
    values = PaymentValues(Decimal(60), TODAY)
    pay = partial(record_payment, actor=cast.owner, order=order, values=values, at=AT)
    at_once([unless_refused(pay)] * 3)
    order.refresh_from_db()
    assert (order.received, order.payments.count()) == (Decimal(60), 1)
