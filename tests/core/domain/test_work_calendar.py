"""The company's work calendar: rules.md §1, N1, N2 and the rows of examples.md."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.work_calendar import CalendarPolicy, Window, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
WITH_EVENING = WorkCalendar(CalendarPolicy(evening_counts=True))
CALENDARS = st.sampled_from(
    [
        CALENDAR,
        WITH_EVENING,
        WorkCalendar(own_days={date(2026, 11, 16): False, date(2026, 11, 22): True}),
        WorkCalendar(CalendarPolicy(weekly_rest_days=frozenset({5, 6}), time_zone="Europe/Berlin")),
    ]
)
DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 30))
INSTANTS = st.datetimes(datetime(2025, 6, 1), datetime(2027, 6, 30), timezones=st.just(UTC))

WHOLE_MINUTES = INSTANTS.map(lambda at: at.replace(second=0, microsecond=0))


def shanghai(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-03", False),  # Saturday inside a holiday, not named by the notice
        ("2026-01-04", True),  # make-up Sunday
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2026-05-30", True),  # a plain Saturday
        ("2026-09-20", True),
        ("2026-09-26", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-11-21", True),
        ("2026-11-22", False),
    ],
)
def test_working_days_of_2026(day, expected):
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is expected


def test_make_up_sunday_has_the_windows_of_a_working_day():
    assert CALENDAR.windows_of(date(2026, 9, 20)) == (
        Window(time(9), time(11, 30)),
        Window(time(13, 30), time(17)),
    )


def test_windows_of_day_off_are_none():
    assert CALENDAR.windows_of(date(2026, 11, 22), include_evening=True) == ()


def test_windows_with_evening_on_demand_and_by_policy():
    evening = Window(time(18), time(20))
    assert CALENDAR.windows_of(date(2026, 11, 16), include_evening=True)[-1] == evening
    assert WITH_EVENING.windows_of(date(2026, 11, 16))[-1] == evening
    assert WITH_EVENING.windows_of(date(2026, 11, 16), include_evening=False)[-1] == Window(
        time(13, 30), time(17)
    )


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2026-11-16 15:00", 120, "2026-11-16 17:00"),
        ("2026-11-22 10:00", 0, "2026-11-23 09:00"),
        ("2026-11-16 10:15", 0, "2026-11-16 10:15"),
        ("2026-11-16 17:00", 0, "2026-11-17 09:00"),
        ("2026-11-16 16:30:30", 60, "2026-11-17 09:30:30"),
        ("2026-11-16 09:00", 361, "2026-11-17 09:01"),
    ],
)
def test_add_working_minutes(start, minutes, expected):
    assert CALENDAR.add_working_minutes(shanghai(start), minutes) == shanghai(expected)


@pytest.mark.parametrize(
    ("end", "minutes", "expected"),
    [
        ("2026-11-16 14:00", 30, "2026-11-16 11:30"),
        ("2026-11-16 15:20", 30, "2026-11-16 14:50"),
        ("2026-11-23 04:40", 0, "2026-11-21 17:00"),
        ("2026-11-23 09:00", 30, "2026-11-21 16:30"),
    ],
)
def test_subtract_working_minutes(end, minutes, expected):
    assert CALENDAR.subtract_working_minutes(shanghai(end), minutes) == shanghai(expected)


def test_working_minutes_between_skip_lunch_and_night():
    assert CALENDAR.working_minutes_between(shanghai("2026-11-16 11:00"), shanghai("2026-11-17 09:30")) == 270


def test_working_minutes_between_backwards_are_none():
    assert CALENDAR.working_minutes_between(shanghai("2026-11-17 11:00"), shanghai("2026-11-16 09:30")) == 0


def test_days_count_strictly_after():
    assert CALENDAR.add_working_days(date(2026, 11, 22), 1) == date(2026, 11, 23)
    assert CALENDAR.next_working_day(date(2026, 11, 16)) == date(2026, 11, 17)
    assert CALENDAR.previous_working_day(date(2026, 11, 23)) == date(2026, 11, 21)
    assert CALENDAR.last_working_day_on_or_before(date(2026, 10, 6)) == date(2026, 9, 30)
    assert CALENDAR.working_days_between(date(2026, 9, 24), date(2026, 10, 10)) == 6


@pytest.mark.parametrize(("month", "expected"), [("2026-11-16", 25), ("2026-02-10", 17), ("2026-12-31", 27)])
def test_working_days_in_month(month, expected):
    assert CALENDAR.working_days_in_month(date.fromisoformat(month)) == expected


def test_year_not_announced_rests_on_sundays_only():
    days = [date(2035, 1, 1) + timedelta(days=number) for number in range(365)]
    assert not CALENDAR.is_announced(2035)
    assert [day for day in days if not CALENDAR.is_working_day(day)] == [
        day for day in days if day.weekday() == 6
    ]


def test_own_days_win_over_the_notice():
    calendar = WorkCalendar(
        own_days={date(2026, 10, 1): True, date(2026, 9, 20): False, date(2026, 11, 18): False}
    )
    assert calendar.is_working_day(date(2026, 10, 1))
    assert not calendar.is_working_day(date(2026, 9, 20))
    assert calendar.next_working_day(date(2026, 11, 17)) == date(2026, 11, 19)


def test_own_days_of_one_calendar_do_not_leak_into_another():
    WorkCalendar(own_days={date(2026, 11, 18): False}).is_working_day(date(2026, 11, 18))
    assert WorkCalendar().is_working_day(date(2026, 11, 18))


def test_company_day_is_not_the_utc_day():
    assert CALENDAR.day_of(datetime(2026, 11, 16, 17, 30, tzinfo=UTC)) == date(2026, 11, 17)
    assert CALENDAR.start_of(date(2026, 11, 17)) == datetime(2026, 11, 16, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-16 22:00", "2026-11-16 17:00"),
        ("2026-11-16 17:00", "2026-11-16 17:00"),
        ("2026-11-16 12:00", "2026-11-16 11:30"),
        ("2026-11-23 04:40", "2026-11-21 17:00"),
        ("2026-10-05 10:00", "2026-09-30 17:00"),
    ],
)
def test_last_closing_before(at, expected):
    assert CALENDAR.last_closing_before(shanghai(at)) == shanghai(expected)


def test_window_is_open_from_opening_to_before_closing():
    assert CALENDAR.is_open(shanghai("2026-11-16 09:00"))
    assert not CALENDAR.is_open(shanghai("2026-11-16 17:00"))


def test_naive_instant_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        CALENDAR.day_of(datetime(2026, 11, 16))


@pytest.mark.parametrize("count", [0, -1])
def test_working_days_added_start_at_one(count):
    with pytest.raises(ValueError, match="from 1 upwards"):
        CALENDAR.add_working_days(date(2026, 11, 16), count)


def test_negative_minutes_are_refused():
    with pytest.raises(ValueError, match="from 0 upwards"):
        CALENDAR.add_working_minutes(shanghai("2026-11-16 10:00"), -1)
    with pytest.raises(ValueError, match="from 0 upwards"):
        CALENDAR.subtract_working_minutes(shanghai("2026-11-16 10:00"), -1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"time_zone": "Asia/Nowhere"}, "Unknown time zone"),
        ({"windows": ()}, "at least one window"),
        ({"windows": (Window(time(9), time(12)), Window(time(11), time(13)))}, "without overlapping"),
        ({"evening": Window(time(8), time(8, 30))}, "without overlapping"),
        ({"weekly_rest_days": frozenset(range(7))}, "not all of them"),
        ({"weekly_rest_days": frozenset({7})}, "not all of them"),
    ],
)
def test_impossible_policy_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        CalendarPolicy(**fields)


def test_window_closes_after_it_opens():
    with pytest.raises(ValueError, match="close after it opens"):
        Window(time(9), time(9))


@given(CALENDARS, DAYS, st.integers(1, 400))
def test_add_working_days_is_the_inverse_of_counting_them(calendar, day, count):
    later = calendar.add_working_days(day, count)
    assert later > day
    assert calendar.is_working_day(later)
    assert calendar.working_days_between(day, later) == count


@given(CALENDARS, DAYS, DAYS)
def test_working_days_between_equals_counting_one_by_one(calendar, after, until):
    days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
    assert calendar.working_days_between(after, until) == sum(calendar.is_working_day(day) for day in days)


@given(CALENDARS, DAYS)
def test_previous_working_day_is_the_nearest(calendar, day):
    before = calendar.previous_working_day(day)
    assert before < day
    assert calendar.is_working_day(before)
    assert calendar.working_days_between(before, day - timedelta(days=1)) == 0


@given(CALENDARS, DAYS)
def test_working_days_in_month_equal_counting_one_by_one(calendar, day):
    days = (date(day.year, day.month, 1) + timedelta(days=number) for number in range(31))
    expected = sum(calendar.is_working_day(each) for each in days if each.month == day.month)
    assert calendar.working_days_in_month(day) == expected


@given(CALENDARS, INSTANTS, st.integers(0, 20_000))
def test_add_working_minutes_is_the_inverse_of_counting_them(calendar, start_at, minutes):
    end_at = calendar.add_working_minutes(start_at, minutes)
    assert end_at >= start_at
    assert calendar.is_working_day(calendar.day_of(end_at))
    assert calendar.working_minutes_between(start_at, end_at) == minutes


@given(CALENDARS, INSTANTS, INSTANTS, st.integers(0, 2_000))
def test_add_working_minutes_keeps_the_order(calendar, one_at, other_at, minutes):
    early_at, late_at = sorted((one_at, other_at))
    assert calendar.add_working_minutes(early_at, minutes) <= calendar.add_working_minutes(late_at, minutes)


@given(CALENDARS, WHOLE_MINUTES, st.integers(0, 2_000))
def test_subtract_working_minutes_is_the_earliest_with_so_few_left(calendar, end_at, minutes):
    start_at = calendar.subtract_working_minutes(end_at, minutes)
    a_minute_earlier = start_at - timedelta(minutes=1)
    assert calendar.working_minutes_between(start_at, end_at) == minutes
    assert calendar.working_minutes_between(a_minute_earlier, end_at) == minutes + 1


@given(CALENDARS, INSTANTS)
def test_no_working_minute_lies_between_last_closing_and_next_opening(calendar, at):
    closed_at, opens_at = calendar.last_closing_before(at), calendar.next_opening(at)
    assert closed_at <= at <= opens_at
    assert calendar.working_minutes_between(closed_at, opens_at) == (
        calendar.working_minutes_between(closed_at, at) if calendar.is_open(at) else 0
    )
