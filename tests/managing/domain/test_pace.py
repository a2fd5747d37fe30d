"""Pace, frames and the plan's calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.work_calendar import WorkCalendar
from managing.domain.frames import Stretch, add_months, stretch_of
from managing.domain.pace import (
    Passed,
    Standing,
    pace_of_count,
    pace_of_share,
    passed_of,
)
from managing.domain.plan import (
    BY_CODE,
    STEPS,
    Phase,
    StepState,
    begins_on,
    due_on,
    month_of,
    phase_of,
    state_of,
    years_to_plan,
)

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
COUNTS = st.integers(0, 500)


@pytest.mark.parametrize(
    ("goal", "reached", "passed", "is_over", "standing"),
    [
        (10, 0, Passed(0, 25), False, Standing.ON_PACE),  # the first morning
        (10, 4, Passed(10, 25), False, Standing.ON_PACE),
        (10, 5, Passed(10, 25), False, Standing.AHEAD),
        (10, 3, Passed(10, 25), False, Standing.BEHIND),
        (10, 3, Passed(9, 25), False, Standing.ON_PACE),  # 3.6 are asked: half an order is not
        (10, 10, Passed(10, 25), False, Standing.REACHED),
        (10, 9, Passed(25, 25), True, Standing.MISSED),
        (10, 10, Passed(25, 25), True, Standing.REACHED),
        (1, 0, Passed(24, 25), False, Standing.ON_PACE),
        (1, 0, Passed(0, 0), True, Standing.MISSED),  # a time without a working day
    ],
)
def test_pace_of_a_count(goal, reached, passed, is_over, standing):
    assert pace_of_count(goal, reached, passed, is_over=is_over).standing is standing


@pytest.mark.parametrize(
    ("reached", "is_over", "standing"),
    [
        (None, False, Standing.NOTHING), (0.6, False, Standing.ON_PACE), (0.59, False, Standing.BEHIND),
        (0.6, True, Standing.REACHED), (0.59, True, Standing.MISSED),
    ],
)  # fmt: skip
def test_a_share_is_asked_on_every_day_alike(reached, is_over, standing):
    assert pace_of_share(0.6, reached, is_over=is_over).standing is standing


ORDER = [Standing.BEHIND, Standing.ON_PACE, Standing.AHEAD, Standing.REACHED]


@given(st.integers(1, 500), COUNTS, COUNTS, st.integers(0, 60), st.integers(1, 60))
def test_more_never_stands_worse_and_a_later_day_never_better(goal, one, other, over, of):
    low, high = sorted([one, other])
    passed = Passed(min(over, of), of)
    standings = [
        ORDER.index(pace_of_count(goal, reached, passed, is_over=False).standing) for reached in (low, high)
    ]
    assert standings[0] <= standings[1]
    earlier = pace_of_count(goal, low, Passed(0, of), is_over=False).standing
    assert ORDER.index(earlier) >= standings[0]


def test_days_that_are_over_are_working_days_before_today():
    calendar = WorkCalendar()
    month = stretch_of(Stretch.MONTH, date(2026, 11, 25))
    assert passed_of(month, date(2026, 11, 1), calendar).days == 0
    assert passed_of(month, date(2026, 11, 3), calendar) == Passed(1, 25)  # Monday is over; Sundays are off
    assert passed_of(month, date(2026, 12, 1), calendar) == Passed(25, 25)


@given(DAYS, st.sampled_from(list(Stretch)))
def test_a_stretch_holds_its_days_and_the_next_follows(day, stretch):
    days = stretch_of(stretch, day)
    assert days.first <= day <= days.last
    assert stretch_of(stretch, days.last) == days
    assert stretch_of(stretch, days.last + timedelta(days=1)).first == days.last + timedelta(days=1)


@given(DAYS, st.integers(0, 60))
def test_months_are_added_without_leaving_the_month(day, months):
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


@given(DAYS, st.integers(0, 1095))
def test_the_month_of_the_plan_and_its_phase(starts_on, days):
    today = starts_on + timedelta(days=days)
    month = month_of(starts_on, today)
    assert add_months(starts_on, month - 1) <= today < add_months(starts_on, month)
    phase = phase_of(month)
    assert phase is (None if month > 36 else list(Phase)[(month - 1) // 12])


def test_before_the_beginning_no_phase_holds():
    starts_on = date(2026, 3, 15)
    assert (month_of(starts_on, date(2026, 3, 14)), phase_of(0)) == (0, None)
    assert month_of(starts_on, date(2026, 3, 15)) == 1


def test_milestones_stand_in_order_and_each_has_its_months():
    assert [step.first for step in STEPS] == sorted(step.first for step in STEPS)
    assert len(BY_CODE) == len(STEPS)
    step, starts_on = BY_CODE["quality"], date(2026, 1, 1)
    assert (step.goal, step.until) == (20, 30)  # S169
    assert (begins_on(step, starts_on), due_on(step, starts_on)) == (date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("today", "is_reached", "state"),
    [
        (date(2026, 2, 1), False, StepState.LATER), (date(2026, 4, 1), False, StepState.NOW),
        (date(2026, 6, 30), False, StepState.NOW), (date(2026, 7, 1), False, StepState.OVERDUE),
        (date(2026, 7, 1), True, StepState.REACHED), (date(2026, 1, 2), True, StepState.REACHED),
    ],
)  # fmt: skip
def test_how_a_milestone_stands(today, is_reached, state):
    assert state_of(BY_CODE["potentials"], date(2026, 1, 1), today, is_reached=is_reached) is state


def test_the_next_plan_is_asked_for_in_the_last_quarter_of_each_year():
    starts_on = date(2026, 1, 1)
    asked = {
        month: list(years_to_plan(starts_on, add_months(starts_on, month - 1)))
        for month in (1, 9, 10, 21, 22, 34, 40)
    }
    assert asked == {1: [], 9: [], 10: [1], 21: [1], 22: [1, 2], 34: [1, 2, 3], 40: [1, 2, 3]}
