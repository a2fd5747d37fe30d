"""The timetable of reports: the rows of the examples, and what holds for any calendar (rules.md §7, N18)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.work_calendar import WorkCalendar
from reports.domain.timetable import (
    Period,
    Span,
    TimetablePolicy,
    figures_freeze_at,
    is_late,
    last_day_before,
    last_issued,
    next_day_after,
    owes_report,
    own_span,
    period_holding,
    period_of,
    report_day,
)

CALENDAR, POLICY = WorkCalendar(), TimetablePolicy()
ONE_SECOND = timedelta(seconds=1)


def moment(text: str) -> datetime:
    """`2026-11-21 13:30` on the company's clock."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def told(period: Period) -> list[str]:
    ends = (period.span.starts_at, period.span.ends_at, period.issued_at, period.due_at, period.department_at)
    return [f"{CALENDAR.local(at):%m-%d %H:%M}" for at in ends]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # plain week
        (date(2026, 11, 21), ["11-14 13:30", "11-21 13:30", "11-21 09:00", "11-21 13:30", "11-21 17:00"]),
        # Saturday off: everything moves to the working day before, at the same hours
        (date(2026, 9, 30), ["09-24 13:30", "09-30 13:30", "09-30 09:00", "09-30 13:30", "09-30 17:00"]),
        # the next one, on a make-up Saturday
        (date(2026, 10, 10), ["09-30 13:30", "10-10 13:30", "10-10 09:00", "10-10 13:30", "10-10 17:00"]),
        # a week without a working day between
        (date(2026, 2, 28), ["02-14 13:30", "02-28 13:30", "02-28 09:00", "02-28 13:30", "02-28 17:00"]),
    ],
)
def test_a_report_covers_the_time_from_the_last_cut_off(day: date, expected: list[str]) -> None:
    assert told(period_of(day, POLICY, CALENDAR)) == expected


def test_the_day_of_a_week() -> None:
    asked = [date(2026, 10, 3), date(2026, 9, 20), date(2026, 2, 18), date(2026, 11, 22)]
    assert [report_day(day, CALENDAR) for day in asked] == [
        date(2026, 9, 30),  # Sat 3 Oct is off
        date(2026, 9, 19),  # a make-up Sunday is after its week's report
        None,  # 16 – 22 Feb has no working day
        date(2026, 11, 21),  # on Sunday the week's report is behind us
    ]
    with pytest.raises(ValueError, match="no report's day"):
        period_of(date(2026, 11, 20), POLICY, CALENDAR)


def test_what_happens_after_the_cut_off_is_in_the_next_report() -> None:
    for text, day in (
        ("2026-11-21 13:29", date(2026, 11, 21)), ("2026-11-21 13:30", date(2026, 11, 28)),
        ("2026-11-21 15:00", date(2026, 11, 28)), ("2026-02-18 10:00", date(2026, 2, 28)),
    ):  # fmt: skip
        assert period_holding(moment(text), POLICY, CALENDAR).day == day


def test_a_late_beat_finds_the_same_period() -> None:
    for text in ("2026-11-21 09:00", "2026-11-21 09:40", "2026-11-24 18:00", "2026-11-28 08:59"):
        found = last_issued(moment(text), POLICY, CALENDAR)
        assert (found.day, found.due_at) == (date(2026, 11, 21), moment("2026-11-21 13:30"))
    assert last_issued(moment("2026-11-21 08:59"), POLICY, CALENDAR).day == date(2026, 11, 14)


WEEK = period_of(date(2026, 11, 21), POLICY, CALENDAR).span
WORKED = {date(2026, 11, day) for day in range(16, 22)}
LONG_AGO = moment("2025-01-01 09:00")


