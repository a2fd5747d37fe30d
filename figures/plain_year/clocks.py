"""The reply clock (§3; N3–N8) and the ruling's clock (§7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .calendar import Calendar, at, end_of, start_of

TARGET_MINUTES = 120
LIMIT_HOURS = 24
FAX_LIMIT_HOURS = 12
MOVED_LIMIT_MINUTES = 60
DUE_SOON = timedelta(minutes=30)
ONE_MINUTE = timedelta(minutes=1)
RULING_WORKING_DAYS = 2


@dataclass(frozen=True)
class Clock:
    """Target and limit of one message, and what is announced of it."""

    received_at: datetime
    target: datetime
    limit: datetime
    due_soon_from: datetime
    announced_limit: datetime


def add_clock_hours(calendar: Calendar, start: datetime, hours: int) -> datetime:
    """Clock hours, whole days off not counted (§3: Saturday 19:30 → Monday 19:30)."""
    left = timedelta(hours=hours)
    moment = start
    while True:
        midnight = end_of(moment.date())
        if calendar.is_working_day(moment.date()):
            if left <= midnight - moment:
                return moment + left
            left -= midnight - moment
        moment = midnight


def reply_clock(calendar: Calendar, received_at: datetime, is_fax: bool = False) -> Clock:
    """Target, limit, start of "due soon" and announced limit of a message (§3, N3–N5)."""
    limit = add_clock_hours(calendar, received_at, FAX_LIMIT_HOURS if is_fax else LIMIT_HOURS)
    # N5: "A limit before which not one working minute lies moves to 60 working minutes after the
    # next opening, and the target with it."
    if calendar.working_time_between(received_at, limit) < ONE_MINUTE:
        limit = calendar.add_working_minutes(received_at, MOVED_LIMIT_MINUTES)
    # "Target: 120 working minutes ... Never later than the limit."
    target = min(calendar.add_working_minutes(received_at, TARGET_MINUTES), limit)
    # N3: "Due soon begins at the earliest instant with 30 working minutes or fewer to the target."
    until_target = calendar.working_time_between(received_at, target)
    if until_target <= DUE_SOON:
        due_soon_from = received_at
    else:
        due_soon_from = calendar.add_working_time(received_at, until_target - DUE_SOON)
    # N4: "A limit outside the windows is kept for the record and announced as the last closing
    # time before it."
    announced = limit if calendar.is_inside(limit) else calendar.last_closing_before(limit)
    return Clock(received_at, target, limit, due_soon_from, announced)


def result_of_reply(clock: Clock, replied_at: datetime) -> str:
    """in_target, in_limit or late: a moment equal to target or limit is in time (N3)."""
    if replied_at < clock.received_at:
        raise ValueError("a reply before its message is refused (N6)")
    if replied_at <= clock.target:
        return "in_target"
    if replied_at <= clock.limit:
        return "in_limit"
    return "late"


def state_of_clock(clock: Clock, now: datetime) -> str:
    """The state of an unanswered message: the gravest that holds (N3)."""
    if now > clock.limit:
        return "past_limit"
    if now > clock.target:
        return "past_target"
    if now >= clock.due_soon_from:
        return "due_soon"
    return "open"


def stopped_at(
    received_at: datetime, inquiry_id: str, replies: Iterable[tuple[str, datetime, bool]]
) -> datetime | None:
    """The first reply that stops the clock of a message (N6).

    ``replies`` are (inquiry, at, reached).  "A reply stops all clocks of its inquiry whose message
    came before it, and of no other inquiry.  A contact with the result 'not reached' is no reply."
    """
    stops = [
        replied_at
        for replied_inquiry, replied_at, reached in replies
        if replied_inquiry == inquiry_id and reached and replied_at >= received_at
    ]
    return min(stops, default=None)


def graded_by(calendar: Calendar, received_at: datetime) -> datetime:
    """The end of the day of grading (N7)."""
    day = received_at.date()
    if calendar.is_working_day(day) and received_at <= at(day, 17):
        return at(day, 20)
    return at(calendar.next_working_day(day), 20)


def manager_told_at(calendar: Calendar, limit: datetime) -> datetime:
    """N8: "Notices fall inside the windows: one that would come outside goes out at the next
    opening."
    """
    return limit if calendar.is_inside(limit) else calendar.next_opening(limit)


def boss_sees_from(calendar: Calendar, limit: datetime) -> datetime:
    """N8: "the same clock time on the next working day, or that day's 17:00 when the limit lay
    outside the windows".
    """
    next_day = calendar.next_working_day(limit.date())
    if calendar.is_inside(limit):
        return start_of(next_day) + (limit - start_of(limit.date()))
    return at(next_day, 17)


def ruling_red_from(calendar: Calendar, raised_at: datetime) -> datetime:
    """Red after 2 working days without a ruling: Wed 15:00 → Fri 15:00 (§7)."""
    day: date = calendar.add_working_days(raised_at.date(), RULING_WORKING_DAYS)
    return datetime.combine(day, raised_at.time())
