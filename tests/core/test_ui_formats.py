"""Dates, spans and money as the office writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from core.ui import formats
from core.ui.there import local_time

NOW = datetime(2026, 4, 22, 6, 26, tzinfo=UTC)  # 14:26 in the office


@pytest.fixture(autouse=True)
def _wednesday_afternoon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("language", "day", "expected"),
    [
        ("zh-hans", date(2026, 4, 22), "4月22日 周三"),
        ("en", date(2026, 4, 22), "Wed 22 Apr"),
        ("zh-hans", date(2025, 12, 19), "2025年12月19日 周五"),
        ("en", date(2025, 12, 19), "Fri 19 Dec 2025"),
    ],
)
def test_company_day_names_the_weekday_and_another_year(language, day, expected):
    with translation.override(language):
        assert formats.company_day(day) == expected


def test_company_day_of_a_moment_is_the_offices_day():
    with translation.override("en"):
        assert formats.company_day(datetime(2026, 4, 22, 17, 0, tzinfo=UTC)) == "Thu 23 Apr"


@pytest.mark.parametrize(
    ("language", "day", "expected"),
    [
        ("zh-hans", date(2026, 4, 18), "4-18"),
        ("en", date(2026, 4, 18), "18 Apr"),
        ("zh-hans", date(2025, 12, 19), "2025-12-19"),
        ("en", date(2025, 12, 19), "2025-12-19"),
        ("en", None, "–"),
    ],
)
def test_table_date_can_be_read_one_way_only(language, day, expected):
    with translation.override(language):
        assert formats.table_date(day) == expected


@pytest.mark.parametrize(
    ("offset", "expected"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (2, "24 Apr")]
)
def test_relative_day_has_words_for_the_days_around_today(offset, expected):
    with translation.override("en"):
        assert formats.relative_day(date(2026, 4, 22) + timedelta(days=offset)) == expected


def test_company_moment_joins_day_and_time():
    with translation.override("en"):
        assert formats.company_moment(datetime(2026, 4, 23, 1, 20, tzinfo=UTC)) == "tomorrow 9:20"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "0 min"), (14, "14 min"), (59, "59 min"), (60, "1:00"), (66, "1:06"), (1620, "27:00")],
)
def test_duration_counts_minutes_below_an_hour(minutes, expected):
    with translation.override("en"):
        assert formats.duration(minutes) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (Decimal(19350), "USD", "USD 19,350.00"),
        (Decimal("1200.5"), "JPY", "JPY 1,200"),
        (Decimal("-3.2"), "EUR", "EUR −3.20"),
        (None, "USD", "–"),
    ],
)
def test_money_has_the_decimals_of_its_currency(amount, currency, expected):
    assert formats.money(amount, currency) == expected


@pytest.mark.parametrize(("count", "expected"), [(1, "1 working day"), (3, "3 working days")])
def test_working_days_counts_in_words(count, expected):
    with translation.override("en"):
        assert formats.working_days(count) == expected


@pytest.mark.parametrize(
    ("zone", "country", "at", "expected"),
    [
        ("America/Chicago", "US", NOW, ("Chicago", "1:26", False, "closed")),
        ("Australia/Sydney", "AU", NOW, ("Sydney", "16:26", True, "closing soon")),
        ("Europe/Berlin", "DE", NOW, ("Berlin", "8:26", False, "opens at 9:00")),
        ("Europe/Berlin", "DE", NOW + timedelta(hours=2), ("Berlin", "10:26", True, "office hours")),
        ("Africa/Cairo", "EG", NOW + timedelta(days=2, hours=3), ("Cairo", "12:26", False, "weekend")),
        ("Asia/Dubai", "AE", NOW + timedelta(days=2), ("Dubai", "10:26", True, "office hours")),
    ],
)
def test_local_time_knows_office_hours_and_weekends(zone, country, at, expected):
    with translation.override("en"):
        there = local_time(zone, country, at)
    assert (there.city, there.clock, there.is_open, there.word) == expected


def test_local_time_names_cities_in_chinese():
    with translation.override("zh-hans"):
        assert local_time("America/Chicago", "US", NOW).city == "芝加哥"
