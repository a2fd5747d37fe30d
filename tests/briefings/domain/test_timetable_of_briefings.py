"""When the boss is briefed: the rows of examples.md, and what holds in every year (§7, N19)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.domain.page import Page, Row, Section, from_stored, to_stored
from briefings.domain.timetable import (
    BriefingPolicy,
    Slot,
    compile_from,
    hours_of,
    next_slot,
    red_at,
    slots_between,
    slots_of_week,
)
from core.domain.refused import Refused
from core.domain.work_calendar import WorkCalendar

POLICY, CALENDAR = BriefingPolicy(), WorkCalendar()


def shanghai(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def days_of(week: date, calendar: WorkCalendar = CALENDAR) -> list[date]:
    return [slot.day for slot in slots_of_week(week, POLICY, calendar)]


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (date(2026, 11, 16), [date(2026, 11, 18), date(2026, 11, 21)]),
        (date(2026, 9, 30), [date(2026, 9, 30)]),  # Saturday's moves onto Wednesday: one
        (date(2026, 10, 7), [date(2026, 10, 8), date(2026, 10, 10)]),  # no working day before it in that week
        (date(2026, 2, 18), []),  # a week without a working day
        (date(2026, 9, 20), [date(2026, 9, 16), date(2026, 9, 19)]),  # the make-up Sunday asks for none
    ],
)
def test_rows_of_the_examples(week: date, expected: list[date]) -> None:
    assert days_of(week) == expected


def test_a_week_with_only_its_sunday_worked_is_briefed_on_it() -> None:
    off = {date(2026, 11, 16) + timedelta(days=n): n == 6 for n in range(7)}
    assert slots_of_week(date(2026, 11, 18), POLICY, WorkCalendar(own_days=off)) == [
        Slot(date(2026, 11, 18), date(2026, 11, 22))
    ]


@pytest.mark.parametrize(
    ("raised", "red"),
    [
        (shanghai(11, 18, 15), shanghai(11, 20, 15)),  # the row of examples.md
        (shanghai(11, 21, 15), shanghai(11, 24, 15)),  # over Sunday
        (shanghai(11, 22, 10), shanghai(11, 25, 9)),  # on Sunday: from Monday's opening
        (shanghai(9, 30, 16), shanghai(10, 9, 16)),  # over the holiday
    ],
)
def test_from_when_a_point_is_red(raised: datetime, red: datetime) -> None:
    assert red_at(raised, POLICY, CALENDAR) == red


def test_hours_and_compiling() -> None:
    starts_at, ends_at = hours_of(date(2026, 11, 18), POLICY, CALENDAR)
    assert (starts_at, ends_at) == (shanghai(11, 18, 13, 30), shanghai(11, 18, 17))
    assert compile_from(date(2026, 11, 18), starts_at, CALENDAR) == shanghai(11, 18, 9)
    assert compile_from(date(2026, 11, 18), shanghai(11, 18, 8), CALENDAR) == shanghai(11, 18, 8)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"days": frozenset()}, "no_day"), ({"days": frozenset({7})}, "no_day"),
        ({"starts_at": time(17)}, "ends_early"), ({"red_after_days": 0}, "red_days"),
    ],
)  # fmt: skip
def test_what_makes_no_policy(values: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        BriefingPolicy(**values)  # type: ignore[arg-type]  # on purpose
    assert refused.value.code == code


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
SETS = st.frozensets(st.integers(0, 6), min_size=1)


@given(DAYS, SETS)
def test_every_week(day: date, days: frozenset[int]) -> None:
    """Each slot is worked and in its own week, no day has two, and a week that works has one."""
    policy = BriefingPolicy(days=days)
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=n) for n in range(7)]
    slots = slots_of_week(day, policy, CALENDAR)
    held = [slot.day for slot in slots]
    assert held == sorted(set(held))
    assert all(CALENDAR.is_working_day(one) and one in week for one in held)
    assert bool(slots) == any(map(CALENDAR.is_working_day, week))
    assert {one for one in week if one.weekday() in days and CALENDAR.is_working_day(one)} <= set(held)


@given(DAYS, st.integers(0, 60))
def test_weeks_side_by_side(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    slots = list(slots_between(first, last, POLICY, CALENDAR))
    assert [slot.nominal for slot in slots] == sorted({slot.nominal for slot in slots})
    assert slots == [slot for slot in slots if slot in slots_of_week(slot.nominal, POLICY, CALENDAR)]


TEXT = st.text(max_size=20)
ROWS = st.builds(
    Row, kind=TEXT, id=TEXT, title=TEXT, customer=st.none() | st.integers(1), asks=st.booleans(), is_red=st.booleans(),
    values=st.dictionaries(TEXT, TEXT, max_size=2),
)  # fmt: skip
SECTIONS = st.builds(
    Section, rows=st.lists(ROWS, max_size=3).map(tuple), total=st.integers(0, 99), counts=st.dictionaries(TEXT, st.integers(), max_size=2)
)  # fmt: skip


@given(st.builds(Page, since=TEXT, until=TEXT, as_of=TEXT, new=SECTIONS, hard=SECTIONS, open=SECTIONS))
def test_a_page_is_kept_as_it_was(page: Page) -> None:
    import json

    assert from_stored(json.loads(json.dumps(to_stored(page)))) == page
    with pytest.raises(ValueError, match="unknown version"):
        from_stored({**to_stored(page), "version": 0})


@given(st.dates(date(2026, 1, 1), date(2026, 12, 20)))
def test_the_next_one_is_on_a_later_day_and_none_lies_between(day: date) -> None:
    found = next_slot(day, POLICY, CALENDAR)
    assert found is not None
    assert found.day > day
    between = slots_between(day, found.day, POLICY, CALENDAR)
    assert [slot.day for slot in between if day < slot.day < found.day] == []


def test_weeks_of_holidays_have_no_next_one() -> None:
    off = {date(2026, 11, 16) + timedelta(days=number): False for number in range(60)}
    assert next_slot(date(2026, 11, 18), POLICY, WorkCalendar(own_days=off)) is None
