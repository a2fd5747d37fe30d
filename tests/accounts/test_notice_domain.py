"""Quiet hours and the moments of a digest (rules.md §1, §3)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.notices import Digest, Hours, NoticePolicy, is_quiet, latest_slot
from core.domain.refused import Refused
from core.domain.work_calendar import WorkCalendar
from tests.followups.helpers import shanghai

CALENDAR = WorkCalendar()
ANY = Hours()
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
CLOCKS = st.one_of(st.none(), st.times())


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    begins, ends = sorted((draw(CLOCKS), draw(CLOCKS)), key=lambda clock: clock or time.min)
    return Hours(begins, ends if ends != begins else None)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (shanghai(11, 16, 8, 59), True), (shanghai(11, 16, 9), False), (shanghai(11, 16, 12), True),
        (shanghai(11, 16, 13, 30), False), (shanghai(11, 16, 17), True), (shanghai(11, 16, 18, 30), True),
        (shanghai(11, 22, 10), True), (shanghai(10, 1, 10), True),
    ],
    ids=["before nine", "nine", "noon", "afternoon", "closed", "evening shift", "Sunday", "National Day"],
)  # fmt: skip
def test_quiet_is_outside_the_windows(at: datetime, expected: bool) -> None:
    assert is_quiet(CALENDAR, ANY, at) is expected


def test_a_person_narrows_the_windows() -> None:
    own = Hours(time(10), time(16))
    found = [is_quiet(CALENDAR, own, shanghai(11, 16, hour)) for hour in (9, 10, 15, 16)]
    assert found == [True, False, False, True]


def test_hours_that_leave_nothing_are_refused() -> None:
    with pytest.raises(Refused, match="begin before"):
        Hours(time(17), time(9))
    with pytest.raises(ValueError, match="off, morning"):
        NoticePolicy(digest="weekly")  # type: ignore[arg-type]  # what is refused


@given(hours())
def test_hours_that_meet_a_window_are_those_in_which_some_minute_is_told(own: Hours) -> None:
    windows = CALENDAR.policy.counted_windows
    opens = [max(window.opens, own.not_before or time.min) for window in windows]
    is_told = any(own.hold(at) and at < w.closes for at, w in zip(opens, windows, strict=True))
    if is_told:
        own.check_within(windows)
    else:
        with pytest.raises(Refused, match="No working hours"):
            own.check_within(windows)


@pytest.mark.parametrize(
    ("digest", "at", "key", "start"),
    [
        (Digest.MORNING, shanghai(11, 16, 9), "2026-11-16", shanghai(11, 16, 9)),
        (Digest.MORNING, shanghai(11, 16, 16, 59), "2026-11-16", shanghai(11, 16, 9)),
        (Digest.HOURLY, shanghai(11, 16, 10, 20), "2026-11-16T10", shanghai(11, 16, 10)),
        (Digest.HOURLY, shanghai(11, 16, 13, 40), "2026-11-16T13", shanghai(11, 16, 13, 30)),
    ],
)
def test_latest_slot(digest: Digest, at: datetime, key: str, start: datetime) -> None:
    slot = latest_slot(CALENDAR, digest, ANY, at)
    assert slot is not None
    assert (slot.key, slot.start) == (key, start)


def test_own_morning_begins_when_the_person_says_so() -> None:
    slot = latest_slot(CALENDAR, Digest.MORNING, Hours(time(12)), shanghai(11, 16, 14))
    assert slot is not None
    assert slot.start == shanghai(11, 16, 13, 30)


@given(MOMENTS, hours(), st.sampled_from(Digest))
def test_a_slot_begins_before_now_and_never_in_quiet_hours(at: datetime, own: Hours, digest: Digest) -> None:
    slot = latest_slot(CALENDAR, digest, own, at)
    assert (slot is None) == (digest is Digest.OFF or is_quiet(CALENDAR, own, at))
    if slot is not None:
        assert slot.start <= at
        assert not is_quiet(CALENDAR, own, slot.start)
        assert latest_slot(CALENDAR, digest, own, slot.start) == slot


@given(MOMENTS, st.integers(0, 59))
def test_within_an_hour_there_is_one_slot(at: datetime, minutes: int) -> None:
    first = latest_slot(CALENDAR, Digest.HOURLY, ANY, at.replace(minute=0))
    second = latest_slot(CALENDAR, Digest.HOURLY, ANY, at.replace(minute=0) + timedelta(minutes=minutes))
    assert first is None or second is None or first == second
