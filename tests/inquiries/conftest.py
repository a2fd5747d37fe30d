"""What the tests of inquiries share."""

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from core import events as house_events
from customers.models import Channel, Source
from customers.services import ContactValues, CustomerValues
from inquiries import events
from inquiries.services import Buyer, InquiryValues, LineValues, log_inquiry
from tests.factories import AT

MAIL = """From: Carol Jensen <c.jensen@northfield-hardware.example>
Date: Mon, 16 Nov 2026 09:30 +0800
Subject: RFQ socket set + tape measure

Hi, we supply 120 hardware stores in the Midwest. Please quote your 46-pc socket set, 3,000 sets, delivered to Chicago.
We would like to decide before December 8.

Carol Jensen | Category Buyer
Northfield Hardware Supply, Inc.
+1 312 555 0142
"""


def inquiry_values(**changes: Any) -> InquiryValues:
    """An inquiry by mail that arrived at AT, with one product."""
    values = {
        "received_at": AT, "channel": Channel.EMAIL, "source": Source.EMAIL, "text": "Please quote 3,000 socket sets.",
        "sender": "Carol Jensen", "subject": "Socket sets", "lines": (LineValues("socket set"),),
    }  # fmt: skip
    return InquiryValues(**{**values, **changes})


def new_buyer(**changes: Any) -> Buyer:
    """A buyer that nobody has entered yet."""
    customer = CustomerValues(**{"name": "Northfield Hardware Supply, Inc.", "country": "US", **changes})
    return Buyer(
        new_customer=customer,
        new_contact=ContactValues(name="Carol Jensen", email="carol@northfield.example"),
    )


@pytest.fixture
def logged(cast: SimpleNamespace, at: datetime) -> Any:
    """The owner's inquiry of a new buyer, received and logged at AT."""
    return log_inquiry(actor=cast.owner, values=inquiry_values(), buyer=new_buyer(), at=at)


@pytest.fixture
def heard() -> Iterator[list[object]]:
    """Every event of this app, in the order in which it was published."""
    found: list[object] = []
    listen = found.append
    kinds = [
        kind
        for kind in vars(events).values()
        if isinstance(kind, type) and kind.__module__ == events.__name__
    ]
    for kind in kinds:
        house_events.subscribe(kind)(listen)
    yield found
    for kind in kinds:
        house_events._subscribers[kind].remove(listen)
