"""Ctrl K over customers and contacts: any fragment in any script, ranked, among what one may see."""

from types import SimpleNamespace

import pytest

from customers.models import Customer, Stage
from customers.selectors.finding import find_customers
from tests.customers.conftest import Enter

pytestmark = pytest.mark.django_db


def names(person: object, query: str) -> list[str]:
    return [hit.contact.name if hit.contact else str(hit.customer) for hit in find_customers(person, query)]


@pytest.mark.parametrize(
    "typed",
    [
        "海宇", "宇", "海宇进", "波海宇", "寧波海宇", "haiyu", "nbhy", "hyjck", "sales@hai", "haiyu.example", "57487654",
        "0574 8765", "www.haiyu", "HAIYU 海宇",
    ],
)  # fmt: skip
def test_any_fragment_finds(typed: str, enter: Enter, cast: SimpleNamespace) -> None:
    enter(
        name="宁波海宇进出口有限公司", country="CN", email="sales@haiyu.example", phone="+86 574 8765 4321", website="www.haiyu.example"
    )  # fmt: skip
    enter(name="Northfield Hardware", email="carol@northfield.example")
    assert [str(hit.customer) for hit in find_customers(cast.owner, typed)] == ["宁波海宇进出口有限公司"]


def test_traditional_characters_are_found_by_either(enter: Enter, cast: SimpleNamespace) -> None:
    enter(name="臺灣機械工業", country="TW")
    assert [names(cast.owner, query) for query in ("台湾机械", "臺灣機械", "機械", "械工")] == [
        ["臺灣機械工業"]
    ] * 4


def test_short_fragments_are_beginnings_of_words(enter: Enter, cast: SimpleNamespace) -> None:
    enter(name="Lake Orion Tools", email="a@lake.example")
    found = {query: names(cast.owner, query) for query in ("or", "la", "ri")}
    assert found == {"or": ["Lake Orion Tools"], "la": ["Lake Orion Tools"], "ri": []}


def test_contact_is_a_result_of_its_own(enter: Enter, cast: SimpleNamespace) -> None:
    row = enter(name="Northfield Hardware", person="Carol Jensen", email="cj@northfield.example")
    [hit] = find_customers(cast.owner, "jensen")
    assert (hit.customer, hit.contact, names(cast.owner, "northfield")) == (
        row, row.contacts.get(), ["Northfield Hardware"],
    )  # fmt: skip


def test_best_come_first(enter: Enter, cast: SimpleNamespace) -> None:
    for name in ("Great Orion", "Orion Works", "Zorionda", "Orion"):
        enter(name=name)
    lost = enter(name="Orion Aged")
    Customer.objects.filter(pk=lost.pk).update(stage=Stage.LOST)
    assert names(cast.owner, "orion") == ["Orion", "Orion Works", "Orion Aged", "Great Orion", "Zorionda"]


def test_own_come_before_others(enter: Enter, cast: SimpleNamespace) -> None:
    enter(name="Orion Apex", owner=cast.owner)
    Customer.objects.filter(pk=enter(name="Orion Zenith").pk).update(owner=cast.manager)
    assert names(cast.manager, "orion") == ["Orion Zenith", "Orion Apex"]
    assert names(cast.outsider, "orion") == []


def test_best_is_found_among_more_than_are_looked_at(
    enter: Enter, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customers.selectors.finding.LOOKED_AT", 2)
    monkeypatch.setattr("customers.selectors.finding.FOUND_AT_MOST", 2)
    for name in ("Aged Orion", "Better Orion", "Common Orion", "Orion"):
        enter(name=name)
    assert names(cast.owner, "orion")[0] == "Orion"
