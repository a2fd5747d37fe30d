"""Pace: how far somebody is with a target, against how much of its time has passed.

A count is asked in even parts of the working days: what is asked by now are the parts of the days that are over, today
not among them, so that nobody is behind in the morning. It is whole: half an order is not asked for. A share (answered in
target, cadence kept) is asked on every day alike.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.domain.work_calendar import ONE_DAY, WorkCalendar
from managing.domain.frames import Days


class Standing(StrEnum):
    """How a target stands. REACHED and MISSED are for good; NOTHING: there is nothing yet to judge."""

    REACHED = "reached"
    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    MISSED = "missed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Passed:
    """Working days of a target's time: those that are over, of all."""

    days: int
    of: int

    @property
    def is_over(self) -> bool:
        """Whether the time has passed."""
        return self.days >= self.of


@dataclass(frozen=True, slots=True)
class Pace:
    """`expected`: what is asked by now, as a figure of the target's own kind."""

    goal: float
    reached: float | None
    expected: float
    standing: Standing

    @property
    def is_behind(self) -> bool:
        """Whether it needs somebody."""
        return self.standing in {Standing.BEHIND, Standing.MISSED}


def passed_of(days: Days, today: date, calendar: WorkCalendar) -> Passed:
    """Return how many of the working days are over at the beginning of `today`."""
    working = [day for day in _each(days) if calendar.is_working_day(day)]
    over = len(working) if today > days.last else sum(day < today for day in working)
    return Passed(over, len(working))


def pace_of_count(goal: float, reached: float, passed: Passed, *, is_over: bool) -> Pace:
    """Return the pace of what is counted; `is_over`: the last day has passed."""
    expected = goal * passed.days / passed.of if passed.of else (goal if is_over else 0.0)
    if reached >= goal:
        return Pace(goal, reached, expected, Standing.REACHED)
    if is_over:
        return Pace(goal, reached, expected, Standing.MISSED)
    if reached < int(expected):
        return Pace(goal, reached, expected, Standing.BEHIND)
    ahead = reached > expected
    return Pace(goal, reached, expected, Standing.AHEAD if ahead else Standing.ON_PACE)


def pace_of_share(goal: float, reached: float | None, *, is_over: bool) -> Pace:
    """Return the pace of a share from 0 to 1, None where nothing was asked: the same is asked on every day."""
    if reached is None:
        return Pace(goal, None, goal, Standing.NOTHING)
    if reached >= goal:
        return Pace(goal, reached, goal, Standing.REACHED if is_over else Standing.ON_PACE)
    return Pace(goal, reached, goal, Standing.MISSED if is_over else Standing.BEHIND)


def _each(days: Days) -> list[date]:
    found, day = [], days.first
    while day <= days.last:
        found.append(day)
        day += ONE_DAY
    return found
