"""Where two people meet over a quote: real threads, real row locks."""

from typing import Any

import pytest

from accounts.models import Role
from followups.models import FollowUp
from sales.models import Quote, QuoteVersion
from sales.services.quote_opening import open_quote
from sales.services.quote_outcomes import accept_quote, decline_quote
from sales.services.quote_saving import save_quote
from sales.services.quote_sending import Sending, send_quote
from sales.services.quote_steps import confirm_quote
from tests import factories
from tests.factories import AT
from tests.inquiries.test_races import together
from tests.sales.test_quote_services import HEAD, LATER, LINES

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def names_of(found: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in found)


def test_quotes_begun_at_once_have_different_numbers() -> None:
    people = [factories.UserFactory(roles=(Role.SALESPERSON,)) for _number in range(6)]
    buyers = [factories.CustomerFactory(owner=person) for person in people]
    found = together(6, lambda number: open_quote(actor=people[number], customer=buyers[number], at=AT))
    assert sorted(quote.number for quote in found) == [f"QT-2026-1116-{number}" for number in range(1, 7)]


def test_two_who_save_at_once_lose_nothing() -> None:
    quote = factories.QuoteFactory()
    found = together(
        3, lambda _: save_quote(actor=quote.owner, quote=quote, head=HEAD, lines=LINES, version=1, at=AT)
    )
    assert names_of(found) == ["Quote", "StaleQuote", "StaleQuote"]
    assert Quote.objects.get().current.lines.count() == 2


def test_quote_sent_five_times_at_once_is_one_contact() -> None:
    quote = factories.QuoteFactory()
    factories.QuoteLineFactory(version=quote.current)
    confirm_quote(actor=quote.owner, quote=quote, at=AT)
    found = together(
        5, lambda _: send_quote(actor=quote.owner, quote=quote, sending=Sending("email"), at=LATER)
    )
    assert names_of(found) == ["QuoteRefused"] * 4 + ["QuoteVersion"]
    assert FollowUp.objects.count() == 1


def test_one_answer_stands_where_two_were_given() -> None:
    quote = factories.QuoteFactory()
    factories.QuoteLineFactory(version=quote.current)
    confirm_quote(actor=quote.owner, quote=quote, at=AT)
    send_quote(actor=quote.owner, quote=quote, sending=Sending("email"), at=LATER)
    steps = (
        lambda: accept_quote(actor=quote.owner, quote=quote, at=LATER),
        lambda: decline_quote(actor=quote.owner, quote=quote, reason="price", note="", at=LATER),
    )
    found = together(2, lambda number: steps[number]())
    assert names_of(found) == ["QuoteRefused", "QuoteVersion"]
    assert QuoteVersion.objects.get().state == Quote.objects.get().state
