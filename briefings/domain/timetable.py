"""On which days the boss is briefed, and from when a point without a ruling is red (rules.md §7, N19)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.domain.refused import Refused
from core.domain.work_calendar import ONE_DAY, WorkCalendar

WEDNESDAY, SATURDAY = 2, 5
SEVEN_DAYS = timedelta(days=7)
NEAR = 4 * SEVEN_DAYS
MOST_DAYS = 10


@dataclass(frozen=True, slots=True)
class BriefingPolicy:
    """Weekdays (0 is Monday) and hours of the briefings on the company's clock (S109); the rest is ours.

    `red_after_days`: working days after which a point that the boss has not ruled on is red. Raises ValueError for no
    day or an unknown one, hours that do not follow each other, and a number of days out of bounds.
    """

    days: frozenset[int] = frozenset({WEDNESDAY, SATURDAY})
    starts_at: time = time(13, 30)
    ends_at: time = time(17)
    red_after_days: int = 2

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise Refused("no_day", "At least one weekday, from 0 (Monday) to 6.")
        if not self.starts_at < self.ends_at:
            raise Refused("ends_early", "A briefing ends after it starts.")
        if not 1 <= self.red_after_days <= MOST_DAYS:
            raise Refused("red_days", f"Between 1 and {MOST_DAYS} working days.")


@dataclass(frozen=True, slots=True)
class Slot:
    """A briefing of the timetable: the weekday it is named after (`nominal`), and the day it is held on."""

    nominal: date
    day: date


def slots_of_week(day: date, policy: BriefingPolicy, calendar: WorkCalendar) -> list[Slot]:
    """Return the briefings of the calendar week that holds `day`, in their order; none in a week without a working day.

    One on a day off moves to the working day before it in the week, else to the next one of that week; two on one day are
    one, named after the first (N19).
    """
    monday = day - timedelta(days=day.weekday())
    found: dict[date, Slot] = {}
    for weekday in sorted(policy.days):
        nominal = monday + timedelta(days=weekday)
        held_on = held_on_instead(nominal, calendar)
        if held_on is not None:
            found.setdefault(held_on, Slot(nominal, held_on))
    return sorted(found.values(), key=lambda slot: slot.day)


def held_on_instead(nominal: date, calendar: WorkCalendar) -> date | None:
    """Return the working day of its week on which a briefing of that day is held; None in a week without one (N19)."""
    monday = nominal - timedelta(days=nominal.weekday())
    before = calendar.last_working_day_on_or_before(nominal)
    if before >= monday:
        return before
    after = calendar.next_working_day(nominal)
    return after if after < monday + SEVEN_DAYS else None


def slots_between(first: date, last: date, policy: BriefingPolicy, calendar: WorkCalendar) -> Iterator[Slot]:
    """Yield the briefings whose weekday lies in the calendar weeks from that of `first` to that of `last`."""
    week = first - timedelta(days=first.weekday())
    while week <= last:
        yield from slots_of_week(week, policy, calendar)
        week += SEVEN_DAYS


def next_slot(after: date, policy: BriefingPolicy, calendar: WorkCalendar) -> Slot | None:
    """Return the first briefing on a later day; None when no working day is near, as in weeks of holidays."""
    near = slots_between(after, after + NEAR, policy, calendar)
    return next((slot for slot in near if slot.day > after), None)


def hours_of(day: date, policy: BriefingPolicy, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """Return when a briefing on `day` starts and ends."""
    return calendar.instant_of(day, policy.starts_at), calendar.instant_of(day, policy.ends_at)


def compile_from(day: date, starts_at: datetime, calendar: WorkCalendar) -> datetime:
    """Return from when the manager compiles: the first opening of its day, never later than the briefing itself."""
    return min(calendar.next_opening(calendar.start_of(day)), starts_at)


def red_at(raised_at: datetime, policy: BriefingPolicy, calendar: WorkCalendar) -> datetime:
    """Return from when a point raised at that moment is red: the same time so many working days on (§7)."""
    return calendar.same_time_after(raised_at, policy.red_after_days)


__all__ = [
    "ONE_DAY", "BriefingPolicy", "Slot", "compile_from", "held_on_instead", "hours_of", "next_slot", "red_at", "slots_between", "slots_of_week",
]  # fmt: skip
