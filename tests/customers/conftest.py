"""What the tests of customers share."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from customers.models import Customer
from customers.services import ContactValues, CustomerValues, create_customer
from tests.factories import AT

Enter = Callable[..., Customer]


@pytest.fixture
def enter(cast: SimpleNamespace) -> Enter:
    """Enter a customer through the service: `enter(name="…", email="…", owner=cast.teammate)`."""

    def enter_customer(
        owner: Any = None, email: str = "", person: str = "", phone: str = "", **values: Any
    ) -> Customer:
        owner = owner or cast.owner
        contact = ContactValues(name=person, email=email, phone=phone)
        return create_customer(
            actor=owner,
            values=CustomerValues(**{"country": "US", **values}),
            contact=contact,
            owner=owner,
            at=AT,
        )

    return enter_customer