@pytest.mark.parametrize(
    ("joined", "left", "away", "owes"),
    [
        (LONG_AGO, None, set(), True),
        (moment("2026-11-19 09:00"), None, set(), True),  # joined on Thursday
        (moment("2026-11-21 10:00"), None, set(), True),
        (moment("2026-11-21 13:30"), None, set(), False),  # the next one's
        (LONG_AGO, moment("2026-11-20 15:00"), set(), False),  # frozen on Friday
        (LONG_AGO, moment("2026-11-21 15:00"), set(), True),  # after the cut-off
        (LONG_AGO, None, WORKED, False),  # away all week
        (LONG_AGO, None, WORKED - {date(2026, 11, 18)}, True),
        (moment("2026-11-19 09:00"), None, WORKED - {date(2026, 11, 18)}, False),
        (None, None, set(), True),
    ],
)
def test_who_owes_a_report(
    joined: datetime | None, left: datetime | None, away: set[date], owes: bool
) -> None:
    found = owes_report(WEEK, joined_at=joined, left_at=left, days_away=away, calendar=CALENDAR)
    assert found is owes


def test_joiners_and_leavers_have_a_part_of_the_time() -> None:
    joined, left = moment("2026-11-19 09:00"), moment("2026-11-20 15:00")
    assert own_span(WEEK, joined_at=joined, left_at=None) == Span(joined, WEEK.ends_at)
    assert own_span(WEEK, joined_at=LONG_AGO, left_at=left) == Span(WEEK.starts_at, left)
    assert own_span(WEEK, joined_at=LONG_AGO, left_at=WEEK.starts_at) is None
    assert own_span(WEEK, joined_at=WEEK.ends_at, left_at=None) is None


def test_in_time_until_the_cut_off_and_figures_freeze_at_the_later_of_both() -> None:
    due, early, late = WEEK.ends_at, moment("2026-11-21 11:00"), moment("2026-11-23 10:00")
    assert [is_late(early, due, late), is_late(due, due, late), is_late(None, due, due)] == [False] * 3
    assert is_late(due + ONE_SECOND, due, late)
    assert is_late(None, due, due + ONE_SECOND)
    assert [figures_freeze_at(at, due) for at in (early, due, late, None)] == [due, due, late, None]


def test_hours_follow_each_other() -> None:
    with pytest.raises(ValueError, match="follow each other"):
        TimetablePolicy(issued_at=time(14))


# ── whatever the calendar ───────────────────────────────────────────────────
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=60).map(lambda own: WorkCalendar(own_days=own))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


@given(CALENDARS, DAYS)
def test_spans_lie_side_by_side(calendar: WorkCalendar, start: date) -> None:
    days = [next_day_after(start, calendar)]
    for _number in range(8):
        days.append(next_day_after(days[-1], calendar))
    periods = [period_of(day, POLICY, calendar) for day in days]
    for one, other in pairwise(periods):
        assert one.span.ends_at == other.span.starts_at < other.span.ends_at
        assert one.department_at < other.issued_at < other.reminded_at < other.due_at < other.department_at
        assert last_day_before(other.day, calendar) == one.day
    assert all(calendar.is_working_day(day) and day.weekday() <= 5 for day in days)


@given(CALENDARS, MOMENTS)
def test_each_moment_is_in_one_report(calendar: WorkCalendar, at: datetime) -> None:
    found = period_holding(at, POLICY, calendar)
    assert found.span.holds(at)
    before = period_of(last_day_before(found.day, calendar), POLICY, calendar)
    after = period_of(next_day_after(found.day, calendar), POLICY, calendar)
    assert not before.span.holds(at)
    assert not after.span.holds(at)


@given(CALENDARS, MOMENTS)
def test_the_last_issued_is_the_last(calendar: WorkCalendar, at: datetime) -> None:
    found = last_issued(at, POLICY, calendar)
    following = period_of(next_day_after(found.day, calendar), POLICY, calendar)
    assert found.issued_at <= at < following.issued_at


@given(CALENDARS, DAYS, MOMENTS, st.none() | MOMENTS)
def test_who_owes_was_there_at_the_cut_off(
    calendar: WorkCalendar, start: date, joined: datetime, left: datetime | None
) -> None:
    span = period_of(next_day_after(start, calendar), POLICY, calendar).span
    if owes_report(span, joined_at=joined, left_at=left, days_away=(), calendar=calendar):
        held = own_span(span, joined_at=joined, left_at=left)
        assert held is not None
        assert held.ends_at == span.ends_at
        assert span.starts_at <= held.starts_at
