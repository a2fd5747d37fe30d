"""What pages ask hundreds of times: labels, addresses, the day, once a request."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from core.ordered import Ordered
from core.request_context import RequestContext, once, request_context, today
from core.ui.addresses import address_of_each
from customers.models import Customer, Source, Stage


@pytest.mark.parametrize("name", ["customers:detail", "customers:grade", "inquiries:detail"])
def test_address_is_what_reverse_says(name: str) -> None:
    assert address_of_each(name)(42) == reverse(name, args=[42])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_label_is_the_choice_in_the_active_language(language: str) -> None:
    with translation.override(language):
        for stage in Stage:
            assert Customer(stage=stage.value).get_stage_display() == str(stage.label)
        assert Customer(source=Source.EMAIL.value).get_source_display() == str(Source.EMAIL.label)


def test_label_of_an_unknown_value_is_the_value() -> None:
    assert [Customer(stage="gone").get_stage_display(), Customer(stage=None).get_stage_display()] == [
        "gone",
        "",
    ]


def test_work_is_done_once_in_a_request_and_each_time_outside() -> None:
    calls: list[int] = []
    with request_context(RequestContext()):
        found = [once("key", lambda: calls.append(1) or len(calls)) for _ in range(3)]
    assert [found, len(calls)] == [[1, 1, 1], 1]
    once("key", lambda: calls.append(1))
    once("key", lambda: calls.append(1))
    assert len(calls) == 3


def test_day_stays_the_same_through_a_request() -> None:
    with time_machine.travel("2026-11-16T15:59:00Z", tick=False) as clock, request_context(RequestContext()):
        before = today()
        clock.shift(120)
        assert [before, today()] == [date(2026, 11, 16)] * 2
    with time_machine.travel("2026-11-16T16:01:00Z", tick=False):
        assert today() == date(2026, 11, 17)


def test_what_apps_register_stands_in_its_order_and_once() -> None:
    def first() -> str:
        return "first"

    def second() -> str:
        return "second"

    found: Ordered[Callable[[], str]] = Ordered()
    for function, order in ((second, 20), (first, 10), (second, 5), (second, 20)):
        assert found.at(order)(function) is function
    assert [function() for function in found] == ["first", "second"]
