"""When the daily report is asked for, the digest and the A list go up, and what months and quarters cover (rules.md §7).

A working day's report covers the time from the last working day's digest, which it excludes from before, up to its own:
the spans lie side by side, as those of the weekly report do; a day off has none, and what was done on it stands in the next
one's. The A list goes to the boss on the month's last working day and is drafted on the working day before it. Months and
quarters are whole days of the company's calendar; their records are issued on the first working day after them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from core.domain.refused import Refused
from core.domain.work_calendar import ONE_DAY, WorkCalendar
from reports.domain.timetable import Span

MONTHS_IN_A_YEAR = 12


class Kind(StrEnum):
    """What a record covers."""

    MONTH = "month"
    QUARTER = "quarter"


MONTHS_OF = {Kind.MONTH: 1, Kind.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class DaysPolicy:
    """Hours on the company's clock, and whether there is an A list. Raises ValueError unless the hours of a day follow each other.

    `asked_at`: from then on the daily report waits, and whoever owes one is told; `reminded_at`: who has not confirmed is
    reminded; `digest_at`: the manager's digest goes to the boss and the day's figures freeze; `a_list_drafted_at`, on the
    working day before the month's last: the A list is laid before the salespeople; `a_list_reminded_at` and `a_list_at`, on
    the last: who has not confirmed is reminded, and the list goes to the boss; `records_at`, on the first working day after a
    month or quarter: its records are issued.
    """

    asked_at: time = time(16, 30)
    reminded_at: time = time(19, 30)
    digest_at: time = time(20)
    a_list_drafted_at: time = time(9)
    a_list_reminded_at: time = time(9)
    a_list_at: time = time(16)
    records_at: time = time(9)
    a_list_is_on: bool = True

    def __post_init__(self) -> None:
        if not self.asked_at < self.reminded_at < self.digest_at:
            raise Refused(
                "not_in_order",
                "The daily report is asked for before its reminder, which comes before the digest.",
            )
        if not self.a_list_reminded_at < self.a_list_at:
            raise Refused(
                "a_list_not_in_order", "Who has not confirmed is reminded before the A list goes up."
            )


@dataclass(frozen=True, slots=True)
class Workday:
    """A working day of reports: what it covers, from when on its report waits, when who has not confirmed is reminded.

    The digest goes at the span's end.
    """

    day: date
    span: Span
    asked_at: datetime
    reminded_at: datetime


def workday_of(day: date, policy: DaysPolicy, calendar: WorkCalendar) -> Workday:
    """Return the working day `day`. Raises ValueError for a day off."""
    if not calendar.is_working_day(day):
        raise ValueError(f"{day} is a day off.")
    before = calendar.previous_working_day(day)
    span = Span(calendar.instant_of(before, policy.digest_at), calendar.instant_of(day, policy.digest_at))
    asked_at, reminded_at = (calendar.instant_of(day, hour) for hour in (policy.asked_at, policy.reminded_at))
    return Workday(day, span, asked_at, reminded_at)


@dataclass(frozen=True, slots=True)
class AListTimes:
    """A month's A list: its first day, when it is laid before the salespeople, when they are reminded, when it goes to the boss."""

    month: date
    day: date
    drafted_at: datetime
    reminded_at: datetime
    sent_at: datetime


def a_list_of(day: date, policy: DaysPolicy, calendar: WorkCalendar) -> AListTimes | None:
    """Return the A list of the month that holds `day`; None for a month without a working day."""
    month = stretch_of(Kind.MONTH, day)
    last = calendar.last_working_day_on_or_before(month.last_on)
    if last < month.first_on:
        return None
    before = calendar.previous_working_day(last)
    return AListTimes(
        month.first_on,
        last,
        calendar.instant_of(before, policy.a_list_drafted_at),
        calendar.instant_of(last, policy.a_list_reminded_at),
        calendar.instant_of(last, policy.a_list_at),
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A calendar month or quarter, both days included."""

    kind: Kind
    first_on: date
    last_on: date

    def span(self, calendar: WorkCalendar) -> Span:
        """The time from its first midnight to the one after its last day."""
        return Span(calendar.start_of(self.first_on), calendar.start_of(self.last_on + ONE_DAY))

    def issued_at(self, policy: DaysPolicy, calendar: WorkCalendar) -> datetime:
        """When its records are issued: on the first working day after it."""
        return calendar.instant_of(calendar.next_working_day(self.last_on), policy.records_at)

    @property
    def following(self) -> "Stretch":
        return stretch_of(self.kind, self.last_on + ONE_DAY)

    @property
    def before(self) -> "Stretch":
        return stretch_of(self.kind, self.first_on - ONE_DAY)


def stretch_of(kind: Kind, day: date) -> Stretch:
    """Return the month or quarter that holds `day`."""
    length = MONTHS_OF[kind]
    first_month = (day.month - 1) // length * length + 1
    after = first_month + length
    year, month = (day.year + 1, after - MONTHS_IN_A_YEAR) if after > MONTHS_IN_A_YEAR else (day.year, after)
    return Stretch(kind, date(day.year, first_month, 1), date(year, month, 1) - ONE_DAY)
