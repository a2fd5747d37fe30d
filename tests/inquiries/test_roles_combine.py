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


@pytest.mark.parametrize(
    ("language", "hint", "nothing"),
    [
        ("en", "Inquiry, page", "Nothing found that you may see."),
        ("zh-hans", "询盘、页面", "在你能看的里面没有找到。"),
    ],
)
def test_assistant_finds_pages_and_heads_of_what_nobody_holds(
    cast: SimpleNamespace, loose: Inquiry, client_of: ClientOf, language: str, hint: str, nothing: str
) -> None:
    customer = CustomerFactory(owner=cast.owner, name="Nordwerk GmbH")
    InquiryFactory(customer=customer, owner=cast.owner, subject="Pliers", number="INQ-HELD")
    cast.assistant.language = language
    cast.assistant.save()
    client = client_of(cast.assistant)
    assert f'placeholder="{hint}"' in client.get("/").content.decode()
    answers = {
        query: client.get("/customers/find/", {"q": query}).content.decode()
        for query in ("carol", "socket", "secret", "nordwerk", "pliers")
    }
    address = f'href="/inquiries/{loose.pk}/assign/"'
    assert {query: address in page for query, page in answers.items()} == {
        "carol": True, "socket": True, "secret": False, "nordwerk": False, "pliers": False,
    }  # fmt: skip
    assert [nothing in answers[query] for query in ("secret", "nordwerk", "pliers")] == [True] * 3
    pages = client.get("/customers/find/", {"q": "模板" if language == "zh-hans" else "letters"})
    assert [place.url for place in pages.context["pages"]] == ["/inquiries/templates/"]


@pytest.mark.parametrize("who", ["production", "admin", "adviser"])
def test_everybody_goes_to_pages_by_name(
    cast: SimpleNamespace, loose: Inquiry, client_of: ClientOf, who: str
) -> None:
    CustomerFactory(owner=cast.owner, name="Tasks and Tools")
    client = client_of(getattr(cast, who))
    page = client.get("/customers/find/", {"q": "tasks"})
    assert [place.url for place in page.context["pages"]] == ["/tasks/"]
    assert ("Tasks and Tools" in page.content.decode(), page.context["found"]) == (False, [])
    assert "/assign/" not in client.get("/customers/find/", {"q": "carol"}).content.decode()
    assert 'placeholder="Page by name"' in client.get("/").content.decode()


def test_unassigned_tab_of_a_salesperson_is_empty(
    cast: SimpleNamespace, loose: Inquiry, client_of: ClientOf
) -> None:
    page = client_of(cast.owner).get("/inquiries/?tab=unassigned")
    assert (page.status_code, loose.number in page.content.decode()) == (200, False)
