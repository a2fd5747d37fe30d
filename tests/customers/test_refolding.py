"""Keys and derived columns brought up to date after a release that folds otherwise."""

from typing import Any

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from core import jobs
from customers.models import Customer, LookupKey
from customers.services import refolding
from customers.services.refolding import refold_all
from tests.conftest import result_of
from tests.customers.conftest import Enter


def folded() -> tuple[list[Any], list[Any]]:
    keys = LookupKey.objects.order_by("customer", "kind", "value")
    columns = Customer.objects.order_by("pk").values(
        "pk", "called", "name_sort", "search_text", "time_zone", "version"
    )
    return list(keys.values_list("customer", "kind", "value", "is_exclusive")), list(columns)


@pytest.fixture
def three(enter: Enter) -> list[Customer]:
    return [
        enter(name="Northfield Hardware Supply, Inc.", email="carol@northfield.example"),
        enter(name="Granite State Fasteners LLC", phone="+1 603 555 0142"),
        enter(name="宁波海宇进出口有限公司", country="CN"),
    ]


def test_refolding_brings_back_what_the_words_say(
    three: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refolding, "AT_ONCE", 2)
    before = folded()
    LookupKey.objects.filter(customer=three[0], kind__in=("email", "name")).delete()
    LookupKey.objects.filter(customer=three[2]).update(value=Concat(Value("of an older folding "), "value"))
    Customer.objects.update(search_text="", name_sort="", called="")
    assert result_of(refold_all()) == {"customers": 3}
    assert folded() == before


def test_refolding_twice_or_from_a_cursor_changes_nothing(three: list[Customer]) -> None:
    before = folded()
    assert result_of(refold_all(cursor=three[1].pk)) == {"customers": 3}
    assert folded() == before


def test_of_two_with_one_key_the_first_has_it_and_the_other_shares_it(three: list[Customer]) -> None:
    first, other, _third = three
    LookupKey.objects.filter(kind="name").delete()
    Customer.objects.filter(pk=other.pk).update(name=first.name)
    result_of(refold_all())
    held = dict(
        LookupKey.objects.filter(kind="name", customer__in=(first, other)).values_list(
            "customer", "is_exclusive"
        )
    )
    assert held == {first.pk: True, other.pk: False}


def test_the_job_that_the_migration_enqueues_is_there() -> None:
    assert "customers.refold" in {kind.name for kind in jobs.kinds()}


@pytest.mark.parametrize("number", [1, 3])
def test_refolding_costs_the_same_for_more_customers(
    enter: Enter, number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        enter(name=f"Buyer of number {place}", email=f"a@buyer{place}.example")
    LookupKey.objects.filter(kind__in=("email", "domain")).delete()
    with django_assert_num_queries(11):
        result_of(refold_all())
