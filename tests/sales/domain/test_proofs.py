"""Who has to see to the date of a proof, and when one is late (S91)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.refused import Refused
from core.domain.steps import StepRefused
from core.domain.work_calendar import CalendarPolicy, WorkCalendar
from sales.domain.proofs import (
    ENDED,
    STEPS,
    Level,
    ProofPolicy,
    State,
    Step,
    deadlines,
    is_late,
    level_at,
)
from tests.followups.helpers import shanghai

CALENDAR = WorkCalendar(CalendarPolicy(), {})
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("asked", "manager", "boss"),
    [
        (shanghai(11, 16, 10), shanghai(11, 17, 10), shanghai(11, 18, 10)),  # Monday → Tuesday → Wednesday
        (shanghai(11, 20, 16), shanghai(11, 21, 16), shanghai(11, 23, 16)),  # Friday → Saturday → Monday
        (shanghai(11, 21, 18, 30), shanghai(11, 24, 9), shanghai(11, 25, 9)),  # after Saturday's end
    ],
)
def test_a_working_day_each_for_production_and_the_manager(asked, manager, boss):
    due = deadlines(asked, ProofPolicy(), CALENDAR)
    assert (due.promise_by_at, due.boss_by_at) == (manager, boss)
    assert level_at(asked, due) == level_at(manager, due) == Level.PRODUCTION
    assert level_at(manager + MINUTE, due) == level_at(boss, due) == Level.MANAGER
    assert level_at(boss + MINUTE, due) == Level.BOSS


@given(st.integers(0, 60 * 24 * 365), st.integers(1, 10), st.integers(1, 10))
def test_deadlines_come_in_order_and_inside_the_windows(minutes, promise, boss):
    asked = shanghai(1, 1) + minutes * MINUTE
    due = deadlines(asked, ProofPolicy(promise, boss), CALENDAR)
    assert asked < due.promise_by_at < due.boss_by_at
    assert CALENDAR.is_open(due.promise_by_at)
    assert CALENDAR.is_open(due.boss_by_at)


@given(st.lists(st.sampled_from(list(Step)), max_size=20))
def test_proof_is_sealed_only_after_it_lay_ready(steps):
    seen = [State.REQUESTED]
    for step in steps:
        try:
            seen.append(STEPS.after(seen[-1], step))
        except StepRefused:
            assert (seen[-1], step) not in STEPS
    if State.SEALED in seen:
        assert seen[seen.index(State.SEALED) - 1] == State.READY
        assert seen[-1] == State.SEALED


@given(st.sampled_from(list(State)), st.sampled_from(list(Step)))
def test_nothing_is_done_to_what_has_ended(state, step):
    assert not (state in ENDED and STEPS.allows(state, step))


@pytest.mark.parametrize(
    ("state", "promised", "late"),
    [
        ("promised", date(2026, 11, 15), True), ("promised", date(2026, 11, 16), False), ("promised", None, False),
        ("ready", date(2026, 11, 1), False), ("requested", None, False),
    ],
)  # fmt: skip
def test_proof_is_late_from_the_day_after_the_promised_one(state, promised, late):
    assert is_late(state, promised, date(2026, 11, 16)) == late


@pytest.mark.parametrize("days", [(0, 1), (1, 0), (11, 1), (1, 11)])
def test_impossible_figures_make_no_policy(days):
    with pytest.raises(Refused):
        ProofPolicy(*days)
