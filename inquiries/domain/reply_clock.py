"""The clock that each question of a buyer starts: by when to answer, to grade, to escalate.

Source: rules.md §3 and N3 to N8. All instants are aware UTC datetimes; working minutes are those of the
company's calendar, clock hours run day and night on working days and stand still on days off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from core.domain.work_calendar import ONE_DAY, WorkCalendar


@dataclass(frozen=True, slots=True)
class ReplyPolicy:
    """The company's reply limits, by default those of rules.md §3. Raises ValueError for impossible ones."""

    target_minutes: int = 120
    limit_hours: int = 24
    fax_limit_hours: int = 12
    due_soon_minutes: int = 30
    rescue_minutes: int = 60
    grading_cut_off: time = time(17)
    grading_closes: time = time(20)
    boss_after_days: int = 1
    last_call_minutes: int = 60

    def __post_init__(self) -> None:
        counts = (
            self.target_minutes, self.limit_hours, self.fax_limit_hours, self.rescue_minutes, self.boss_after_days,
        )  # fmt: skip
        if min(counts) < 1:
            raise ValueError("Reply targets and limits start at 1.")
        if min(self.due_soon_minutes, self.last_call_minutes) < 0:
            raise ValueError("The warning before the target can't be negative.")
        if self.grading_cut_off > self.grading_closes:
            raise ValueError("The day of grading can't close before its cut-off.")


@dataclass(frozen=True, slots=True)
class ReplyClock:
    """When one message of a buyer wants its answer.

    `announced_at` is what people are told ("answer before 17:00 today"): the limit, or the last closing time
    before it when it lies outside the windows (N4).
    """

    received_at: datetime
    due_soon_at: datetime
    target_at: datetime
    limit_at: datetime
    announced_at: datetime


class ClockState(StrEnum):
    """How a clock stands; the first four while it runs, the last three once it is answered."""

    OPEN = "open"
    DUE_SOON = "due_soon"
    PAST_TARGET = "past_target"
    PAST_LIMIT = "past_limit"
    IN_TARGET = "in_target"
    IN_LIMIT = "in_limit"
    LATE = "late"


class ReplyTimeError(ValueError):
    """A reply that can't have happened then; `code` is "before_message" or "in_future" (N6)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def start_clock(
    received_at: datetime, *, is_fax: bool, policy: ReplyPolicy, calendar: WorkCalendar
) -> ReplyClock:
    """The clock of a message that arrived (not: was typed in) at `received_at`.

    The target never lies after the limit; *due soon* never begins before the message came.
    """
    hours = policy.fax_limit_hours if is_fax else policy.limit_hours
    limit_at = _rescue_limit(received_at, add_clock_hours(received_at, hours, calendar), policy, calendar)
    target_at = min(calendar.add_working_minutes(received_at, policy.target_minutes), limit_at)
    due_soon_at = calendar.subtract_working_minutes(target_at, policy.due_soon_minutes)
    return ReplyClock(
        received_at=received_at,
        due_soon_at=max(received_at, due_soon_at),
        target_at=target_at,
        limit_at=limit_at,
        announced_at=limit_at if calendar.is_open(limit_at) else calendar.last_closing_before(limit_at),
    )


def add_clock_hours(start_at: datetime, hours: int, calendar: WorkCalendar) -> datetime:
    """The instant `hours` clock hours after `start_at`, whole days off not counted.

    A start on a day off counts from midnight of the next working day; an end on midnight stays there
    ("Monday 24:00"), whatever the day after it is.
    """
    day, left = calendar.day_of(start_at), timedelta(hours=hours)
    if not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
        start_at = calendar.start_of(day)
    while (rest_of_day := calendar.start_of(day + ONE_DAY) - start_at) < left:
        left -= rest_of_day
        day = calendar.next_working_day(day)
        start_at = calendar.start_of(day)
    return start_at + left


def clock_state(clock: ReplyClock, *, at: datetime, answered_at: datetime | None = None) -> ClockState:
    """How the clock stands at `at`: equal to target or limit is in time, the gravest state wins (N3)."""
    if answered_at is not None:
        return _answered_state(clock, answered_at)
    if at > clock.limit_at:
        return ClockState.PAST_LIMIT
    if at > clock.target_at:
        return ClockState.PAST_TARGET
    return ClockState.DUE_SOON if at >= clock.due_soon_at else ClockState.OPEN


def find_answer(received_at: datetime, replies_at: Iterable[datetime]) -> datetime | None:
    """The first of an inquiry's replies that answers the message of `received_at`, None if all came before.

    A reply answers all messages of its inquiry that came before it (N6).
    """
    return min((replied_at for replied_at in replies_at if replied_at >= received_at), default=None)


def asks_channel_reason(*, is_fax: bool, replied_by_fax: bool) -> bool:
    """Whether the reply needs a reason for its channel: a fax is answered by fax (§3)."""
    return is_fax and not replied_by_fax


def check_reply_time(received_at: datetime, replied_at: datetime, now: datetime) -> None:
    """Refuse a reply before its message or in the future: raises ReplyTimeError (N6)."""
    if replied_at < received_at:
        raise ReplyTimeError("before_message")
    if replied_at > now:
        raise ReplyTimeError("in_future")


def grade_by(received_at: datetime, policy: ReplyPolicy, calendar: WorkCalendar) -> datetime:
    """Until when an inquiry has to be graded: the close of its day, or of the next working day (N7).

    The next one when it came on a day off or after the cut-off (the cut-off itself is still in time).
    """
    received = calendar.local(received_at)
    day = received.date()
    if not calendar.is_working_day(day) or received.time() > policy.grading_cut_off:
        day = calendar.next_working_day(day)
    return calendar.instant_of(day, policy.grading_closes)


def escalate_at(clock: ReplyClock, calendar: WorkCalendar) -> datetime:
    """When the manager is told that the limit passed unanswered: at the limit, inside the windows (N8)."""
    return calendar.next_opening(clock.limit_at)


def brief_from(clock: ReplyClock, calendar: WorkCalendar, after_days: int = 1) -> datetime:
    """From when an unanswered message stands in the boss's briefing, so many working days after its limit (N8).

    `after_days`: the policy's `boss_after_days`. The same clock time on that day, or the end of its afternoon when the limit lay outside the
    windows. A limit at midnight belongs to the day that it ends ("Monday 24:00").
    """
    limit = calendar.local(clock.limit_at)
    limit_on = calendar.day_of(clock.limit_at - timedelta(microseconds=1))
    day = calendar.add_working_days(limit_on, after_days)
    is_inside = calendar.is_open(clock.limit_at)
    return calendar.instant_of(day, limit.time() if is_inside else calendar.policy.windows[-1].closes)


def _rescue_limit(
    received_at: datetime, limit_at: datetime, policy: ReplyPolicy, calendar: WorkCalendar
) -> datetime:
    """N5: a limit before which not one working minute lies moves behind the next opening, whole minutes after it.

    A limit inside a window lies in its first minute: without its seconds it is the opening itself.
    """
    if calendar.working_minutes_between(received_at, limit_at) >= 1:
        return limit_at
    return calendar.add_working_minutes(limit_at.replace(second=0, microsecond=0), policy.rescue_minutes)


def _answered_state(clock: ReplyClock, answered_at: datetime) -> ClockState:
    if answered_at <= clock.target_at:
        return ClockState.IN_TARGET
    return ClockState.IN_LIMIT if answered_at <= clock.limit_at else ClockState.LATE
