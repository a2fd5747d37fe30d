"""The reply clock: rules.md §3, N3 to N8 and every row of examples.md."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.work_calendar import CalendarPolicy, WorkCalendar
from inquiries.domain.reply_clock import (
    ClockState,
    ReplyPolicy,
    ReplyTimeError,
    asks_channel_reason,
    brief_from,
    check_reply_time,
    clock_state,
    escalate_at,
    find_answer,
    grade_by,
    start_clock,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
WITH_EVENING = WorkCalendar(CalendarPolicy(evening_counts=True))
POLICY = ReplyPolicy()
INSTANTS = st.datetimes(datetime(2025, 6, 1), datetime(2027, 6, 30), timezones=st.just(UTC))


def shanghai(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def start(received, *, is_fax=False, calendar=CALENDAR):
    return start_clock(shanghai(received), is_fax=is_fax, policy=POLICY, calendar=calendar)


@pytest.mark.parametrize(
    ("received", "target", "limit"),
    [
        ("11-16 10:00", "11-16 14:00", "11-17 10:00"),
        ("11-16 11:20", "11-16 15:20", "11-17 11:20"),
        ("11-16 12:10", "11-16 15:30", "11-17 12:10"),
        ("11-16 16:30", "11-17 10:30", "11-17 16:30"),
        ("11-16 19:00", "11-17 11:00", "11-17 19:00"),
        ("11-16 22:15", "11-17 11:00", "11-17 22:15"),
        ("11-21 19:30", "11-23 11:00", "11-23 19:30"),
        ("11-22 10:00", "11-23 11:00", "11-24 00:00"),
        ("09-19 19:30", "09-20 11:00", "09-20 19:30"),
        ("09-20 10:00", "09-20 14:00", "09-21 10:00"),
        ("09-30 16:00", "10-08 10:00", "10-08 16:00"),
        ("10-03 10:00", "10-08 11:00", "10-09 00:00"),
        ("11-21 00:00", "11-21 11:00", "11-22 00:00"),  # ends with Saturday, not with Monday
    ],
)
def test_mail_clock(received, target, limit):
    clock = start(received)
    assert (clock.target_at, clock.limit_at) == (shanghai(target), shanghai(limit))


@pytest.mark.parametrize(
    ("received", "target", "limit"),
    [("11-16 16:30", "11-16 19:30", "11-17 16:30"), ("11-16 19:00", "11-17 10:00", "11-17 19:00")],
)
def test_mail_clock_when_the_evening_counts(received, target, limit):
    clock = start(received, calendar=WITH_EVENING)
    assert (clock.target_at, clock.limit_at) == (shanghai(target), shanghai(limit))


@pytest.mark.parametrize(
    ("received", "target", "limit"),
    [
        ("11-16 10:00", "11-16 14:00", "11-16 22:00"),
        ("11-16 02:00", "11-16 11:00", "11-16 14:00"),
        ("11-21 16:40", "11-23 04:40", "11-23 04:40"),
        ("11-20 18:30", "11-21 10:00", "11-21 10:00"),
        ("11-22 10:00", "11-23 11:00", "11-23 12:00"),
    ],
)
def test_fax_clock(received, target, limit):
    clock = start(received, is_fax=True)
    assert (clock.target_at, clock.limit_at) == (shanghai(target), shanghai(limit))


def test_fax_clock_when_the_evening_counts():
    clock = start("11-21 16:40", is_fax=True, calendar=WITH_EVENING)
    assert (clock.target_at, clock.limit_at) == (shanghai("11-21 19:40"), shanghai("11-23 04:40"))
    assert clock.announced_at == shanghai("11-21 20:00")


@pytest.mark.parametrize(
    ("received", "is_fax", "announced"),
    [
        ("11-16 10:00", False, "11-17 10:00"),
        ("11-16 10:00", True, "11-16 17:00"),
        ("11-21 16:40", True, "11-21 17:00"),
        ("11-22 10:00", False, "11-23 17:00"),
        ("11-20 18:30", True, "11-21 10:00"),
    ],
)
def test_limit_is_announced_inside_the_windows(received, is_fax, announced):
    assert start(received, is_fax=is_fax).announced_at == shanghai(announced)


@pytest.mark.parametrize(
    ("received", "limit"),
    [
        ("11-20 21:00", "11-21 10:00"),
        ("11-20 21:00:30", "11-21 10:00"),
        ("11-20 21:00:59", "11-21 10:00"),
        ("11-20 21:01", "11-21 09:01"),
        ("11-20 16:59:30", "11-21 10:00"),
    ],
)
def test_rescued_limit_is_counted_in_whole_minutes(received, limit):
    assert start(received, is_fax=True).limit_at == shanghai(limit)


@pytest.mark.parametrize(
    ("received", "is_fax", "due_soon"),
    [
        ("11-16 10:00", False, "11-16 11:30"),
        ("11-16 11:20", False, "11-16 14:50"),
        ("11-21 16:40", True, "11-21 16:40"),
        ("11-20 18:30", True, "11-21 09:30"),
    ],
)
def test_due_soon_begins_half_a_working_hour_before_the_target(received, is_fax, due_soon):
    assert start(received, is_fax=is_fax).due_soon_at == shanghai(due_soon)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("11-16 10:00", "open"),
        ("11-16 11:29:59", "open"),
        ("11-16 11:30", "due_soon"),
        ("11-16 14:00", "due_soon"),
        ("11-16 14:00:01", "past_target"),
        ("11-17 10:00", "past_target"),
        ("11-17 10:00:01", "past_limit"),
    ],
)
def test_running_clock_to_the_second(at, state):
    assert clock_state(start("11-16 10:00"), at=shanghai(at)) == ClockState(state)


@pytest.mark.parametrize(
    ("answered", "state"),
    [
        ("11-16 14:00:00", "in_target"),
        ("11-16 14:00:01", "in_limit"),
        ("11-17 10:00:00", "in_limit"),
        ("11-17 10:00:01", "late"),
    ],
)
def test_answered_clock_to_the_second(answered, state):
    clock = start("11-16 10:00")
    assert clock_state(clock, at=shanghai("12-01 10:00"), answered_at=shanghai(answered)) == ClockState(state)


def test_gravest_state_wins_where_target_and_limit_coincide():
    clock = start("11-21 16:40", is_fax=True)
    assert clock_state(clock, at=shanghai("11-23 05:00")) == ClockState.PAST_LIMIT


def test_one_reply_answers_both_questions_before_it():
    replied_at = shanghai("11-16 15:40")
    states = [
        clock_state(start(received), at=replied_at, answered_at=find_answer(shanghai(received), [replied_at]))
        for received in ("11-16 10:00", "11-16 15:00")
    ]
    assert states == [ClockState.IN_LIMIT, ClockState.IN_TARGET]


def test_question_after_the_reply_starts_a_clock_of_its_own():
    clock = start("11-17 09:30")
    assert find_answer(clock.received_at, [shanghai("11-16 15:40")]) is None
    assert (clock.target_at, clock.limit_at) == (shanghai("11-17 11:30"), shanghai("11-18 09:30"))


def test_reply_at_the_very_moment_of_the_message_is_its_answer():
    assert find_answer(shanghai("11-16 10:00"), [shanghai("11-16 10:00")]) == shanghai("11-16 10:00")


def test_first_reply_after_the_message_is_its_answer():
    replies = [shanghai("11-17 09:00"), shanghai("11-16 09:00"), shanghai("11-16 15:40")]
    assert find_answer(shanghai("11-16 10:00"), replies) == shanghai("11-16 15:40")


@pytest.mark.parametrize(
    ("is_fax", "replied_by_fax", "expected"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_fax_answered_by_another_channel_asks_for_a_reason(is_fax, replied_by_fax, expected):
    assert asks_channel_reason(is_fax=is_fax, replied_by_fax=replied_by_fax) is expected


def test_message_typed_in_late_is_past_its_limit_at_once():
    clock = start("11-20 10:00")
    assert clock.limit_at == shanghai("11-21 10:00")
    assert clock_state(clock, at=shanghai("11-23 09:10")) == ClockState.PAST_LIMIT


@pytest.mark.parametrize(
    ("replied", "code"), [("11-16 09:59:59", "before_message"), ("11-16 12:00:01", "in_future")]
)
def test_impossible_reply_time_is_refused(replied, code):
    with pytest.raises(ReplyTimeError) as caught:
        check_reply_time(shanghai("11-16 10:00"), shanghai(replied), shanghai("11-16 12:00"))
    assert caught.value.code == code


@pytest.mark.parametrize("replied", ["11-16 10:00", "11-16 12:00"])
def test_reply_time_from_message_to_now_is_accepted(replied):
    check_reply_time(shanghai("11-16 10:00"), shanghai(replied), shanghai("11-16 12:00"))


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("11-16 16:50", "11-16 20:00"),
        ("11-16 17:00", "11-16 20:00"),
        ("11-16 19:00", "11-17 20:00"),
        ("11-22 10:00", "11-23 20:00"),
        ("11-21 17:01", "11-23 20:00"),
    ],
)
def test_inquiry_is_graded_by_the_end_of_its_day(received, expected):
    assert grade_by(shanghai(received), POLICY, CALENDAR) == shanghai(expected)


@pytest.mark.parametrize(
    ("received", "is_fax", "manager", "boss"),
    [
        ("11-21 16:40", True, "11-23 09:00", "11-24 17:00"),  # limit Mon 04:40, outside the windows
        ("11-16 10:00", False, "11-17 10:00", "11-18 10:00"),
        ("11-22 10:00", False, "11-24 09:00", "11-24 17:00"),  # limit Monday 24:00
        ("11-16 19:00", False, "11-18 09:00", "11-18 17:00"),
    ],
)
def test_unanswered_limit_goes_to_manager_and_boss(received, is_fax, manager, boss):
    clock = start(received, is_fax=is_fax)
    assert escalate_at(clock, CALENDAR) == shanghai(manager)
    assert brief_from(clock, CALENDAR) == shanghai(boss)
    assert brief_from(clock, CALENDAR, after_days=2) > shanghai(boss)


def test_target_on_the_day_of_an_absence_is_unchanged():
    clock = start("11-18 16:30")
    assert clock.target_at == shanghai("11-19 10:30")
    assert clock_state(clock, at=shanghai("11-19 10:00"), answered_at=shanghai("11-19 10:00")) == "in_target"


@pytest.mark.parametrize(
    "fields",
    [
        {"target_minutes": 0},
        {"fax_limit_hours": 0},
        {"due_soon_minutes": -1},
        {"boss_after_days": 0},
        {"last_call_minutes": -1},
        {"grading_cut_off": time(21)},
    ],
)
def test_impossible_policy_is_refused(fields):
    with pytest.raises(ValueError, match=r"Reply|warning|grading"):
        ReplyPolicy(**fields)


@given(INSTANTS, st.booleans(), st.sampled_from([CALENDAR, WITH_EVENING]))
def test_moments_of_a_clock_are_in_order(received_at, is_fax, calendar):
    clock = start_clock(received_at, is_fax=is_fax, policy=POLICY, calendar=calendar)
    assert received_at <= clock.due_soon_at <= clock.target_at <= clock.limit_at
    assert received_at <= clock.announced_at <= clock.limit_at
    assert clock.limit_at <= escalate_at(clock, calendar) < brief_from(clock, calendar)


@given(INSTANTS, st.booleans())
def test_limit_leaves_a_working_minute(received_at, is_fax):
    clock = start_clock(received_at, is_fax=is_fax, policy=POLICY, calendar=CALENDAR)
    assert CALENDAR.working_minutes_between(received_at, clock.limit_at) >= 1


@given(INSTANTS, INSTANTS)
def test_later_message_never_has_an_earlier_clock(one_at, other_at):
    early, late = (
        start_clock(at, is_fax=False, policy=POLICY, calendar=CALENDAR) for at in sorted((one_at, other_at))
    )
    assert early.target_at <= late.target_at
    assert early.limit_at <= late.limit_at
    assert grade_by(early.received_at, POLICY, CALENDAR) <= grade_by(late.received_at, POLICY, CALENDAR)


@given(INSTANTS, INSTANTS)
def test_states_only_get_graver(one_at, other_at):
    clock = start("11-16 10:00")
    early_at, late_at = sorted((one_at, other_at))
    order = list(ClockState)
    assert order.index(clock_state(clock, at=early_at)) <= order.index(clock_state(clock, at=late_at))


@given(INSTANTS, st.integers(0, 3))
def test_policy_with_short_limits_keeps_target_within_limit(received_at, hours):
    policy = ReplyPolicy(limit_hours=hours + 1, target_minutes=600)
    clock = start_clock(received_at, is_fax=False, policy=policy, calendar=CALENDAR)
    assert clock.target_at <= clock.limit_at
    assert clock.limit_at - received_at >= timedelta(hours=min(hours, 1))
