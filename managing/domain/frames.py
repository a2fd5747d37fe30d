"""The time that a page of figures looks at, in days of the company."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONTHS_OF_QUARTER, MONTHS_OF_YEAR = 3, 12


class Frame(StrEnum):
    """What a page can be switched to."""

    WEEK = "week"
    LAST_WEEK = "last_week"
    MONTH = "month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    LAST_QUARTER = "last_quarter"


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `first` to `last`, both included; `is_running`: the last of them are still to come or not over."""

    first: date
    last: date
    is_running: bool = False


def days_of(frame: Frame, today: date) -> Days:
    """Return the days: the running week, month or quarter up to today, or the whole one before. A week begins on Monday (§7)."""
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    quarter = days_from(today, MONTHS_OF_QUARTER).first
    match frame:
        case Frame.WEEK:
            return Days(monday, today, is_running=True)
        case Frame.LAST_WEEK:
            return Days(monday - WEEK, monday - ONE_DAY)
        case Frame.MONTH:
            return Days(first, today, is_running=True)
        case Frame.LAST_MONTH:
            return Days((first - ONE_DAY).replace(day=1), first - ONE_DAY)
        case Frame.QUARTER:
            return Days(quarter, today, is_running=True)
        case Frame.LAST_QUARTER:
            return days_from(quarter - ONE_DAY, MONTHS_OF_QUARTER)


class Stretch(StrEnum):
    """What a target is set for."""

    MONTH = "month"
    QUARTER = "quarter"


def stretch_of(stretch: Stretch, day: date) -> Days:
    """Return the calendar month or quarter that holds `day`, whole."""
    return days_from(day, 1 if stretch is Stretch.MONTH else MONTHS_OF_QUARTER)


def days_from(day: date, months: int) -> Days:
    """Return the stretch of `months` of the calendar year (a divisor of twelve) that holds `day`, whole."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Days(first, add_months(first, months) - ONE_DAY)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month; of a month that is too short its last."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    first = date(year, month + 1, 1)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (after - first).days) - 1)
