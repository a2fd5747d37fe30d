"""Long holidays: which run of days off is one, when it is told before, and for how long it is looked back on.

Pure: the company's calendar comes in, days are the company's dates.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.work_calendar import ONE_DAY, WorkCalendar

LOOKS_AHEAD = timedelta(days=120)
LOOKS_BACK = timedelta(days=30)


@dataclass(frozen=True)
class HolidayPolicy:
    """`shortest`: from how many days off in a row on. `told_before` and `shown_after`: working days before and after."""

    shortest: int = 3
    told_before: int = 3
    shown_after: int = 2

    def __post_init__(self) -> None:
        if not 2 <= self.shortest <= 14:
            raise ValueError("Between 2 and 14 days off in a row.")
        if not (1 <= self.told_before <= 20 and 0 <= self.shown_after <= 10):
            raise ValueError("Up to 20 working days before, and 10 after.")


@dataclass(frozen=True)
class Break:
    """A run of days off, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def next_break(calendar: WorkCalendar, day: date, shortest: int) -> Break | None:
    """Return the first long run of days off that begins after `day` and is known; None within four months."""
    here = calendar.last_working_day_on_or_before(day)
    while here <= day + LOOKS_AHEAD:
        found = Break(here + ONE_DAY, calendar.next_working_day(here) - ONE_DAY)
        if found.days >= shortest and found.first > day:
            return found
        here = found.last + ONE_DAY
    return None


def last_break(calendar: WorkCalendar, day: date, shortest: int) -> Break | None:
    """Return the last long run of days off that ended before `day`; None within a month."""
    here = calendar.last_working_day_on_or_before(day)
    while here >= day - LOOKS_BACK:
        before = calendar.previous_working_day(here)
        found = Break(before + ONE_DAY, here - ONE_DAY)
        if found.days >= shortest:
            return found
        here = before
    return None


def told_on(calendar: WorkCalendar, coming: Break, told_before: int) -> date:
    """Return the working day on which it is told: with 1 the last one before it."""
    day = coming.first
    for _number in range(told_before):
        day = calendar.previous_working_day(day)
    return day


def is_looked_back_on(calendar: WorkCalendar, over: Break, day: date, shown_after: int) -> bool:
    """Whether `day` is among the first working days after it."""
    return calendar.working_days_between(over.last, day) <= shown_after and day > over.last
