"""How long customers of each grade may wait: the company's rhythm, and counting in intervals.

Source: rules.md §4, S59 to S65. All dates are days of the company's calendar.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.domain.work_calendar import WorkCalendar


class Unit(StrEnum):
    """What an interval is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Interval:
    """How long a customer may wait for the next contact."""

    count: int
    unit: Unit


@dataclass(frozen=True)
class CadencePolicy:
    """The company's follow-up rhythm; by default the handbook's. Raises ValueError for impossible values."""

    a_working_days: int = 3
    b_working_days: int = 6
    c_days: int = 15
    d_months: int = 1
    open_inquiry_days: int = 15
    new_customer_minutes: int = 120
    contacts_per_month: int = 5
    high_grades: frozenset[str] = frozenset({"A", "B"})

    def __post_init__(self) -> None:
        object.__setattr__(self, "high_grades", frozenset(self.high_grades))
        lengths = (
            self.a_working_days,
            self.b_working_days,
            self.c_days,
            self.d_months,
            self.open_inquiry_days,
        )
        if min(lengths) < 1:
            raise ValueError("Follow-up intervals start at 1.")
        if min(self.new_customer_minutes, self.contacts_per_month) < 0:
            raise ValueError("Minutes and contacts can't be negative.")
        if not self.high_grades <= set("ABCD"):
            raise ValueError("High grades are among A, B, C and D.")

    def interval_of(self, grade: str) -> Interval:
        """The interval of `grade`. Raises KeyError for a grade other than A, B, C, D."""
        return {
            "A": Interval(self.a_working_days, Unit.WORKING_DAYS),
            "B": Interval(self.b_working_days, Unit.WORKING_DAYS),
            "C": Interval(self.c_days, Unit.DAYS),
            "D": Interval(self.d_months, Unit.MONTHS),
        }[grade]


def interval_due(from_on: date, interval: Interval, calendar: WorkCalendar) -> date:
    """`from_on` plus the interval; days and months that land on a day off move to the working day before.

    Never to or before `from_on` itself: then it is the first working day after it (§4).
    """
    raw_on = interval_end(from_on, interval, calendar)
    due_on = calendar.last_working_day_on_or_before(raw_on)
    return due_on if due_on > from_on else calendar.next_working_day(from_on)


def interval_end(from_on: date, interval: Interval, calendar: WorkCalendar) -> date:
    """The last day of the interval that follows `from_on`, moved by no day off."""
    if interval.unit == Unit.WORKING_DAYS:
        return calendar.add_working_days(from_on, interval.count)
    if interval.unit == Unit.DAYS:
        return from_on + timedelta(days=interval.count)
    return add_months(from_on, interval.count)


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, or that month's last day (31 January → end of February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def latest_due(today: date) -> date:
    """The latest day that may be set as due by hand: two years ahead. What lies further is a slip of the pen."""
    return add_months(today, 24)


def month_bounds(day: date) -> tuple[date, date]:
    """First and last day of the calendar month of `day`."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
