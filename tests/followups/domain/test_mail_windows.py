"""The three mail windows, pure (S34, rules.md §3)."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.domain.mail_windows import (
    WINDOWS,
    MailPolicy,
    Standing,
    Window,
    bounds_of,
    day_standing,
    owes,
    standing_of,
    window_at,
)

POLICY = MailPolicy()
TODAY = date(2026, 11, 18)
TIMES = st.times()
DAYS = st.integers(-10, 10).map(lambda days: TODAY + timedelta(days=days))
POLICIES = (
    st.tuples(TIMES, TIMES)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: MailPolicy(min(pair), max(pair)))
)


@pytest.mark.parametrize(
    ("clock_time", "window"),
    [
        (time(0, 0), Window.MORNING),
        (time(9, 0), Window.MORNING),
        (time(11, 29, 59), Window.MORNING),
        (time(11, 30), Window.MIDDAY),
        (time(14, 59, 59), Window.MIDDAY),
        (time(15, 0), Window.END),
        (time(23, 59, 59), Window.END),
    ],
)
def test_window_of_a_time(clock_time: time, window: Window) -> None:
    assert window_at(clock_time, POLICY) is window


@given(clock_time=TIMES, policy=POLICIES)
def test_every_time_lies_in_the_bounds_of_its_window_alone(clock_time: time, policy: MailPolicy) -> None:
    holding = [
        window
        for window in WINDOWS
        for opens, closes in [bounds_of(window, policy)]
        if opens <= clock_time and (closes is None or clock_time < closes)
    ]
    assert holding == [window_at(clock_time, policy)]


@given(now=TIMES, done=st.sets(st.sampled_from(Window)), day=DAYS, policy=POLICIES)
def test_a_window_is_missed_only_when_it_is_over(
    now: time, done: set[Window], day: date, policy: MailPolicy
) -> None:
    standings = day_standing(day, done, today=TODAY, now=now, policy=policy)
    for window, standing in zip(WINDOWS, standings, strict=True):
        assert (standing is Standing.DONE) == (window in done)
        _opens, closes = bounds_of(window, policy)
        is_over = day < TODAY or (day == TODAY and closes is not None and now >= closes)
        assert (standing is Standing.MISSED) == (is_over and window not in done)
    assert sum(standing is Standing.OPEN for standing in standings) <= 1


@given(now=TIMES, later=TIMES, window=st.sampled_from(Window), policy=POLICIES)
def test_what_is_missed_stays_missed(now: time, later: time, window: Window, policy: MailPolicy) -> None:
    first, second = sorted((now, later))
    standings = [
        standing_of(window, TODAY, is_done=False, today=TODAY, now=moment, policy=policy)
        for moment in (first, second)
    ]
    order = [Standing.LATER, Standing.OPEN, Standing.MISSED]
    assert order.index(standings[0]) <= order.index(standings[1])


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({}, True),
        ({"is_working": False}, False),
        ({"is_away": True}, False),
        ({"joined_on": TODAY}, False),
        ({"joined_on": TODAY - timedelta(days=1)}, True),
        ({"gone_on": TODAY}, False),
        ({"gone_on": TODAY + timedelta(days=1)}, True),
    ],
)
def test_who_owes_a_day(given_: dict[str, object], expected: bool) -> None:
    usual = {"is_working": True, "is_away": False, "joined_on": None, "gone_on": None}
    assert owes(TODAY, **{**usual, **given_}) is expected  # type: ignore[arg-type]


def test_policy_without_a_midday_is_refused() -> None:
    with pytest.raises(ValueError, match="end of the day"):
        MailPolicy(time(15), time(15))
