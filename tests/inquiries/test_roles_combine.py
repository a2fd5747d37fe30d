"""Who sells and is an assistant as well has what both have (permissions.md)."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import Role, User
from core import policy
from customers.policies import POOL
from inquiries.models import Inquiry
from tests.factories import BuyerMessageFactory, CustomerFactory, InquiryFactory, UserFactory

ClientOf = Callable[[User], Client]


@pytest.fixture
def both(cast: SimpleNamespace) -> User:
    return UserFactory(roles=(Role.SALESPERSON, Role.ASSISTANT), team=cast.team, language="en")


@pytest.fixture
def loose(cast: SimpleNamespace) -> Inquiry:
    inquiry = InquiryFactory(
        customer=None, owner=None, sender="Carol Jensen", subject="Socket sets", first_text="secret words",
        created_by=cast.manager,
    )  # fmt: skip
    BuyerMessageFactory(inquiry=inquiry)
    return inquiry


def test_salesperson_and_assistant_lists_heads_of_what_nobody_holds(
    both: User, loose: Inquiry, client_of: ClientOf
) -> None:
    mine = InquiryFactory(customer=CustomerFactory(owner=both), owner=both, subject="Nordwerk asks")
    client = client_of(both)
    page = client.get("/inquiries/?tab=unassigned").content.decode()
    assert [word in page for word in (loose.number, "Carol Jensen", "Socket sets", "secret words")] == [
        True, True, True, False,
    ]  # fmt: skip
    answer = client.get("/inquiries/?tab=all")
    counts = {tab["url"].partition("=")[2]: tab["count"] for tab in answer.context["tabs"]}
    assert (mine.subject in answer.content.decode(), loose.number in answer.content.decode()) == (True, False)
    assert counts["unassigned"] == 1


def test_salesperson_and_assistant_assigns_what_nobody_holds(
    cast: SimpleNamespace, both: User, loose: Inquiry, client_of: ClientOf
) -> None:
    client, url = client_of(both), f"/inquiries/{loose.pk}/assign/"
    assert (client.get(url).status_code, client.get(loose.get_absolute_url()).status_code) == (200, 404)
    assert client.post(url, {"to": cast.outsider.pk}).status_code == 302
    loose.refresh_from_db()
    assert loose.owner == cast.outsider
    assert client.get(url).status_code == 404


def test_salesperson_and_assistant_may_not_assign_what_somebody_holds(
    both: User, client_of: ClientOf
) -> None:
    mine = InquiryFactory(customer=CustomerFactory(owner=both), owner=both)
    assert client_of(both).get(f"/inquiries/{mine.pk}/assign/").status_code == 403


def test_open_pool_shows_an_assistant_no_more_of_an_unassigned_inquiry(
    cast: SimpleNamespace, both: User, loose: Inquiry, client_of: ClientOf, at: datetime
) -> None:
    policy.change(POOL, {"is_on": True, "missed_rounds": 3, "claims_per_week": 2}, actor=cast.boss, at=at)
    assert client_of(both).get(loose.get_absolute_url()).status_code == 404


def test_unassigned_tab_of_a_salesperson_is_empty(
    cast: SimpleNamespace, loose: Inquiry, client_of: ClientOf
) -> None:
    page = client_of(cast.owner).get("/inquiries/?tab=unassigned")
    assert (page.status_code, loose.number in page.content.decode()) == (200, False)
