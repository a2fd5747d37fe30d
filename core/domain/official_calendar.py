"""China's official Monday-to-Friday calendar: public holidays off, make-up days (调休) on.

Source: rules.md §1 and N1. The notices of the State Council come from the `holidays` library; for every day
of 2006 to 2026 it agrees with a second library, which a test keeps watching. The company's own six-day
calendar stands in `work_calendar`.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from holidays.countries.china import ChinaStaticHolidays

SATURDAY = 5
ANNOUNCED_YEARS = frozenset(ChinaStaticHolidays.special_public_holidays)


@dataclass(frozen=True, slots=True)
class OfficialYear:
    """What the State Council's notice says about one year; both empty when there is none yet."""

    public_holidays: frozenset[date]
    make_up_days: frozenset[date]


def is_announced(year: int) -> bool:
    """Whether the notice for `year` is known; without it the year has no public holidays (no error)."""
    return year in ANNOUNCED_YEARS


def is_public_holiday(day: date) -> bool:
    """Whether `day` is a public holiday or a weekday given off for one; such a day can fall on a weekend."""
    return day in _official_year(day.year).public_holidays


def is_make_up_day(day: date) -> bool:
    """Whether `day` is a Saturday or Sunday that is worked in exchange for a day off (调休)."""
    return day in _official_year(day.year).make_up_days


def is_official_working_day(day: date) -> bool:
    """Whether `day` is worked officially: Monday to Friday except holidays, and the make-up days."""
    if day.weekday() >= SATURDAY:
        return is_make_up_day(day)
    return not is_public_holiday(day)


@lru_cache(maxsize=64)
def _official_year(year: int) -> OfficialYear:
    if not is_announced(year):
        return OfficialYear(frozenset(), frozenset())
    china = holidays.country_holidays("CN", years=[year])
    return OfficialYear(
        public_holidays=frozenset(day for day in china if day.year == year),
        make_up_days=frozenset(day for day in china.weekend_workdays if day.year == year),
    )
