"""Numbers under eight writers (trust.md C8). NUMBERS is how many each takes: few in the suite, 200 in the figure."""

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Role
from sales.models import Order, Quote
from sales.services.orders import OrderLineValues, OrderValues, create_order
from sales.services.quote_opening import open_quote
from tests import factories
from tests.factories import AT
from tests.inquiries.test_races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS, EACH = 8, int(os.environ.get("NUMBERS", "5"))
LINES = [OrderLineValues("Tool set", Decimal(100), Decimal(1))]


def write_quote(person: Any, customer: Any) -> Quote:
    return open_quote(actor=person, customer=customer, at=AT)


def write_order(person: Any, customer: Any) -> Order:
    return create_order(
        actor=person, customer=customer, values=OrderValues(ordered_on=date(2026, 11, 16), currency="USD"), lines=LINES, at=AT
    )  # fmt: skip


@pytest.mark.parametrize("write", [write_quote, write_order])
def test_every_writer_gets_numbers_of_its_own(
    write: Callable[[Any, Any], Any], record_property: Callable[[str, int], None]
) -> None:
    people = [factories.UserFactory(roles=(Role.SALESPERSON,)) for _number in range(WRITERS)]
    buyers = [factories.CustomerFactory(owner=person) for person in people]
    written = together(WRITERS, lambda who: [write(people[who], buyers[who]).number for _time in range(EACH)])
    numbers = [number for found in written for number in found]
    record_property("numbers", len(numbers))
    assert len(set(numbers)) == len(numbers) == WRITERS * EACH
