"""The page that explains the lookup and tries it on any two."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from customers.domain.lookup import CUT_OFF, SURE, Subject
from customers.lookup import HARD_KINDS
from customers.selectors.engine import KINDS, read_engine, try_two
from tests.customers.conftest import Enter

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
URL = "/customers/twins/rules/"


def test_rules_are_those_of_the_engine() -> None:
    engine = read_engine()
    assert (engine.bands[0][1], engine.least) == (round(SURE * 100), round(CUT_OFF * 100))
    assert {len(engine.exact), *(bool(kind.values) for kind in (*engine.exact, *engine.near))} == {4, True}
    assert set(KINDS) > HARD_KINDS


def test_two_of_one_buyer_are_stopped_by_what_they_share() -> None:
    trial = try_two(
        Subject(name="Northfield Hardware Inc", country="US", emails=("a.b@gmail.com",)),
        Subject(name="NORTHFIELD HARDWARE LLC", country="US", emails=("ab@googlemail.com",)),
    )
    assert (trial.match.band, [value for _label, value in trial.stopped_by]) == (
        "sure", ["ab@gmail.com", "US northfieldhardware"],
    )  # fmt: skip


def test_two_alike_are_warned_of_and_strangers_are_not() -> None:
    known = Subject(name="Northfield Hardware Supply")
    alike, stranger = (
        try_two(Subject(name=name), known) for name in ("Nothfield Hardware", "Zentriva Foods")
    )
    assert [(trial.is_found, trial.stopped_by) for trial in (alike, stranger)] == [(True, []), (False, [])]


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("manager", 200),
        ("boss", 200),
        ("owner", 403),
        ("assistant", 403),
        ("production", 403),
        ("admin", 403),
        ("adviser", 403),
    ],
)
def test_page_is_for_who_judges_twins(
    person: str, status: int, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assert client_of(getattr(cast, person)).get(URL).status_code == status


def test_page_reads_no_customer(cast: SimpleNamespace, client_of: ClientOf, enter: Enter) -> None:
    enter(name="Northfield Hardware", email="carol@northfield.example")
    asked = {
        "one-name": "Northfield",
        "other-name": "Zentriva Tools",
        "one-email": "carol@northfield.example",
    }
    answer = client_of(cast.manager).get(URL, asked)
    text = answer.content.decode()
    assert (reverse("customers:engine"), answer.status_code, "carol@northfield.example" in text) == (
        URL,
        200,
        True,
    )
    assert ("Northfield Hardware" in text, answer.context["trial"].is_found) == (False, False)


def test_page_says_what_is_wrong_and_keeps_what_was_typed(cast: SimpleNamespace, client_of: ClientOf) -> None:
    answer = client_of(cast.manager).get(URL, {"one-name": "x" * 301, "other-name": "Zentriva"})
    assert (answer.status_code, answer.context["trial"], 'value="Zentriva"' in answer.content.decode()) == (
        422, None, True,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["\x00", "\u202eevil", "<script>", "%_%", "🦄" * 50, "有限公司"])
def test_page_takes_any_text(text: str, cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.manager)
    answers = [
        client.get(URL, {f"one-{name}": text, "other-name": text})
        for name in ("name", "email", "phone", "website")
    ]
    assert {answer.status_code for answer in answers} <= {200, 422}


@pytest.mark.budget
def test_page_costs_the_same_whatever_is_asked(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Callable[..., object]
) -> None:
    client = client_of(cast.manager)
    client.get(URL)
    with django_assert_num_queries(4):
        client.get(URL, {"one-name": "Northfield", "other-name": "Zentriva Tools"})
