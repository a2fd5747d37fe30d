"""When days, A lists and records begin and end: the rows of the examples, and what holds for any day (rules.md §7)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.refused import Refused
from core.domain.work_calendar import WorkCalendar
from reports.domain.days import AListTimes, DaysPolicy, Kind, Stretch, a_list_of, stretch_of, workday_of

CALENDAR, POLICY = WorkCalendar(), DaysPolicy()
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def moment(text: str) -> datetime:
    """`2026-11-21 13:30` on the company's clock."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 10), date(2026, 11, 30)),  # a Monday
        (date(2026, 5, 1), date(2026, 5, 30)),  # a Saturday
        (date(2026, 2, 28), date(2026, 2, 28)),  # a make-up Saturday
    ],
)
def test_the_months_last_working_day(day: date, last: date) -> None:
    found = a_list_of(day, POLICY, CALENDAR)
    assert found is not None
    assert (found.month, found.day) == (day.replace(day=1), last)
    assert found.sent_at == CALENDAR.instant_of(last, time(16))
    assert found.drafted_at == CALENDAR.instant_of(CALENDAR.previous_working_day(last), time(9))
    assert found.reminded_at == CALENDAR.instant_of(last, time(9))


def test_a_month_without_a_working_day_has_no_a_list() -> None:
    shut = WorkCalendar(own_days={date(2026, 4, day): False for day in range(1, 31)})
    assert a_list_of(date(2026, 4, 12), POLICY, shut) is None


def test_a_working_day_covers_the_time_from_the_last_digest() -> None:
    monday = workday_of(date(2026, 11, 23), POLICY, CALENDAR)
    assert (monday.span.starts_at, monday.span.ends_at) == (
        moment("2026-11-21 20:00"),
        moment("2026-11-23 20:00"),
    )
    assert monday.asked_at == moment("2026-11-23 16:30")
    assert monday.reminded_at == moment("2026-11-23 19:30")
    assert workday_of(date(2026, 10, 8), POLICY, CALENDAR).span.starts_at == moment("2026-09-30 20:00")
    with pytest.raises(ValueError, match="day off"):
        workday_of(date(2026, 10, 3), POLICY, CALENDAR)  # holiday Saturday


@given(DAYS)
def test_working_days_lie_side_by_side(day: date) -> None:
    day = CALENDAR.last_working_day_on_or_before(day)
    following = CALENDAR.next_working_day(day)
    assert (
        workday_of(day, POLICY, CALENDAR).span.ends_at
        == workday_of(following, POLICY, CALENDAR).span.starts_at
    )


@given(DAYS, st.sampled_from(Kind))
def test_months_and_quarters_lie_side_by_side_and_hold_their_days(day: date, kind: Kind) -> None:
    found = stretch_of(kind, day)
    assert found.first_on <= day <= found.last_on
    assert found.following.first_on == found.last_on + timedelta(days=1)
    assert found.following.before == found
    assert stretch_of(kind, found.last_on) == found
    assert found.span(CALENDAR).ends_at == found.following.span(CALENDAR).starts_at
    assert found.issued_at(POLICY, CALENDAR) > found.span(CALENDAR).ends_at


def test_quarters() -> None:
    quarter = stretch_of(Kind.QUARTER, date(2026, 11, 29))
    assert quarter == Stretch(Kind.QUARTER, date(2026, 10, 1), date(2026, 12, 31))
    assert quarter.before.first_on == date(2026, 7, 1)
    assert quarter.following.last_on == date(2027, 3, 31)
    october = stretch_of(Kind.MONTH, date(2026, 9, 15))
    assert october.issued_at(POLICY, CALENDAR) == moment("2026-10-08 09:00")  # after the holidays


def test_the_digest_comes_after_the_daily_report() -> None:
    with pytest.raises(Refused, match="asked for before"):
        DaysPolicy(asked_at=time(20), digest_at=time(20))


@pytest.mark.parametrize("hour", [time(16, 30), time(20), time(21), time(9)])
def test_the_reminder_of_the_day_lies_between_asking_and_the_digest(hour: time) -> None:
    with pytest.raises(Refused, match="before its reminder") as refusal:
        DaysPolicy(reminded_at=hour)
    assert refusal.value.code == "not_in_order"


@pytest.mark.parametrize("hour", [time(16), time(17)])
def test_the_reminder_of_the_list_comes_before_it_goes(hour: time) -> None:
    with pytest.raises(Refused, match="before the A list goes up") as refusal:
        DaysPolicy(a_list_reminded_at=hour)
    assert refusal.value.code == "a_list_not_in_order"


@given(DAYS)
def test_every_month_with_work_has_one_a_list(day: date) -> None:
    found = a_list_of(day, POLICY, CALENDAR)
    assert isinstance(found, AListTimes)
    assert found.drafted_at < found.reminded_at < found.sent_at
    assert found.day.replace(day=1) == found.month
