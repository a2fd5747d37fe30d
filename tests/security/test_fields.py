"""Buying motive and bottom line are for the owner, the team's manager and the boss (Z5)."""

import pytest
from django.urls import reverse

from customers.models import Customer
from customers.services import update_customer
from tests.factories import AT
from tests.security.oracles import difference, normalise
from tests.security.walking import Walker

SECRET = "qz0own0customer0bottomline0zq again"
PAGES = ("customers:detail", "customers:edit", "customers:timeline")


def change_bottom_line(walker: Walker) -> Customer:
    customer = walker.world["own"].customer
    values = {"bottom_line": SECRET, "motive": SECRET}
    return update_customer(
        actor=walker.world.cast.owner, customer=customer, values=values, version=customer.version, at=AT
    )


@pytest.mark.parametrize("caller", ["owner", "manager", "boss"])
def test_bottom_line_is_on_the_page_of_who_may_read_it(caller: str, walker: Walker) -> None:
    customer = change_bottom_line(walker)
    assert SECRET in walker.call(caller, "GET", reverse("customers:detail", args=[customer.pk])).text


@pytest.mark.parametrize("name", PAGES)
def test_bottom_line_stays_out_of_pages_and_history_for_a_stand_in(name: str, walker: Walker) -> None:
    customer = change_bottom_line(walker)
    answer = walker.call("stand_in", "GET", reverse(name, args=[customer.pk]))
    assert [answer.status, "bottomline" in answer.text, "0motive0" in answer.text] == [200, False, False]


def test_bottom_line_cannot_be_found_by_searching(walker: Walker) -> None:
    change_bottom_line(walker)
    for url in (
        "/customers/?q={}",
        "/customers/find/?q={}",
        "/follow-ups/log/?q={}",
        "/inquiries/?tab=all&q={}",
    ):
        hit, miss = (
            normalise(walker.call("stand_in", "GET", url.format(word)).text, word)
            for word in ("bottomline", "bottomlino")
        )
        assert difference((0, hit), (0, miss)) == ""


def test_bottom_line_is_not_written_by_a_stand_in(walker: Walker) -> None:
    world = walker.world
    customer = world["own"].customer
    data = {
        "name": customer.name,
        "country": "US",
        "version": customer.version,
        "bottom_line": "mine",
        "motive": "mine",
    }
    before = (customer.bottom_line, customer.motive)
    walker.client("stand_in").post(reverse("customers:edit", args=[customer.pk]), data)
    customer.refresh_from_db()
    assert [(customer.bottom_line, customer.motive), customer.version] == [before, 2]


def test_bottom_line_stays_out_of_a_conflict_shown_to_a_stand_in(walker: Walker) -> None:
    customer = change_bottom_line(walker)
    data = {"name": "Another", "country": "US", "version": customer.version - 1, "bottom_line": "guess"}
    answer = walker.call("stand_in", "POST", reverse("customers:edit", args=[customer.pk]), data)
    assert [answer.status, "bottomline" in answer.text] == [409, False]
