"""Quotes of the cast."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from sales.models import Quote
from sales.services.quote_sending import Sending, send_quote
from sales.services.quote_steps import confirm_quote
from tests import factories
from tests.factories import AT


@pytest.fixture
def quote(cast: SimpleNamespace) -> Quote:
    """A draft of the owner with two lines: 1,000 sets at 6.45 and an offer."""
    customer = factories.CustomerFactory(owner=cast.owner, name="Northfield Hardware Supply, Inc.")
    contact = factories.ContactFactory(customer=customer, is_primary=True)
    quote = factories.QuoteFactory(customer=customer, contact=contact)
    factories.QuoteLineFactory(version=quote.current, model="QC-S46")
    factories.QuoteLineFactory(version=quote.current, model="QC-T525", unit="pc", quantity=None, price="1.32")
    return quote


@pytest.fixture
def sent(quote: Quote, cast: SimpleNamespace) -> Quote:
    """The same quote, out with the buyer."""
    return send_it(quote, cast.owner)


def send_it(quote: Quote, actor: Any) -> Quote:
    """Confirm and send, two minutes later."""
    confirm_quote(actor=actor, quote=quote, at=AT)
    at = AT + timedelta(minutes=2)
    send_quote(actor=actor, quote=quote, sending=Sending("email", quote.contact), at=at)
    quote.refresh_from_db()
    return quote


@pytest.fixture
def asked(cast: SimpleNamespace) -> Any:
    """An inquiry of the owner with a running clock that asks for two products."""
    customer = factories.CustomerFactory(owner=cast.owner)
    contact = factories.ContactFactory(
        customer=customer, form_of_address="ms", name="Carol Jensen", language="es"
    )
    earlier = AT - timedelta(hours=1)
    inquiry = factories.InquiryFactory(customer=customer, contact=contact, received_at=earlier)
    factories.InquiryLineFactory(inquiry=inquiry, words="QC-S46 socket set", quantity=3000, unit="set")
    factories.InquiryLineFactory(inquiry=inquiry, words="a hammer")
    factories.BuyerMessageFactory(inquiry=inquiry, received_at=earlier)
    return inquiry


Client = Callable[[Any], Any]
