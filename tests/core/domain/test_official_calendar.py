"""The official Monday-to-Friday calendar against a second, independent library."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from core.domain.official_calendar import (
    is_announced,
    is_make_up_day,
    is_official_working_day,
    is_public_holiday,
)


@pytest.mark.parametrize("year", range(2006, 2027))
def test_official_calendar_agrees_with_second_library(year):
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert [day for day in days if is_official_working_day(day)] == chinese_calendar.get_workdays(first, last)


def test_make_up_days_of_2026_are_the_notices():
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [day for day in days if is_make_up_day(day)] == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]


def test_year_not_announced_has_no_public_holidays():
    days = [date(2035, 1, 1) + timedelta(days=number) for number in range(365)]
    assert not is_announced(2035)
    assert not any(is_public_holiday(day) for day in days)
    assert [day for day in days if is_official_working_day(day)] == [day for day in days if day.weekday() < 5]


def test_announced_years_are_those_of_the_notices():
    assert [year for year in range(2000, 2027) if not is_announced(year)] == [2000]
