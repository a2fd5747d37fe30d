"""What a change of the rhythm or the calendar would move, told before it is saved: the same as what it then moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core import policy
from core.policy_previews import preview_change
from core.work_days import SECTION as CALENDAR
from core.work_days import CompanyCalendar, current_calendar, with_own_day
from customers.models import Customer
from followups import previews
from followups.domain.intervals import CadencePolicy
from followups.policies import CADENCE
from followups.previews import Shift, read_shift
from followups.selectors.due_inputs import Rules
from followups.services import recompute_due
from followups.services.due_dates import recompute_after_rule_change
from tests import budgets
from tests.conftest import result_of
from tests.factories import CustomerFactory

DAY = timedelta(days=1)


@pytest.fixture
def customers(cast: SimpleNamespace, at: datetime) -> list[Customer]:
    """Two of each grade, contacted some days ago."""
    rows = [
        CustomerFactory(
            owner=cast.owner, grade=grade, last_contact_at=at - days * DAY, created_at=at - 90 * DAY, graded_at=at - 90 * DAY,
            stage="quoted",
        )
        for grade in "ABCD"
        for days in (1, 9)
    ]  # fmt: skip
    recompute_due(customers=Customer.objects.all(), at=at)
    return rows


def stored() -> dict[int, date | None]:
    return dict(Customer.objects.values_list("pk", "next_due_on"))


@pytest.mark.parametrize(
    "after",
    [
        CadencePolicy(c_days=5), CadencePolicy(c_days=60), CadencePolicy(d_months=2, c_days=4), CadencePolicy(a_working_days=1),
        CadencePolicy(b_working_days=12, contacts_per_month=0),
    ],
)  # fmt: skip
def test_shift_is_what_the_change_then_does(
    customers: list[Customer], cast: SimpleNamespace, at: datetime, after: CadencePolicy
) -> None:
    calendar, before = current_calendar(), stored()
    shift, first_on = read_shift(Rules(after, calendar, calendar.day_of(at)))
    assert stored() == before
    policy.change(CADENCE, {**vars(after), "high_grades": sorted(after.high_grades)}, actor=cast.boss, at=at)
    result_of(recompute_after_rule_change(at=at))
    moved = {pk: (before[pk], on) for pk, on in stored().items() if on != before[pk]}
    assert (shift.earlier, shift.later) == (
        sum(new < old for old, new in moved.values()),
        sum(new > old for old, new in moved.values()),
    )
    assert shift.at_once == sum(new < old and new == first_on for old, new in moved.values())


def test_preview_says_how_many_and_writes_nothing(customers: list[Customer], at: datetime) -> None:
    before = stored()
    lines = preview_change(CADENCE, CadencePolicy(), CadencePolicy(c_days=5), at=at)
    assert lines == [
        "2 customers would become due earlier.",
        "1 of them on Tue 17 Nov, the first day on which a new rule can make anybody due.",
    ]
    assert stored() == before


def test_preview_of_an_own_day_off(customers: list[Customer], cast: SimpleNamespace, at: datetime) -> None:
    before = policy.get(CALENDAR, CompanyCalendar)
    due_on = min(on for on in stored().values() if on and on > at.date())
    lines = preview_change(CALENDAR, before, with_own_day(due_on, works=False, why="Outing", at=at), at=at)
    assert any("customer" in line for line in lines)
    words = replace(before, own_day_words=((due_on, "only a word"),))
    assert preview_change(CALENDAR, before, words, at=at) == ["No customer's next contact would move."]


def test_preview_of_very_many_is_a_sample(
    customers: list[Customer], monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    monkeypatch.setattr(previews, "LOOKED_AT", 4)
    calendar = current_calendar()
    shift, _first_on = read_shift(Rules(CadencePolicy(c_days=5), calendar, calendar.day_of(at)))
    assert (shift.step, shift.looked_at) == (2, 4)
    assert (
        preview_change(CADENCE, CadencePolicy(), CadencePolicy(c_days=5), at=at)[-1]
        == "Estimated from a sample: every 2. customer, 4 in all."
    )


@pytest.mark.parametrize("count", budgets.ROWS)
def test_preview_asks_as_much_for_few_as_for_many(
    cast: SimpleNamespace, at: datetime, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        CustomerFactory(
            owner=cast.owner, grade="C", last_contact_at=at - number * DAY, created_at=at - 90 * DAY
        )
    calendar = current_calendar()
    with django_assert_num_queries(3):  # how many, the rows, no more rows
        read_shift(Rules(CadencePolicy(c_days=5), calendar, calendar.day_of(at)))


def test_shift_counts_who_gets_or_loses_a_date() -> None:
    first, shift = date(2026, 11, 17), Shift()
    for before, after in (
        (None, first),
        (first, None),
        (first, first),
        (date(2026, 12, 1), first),
        (first, date(2026, 12, 1)),
    ):
        shift.add(before, after, first)
    assert (shift.earlier, shift.later, shift.at_once) == (2, 2, 2)
