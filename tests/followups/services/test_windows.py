"""The windows that have ended: worked out each night for two weeks, then fixed, however late or often the job comes (N17)."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import policy
from customers.models import GradeChange
from followups.domain.compliance import Tally
from followups.models import CadenceWeek, CadenceWindow, DateByHand
from followups.policies import CADENCE
from followups.selectors.cadence_windows import read_kept, read_windows
from followups.services import keep_windows, refresh_weeks
from tests import factories
from tests.conftest import result_of
from tests.followups.helpers import had_contact, make_customer, nov, shanghai

NIGHT = shanghai(11, 23, 0, 20)  # the night after the week of Monday 16 November


def keep(at: datetime = NIGHT) -> dict[str, Any]:
    return result_of(keep_windows(at=at))


def written() -> list[tuple[Any, ...]]:
    columns = ("user", "grade", "last_on", "asked", "kept")
    return list(CadenceWindow.objects.order_by("pk").values_list(*columns))


@pytest.mark.parametrize(
    ("days", "expected"),
    [([16, 19], Tally(2, 2)), ([16, 17, 18, 19, 20, 21], Tally(2, 2)), ([16, 23], Tally(2, 1))],
)  # examples.md, N17: full week, every day, late
def test_a_week_as_the_examples_have_it(cast: SimpleNamespace, days: list[int], expected: Tally) -> None:
    customer = make_customer(cast.owner, "A")
    for day in days:
        had_contact(customer, shanghai(11, day))
    keep()
    assert read_kept([cast.owner], nov(16), nov(22)) == {cast.owner.pk: {"A": expected, "B": Tally()}}
    assert read_windows([cast.owner], nov(22), nov(22))[cast.owner.pk, "A", nov(22)] == expected


def test_half_months_and_months_end_where_they_end(cast: SimpleNamespace) -> None:
    had_contact(make_customer(cast.owner, "C"), shanghai(11, 10))
    make_customer(cast.owner, "D")
    keep(shanghai(12, 1, 0, 20))
    kept = read_kept([cast.owner], nov(1), nov(30))[cast.owner.pk]
    assert (kept["C"], kept["D"]) == (Tally(2, 1), Tally(1, 0))
    assert "D" not in read_kept([cast.owner], nov(1), nov(29))[cast.owner.pk]


def test_a_second_run_writes_the_same(cast: SimpleNamespace) -> None:
    had_contact(make_customer(cast.owner, "A"), shanghai(11, 16))
    keep()
    before = written()
    keep()
    assert written() == before


def typed_in(customer: Any, at: datetime, entered_at: datetime) -> None:
    factories.FollowUpFactory(customer=customer, at=at, entered_at=entered_at)


def week_of(person: Any) -> Tally:
    return read_kept([person], nov(22), nov(22))[person.pk]["A"]


FIXED = shanghai(12, 7, 0, 20)  # the week ended with Sunday 22 November


def test_a_contact_counts_by_its_own_time_for_two_weeks(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, "A")
    had_contact(customer, shanghai(11, 16))
    keep()
    assert week_of(cast.owner) == Tally(2, 1)
    refresh_weeks(at=NIGHT)
    typed_in(customer, shanghai(11, 19), shanghai(12, 6, 23))
    keep(FIXED)
    refresh_weeks(at=FIXED)
    today = CadenceWeek.objects.get(user=cast.owner, monday=nov(16))
    assert week_of(cast.owner) == Tally(today.asked, today.kept) == Tally(2, 2)


def test_after_two_weeks_a_window_is_fixed_for_good(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, "A")
    had_contact(customer, shanghai(11, 16))
    keep()
    typed_in(customer, shanghai(11, 19), shanghai(12, 7, 0, 10))
    keep(FIXED)
    GradeChange.objects.create(customer=customer, before="D", after="A", by=cast.owner, at=shanghai(11, 17))
    keep(shanghai(12, 20, 0, 20))
    assert week_of(cast.owner) == Tally(2, 1)


def test_a_changed_rule_judges_no_window_that_has_ended(cast: SimpleNamespace) -> None:
    """Every day from now on, by a rule of Tuesday 24: the week before stays one of two."""
    had_contact(make_customer(cast.owner, "A"), shanghai(11, 16))
    keep()
    policy.change(CADENCE, {"a_working_days": 1}, actor=cast.manager, at=shanghai(11, 24))
    keep(shanghai(11, 25, 0, 20))
    keep(shanghai(11, 30, 0, 20))
    assert week_of(cast.owner) == Tally(2, 1)
    assert read_kept([cast.owner], nov(29), nov(29))[cast.owner.pk]["A"].asked == 6


@pytest.mark.parametrize("night", [FIXED, shanghai(12, 20, 0, 20)])
def test_a_late_run_fixes_what_one_in_time_had(cast: SimpleNamespace, night: datetime) -> None:
    known, late = make_customer(cast.owner, "A"), make_customer(cast.owner, "A")
    for customer, entered_at in ((known, shanghai(12, 6, 23)), (late, shanghai(12, 7, 9))):
        typed_in(customer, shanghai(11, 17), entered_at)
    keep()
    keep(night)
    assert week_of(cast.owner) == Tally(4, 1)


def test_a_later_date_accepted_in_the_two_weeks_counts_as_kept(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, "A")
    had_contact(customer, shanghai(11, 16))
    for day, judged_at in ((19, shanghai(11, 30)), (21, shanghai(12, 8))):
        DateByHand.objects.create(
            customer=customer, computed_on=nov(day), due_on=nov(25), reason="fair", is_later=True, set_by=cast.owner,
            set_at=shanghai(11, 18), is_accepted=True, judged_by=cast.manager, judged_at=judged_at,
        )  # fmt: skip
    keep(shanghai(12, 20, 0, 20))
    assert week_of(cast.owner) == Tally(2, 2)


def test_the_past_without_rows_is_written_in_order_as_far_as_the_limit(cast: SimpleNamespace) -> None:
    make_customer(cast.owner, "A")
    parts = list(keep_windows(at=NIGHT))
    days = [date.fromisoformat(part.cursor) for part in parts]
    assert days == sorted(days)
    assert days[-1] == nov(22)
    assert timedelta(days=200) < NIGHT.date() - days[0] < timedelta(days=222)
    last = CadenceWindow.objects.filter(user=cast.frozen).order_by("last_on").last()
    assert last is not None
    assert last.last_on == nov(15)  # frozen on the 16th


def test_who_joined_on_thursday_has_no_windows_before(cast: SimpleNamespace) -> None:
    cast.teammate.joined_at = shanghai(11, 19, 9)
    cast.teammate.save()
    keep()
    assert set(CadenceWindow.objects.filter(user=cast.teammate).values_list("last_on", flat=True)) == {
        nov(22)
    }


def test_statements_do_not_grow_with_the_people(cast: SimpleNamespace) -> None:
    keep()
    counts = []
    for people in (1, 4):
        for _number in range(people):
            person = factories.UserFactory(
                roles=(factories.Role.SALESPERSON,), team=cast.team, joined_at=shanghai(11, 16)
            )
            had_contact(make_customer(person, "A"), shanghai(11, 17))
        with CaptureQueriesContext(connection) as queries:
            keep()
        counts.append(len(queries))
    with CaptureQueriesContext(connection) as queries:
        read_kept([cast.owner, cast.teammate], nov(1), nov(30))
    assert len(queries) == 1
    assert counts[0] == counts[1]
