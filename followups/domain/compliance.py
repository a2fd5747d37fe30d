"""Kept ÷ asked: how well people keep the follow-up rhythm, per grade.

Source: rules.md §4, N17. Windows are the calendar week where the grade's interval is in working days (A, B),
the half-month where it is in days (C), the calendar month where it is in months (D). A window belongs to the
period in which it ends.

Decided where N17 leaves room, so that whoever keeps every due date has 100 %:

- whole intervals are counted in each unbroken run of days on which the person was responsible and the grade
  held; days off do not break a run, a stand-in's day does;
- the day of entry is no such day: the first interval runs from it, as from a contact (N12);
- a contact counts for the person responsible on its day and for the grade of that day, whoever made it;
- a later date by hand that the manager accepted counts as a contact on the day first computed: the caller
  adds that day to `contact_days`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.domain.work_calendar import ONE_DAY, WorkCalendar
from followups.domain.cadence import GradeSpan
from followups.domain.intervals import CadencePolicy, Unit, month_bounds

# So long after a window's end its figures still take in what is typed in or judged.
SETTLING = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included; open-ended without `until_on`."""

    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class CountWindow:
    """A week, half-month or month in which contacts are counted, both ends included."""

    first_on: date
    last_on: date


def fixed_on(last_on: date) -> date:
    """Return the day from whose first midnight on the figures of the window that ended on `last_on` stay as they are."""
    return last_on + ONE_DAY + SETTLING


@dataclass(frozen=True, slots=True)
class History:
    """One customer as one person held it: as owner outside absences, or as stand-in.

    `contact_days` are the company's dates of contacts in any form that move the cadence.
    """

    entered_on: date
    grades: tuple[GradeSpan, ...]
    responsible: tuple[Span, ...]
    contact_days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Tally:
    """Contacts asked and kept; they add up over windows and customers."""

    asked: int = 0
    kept: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.asked + other.asked, self.kept + other.kept)

    @property
    def share(self) -> float | None:
        """Kept ÷ asked from 0 to 1, None when nothing was asked."""
        return self.kept / self.asked if self.asked else None


def tally_window(
    history: History, grade: str, window: CountWindow, policy: CadencePolicy, calendar: WorkCalendar
) -> Tally:
    """Asked and kept for one grade in one window, as `windows_ending_in` gives them."""
    held = _held_days(history, grade, window)
    asked = _count_asked(
        held, window, policy.interval_of(grade).count, policy.interval_of(grade).unit, calendar
    )
    return Tally(asked, min(asked, len(history.contact_days.intersection(held))))


def windows_ending_in(from_on: date, until_on: date, unit: Unit) -> Iterator[CountWindow]:
    """The weeks, half-months or months whose last day lies from `from_on` to `until_on`, in order."""
    window = window_of(from_on, unit)
    while window.last_on <= until_on:
        yield window
        window = window_of(window.last_on + ONE_DAY, unit)


def window_of(day: date, unit: Unit) -> CountWindow:
    """The window of `day`: calendar week (Monday to Sunday), half-month (1-15, 16-end) or calendar month."""
    if unit == Unit.WORKING_DAYS:
        monday = day - timedelta(days=day.weekday())
        return CountWindow(monday, monday + timedelta(days=6))
    first, last = month_bounds(day)
    if unit == Unit.MONTHS:
        return CountWindow(first, last)
    if day.day <= 15:
        return CountWindow(first, day.replace(day=15))
    return CountWindow(day.replace(day=16), last)


def _held_days(history: History, grade: str, window: CountWindow) -> list[date]:
    """Days of the window, in order, on which the person was responsible and the grade held."""
    length = (window.last_on - window.first_on).days + 1
    days = (window.first_on + timedelta(days=number) for number in range(length))
    grade_spans = [Span(span.from_on, span.until_on) for span in history.grades if span.grade == grade]
    return [
        day
        for day in days
        if day > history.entered_on and _covers(history.responsible, day) and _covers(grade_spans, day)
    ]


def _covers(spans: Collection[Span], day: date) -> bool:
    return any(span.from_on <= day and (span.until_on is None or day <= span.until_on) for span in spans)


def _count_asked(
    held: list[date], window: CountWindow, count: int, unit: Unit, calendar: WorkCalendar
) -> int:
    """N17: the whole intervals in the window; none in a window without a working day."""
    if not calendar.working_days_between(window.first_on - ONE_DAY, window.last_on):
        return 0
    if unit == Unit.MONTHS:
        is_held_throughout = len(held) == (window.last_on - window.first_on).days + 1
        return 1 // count if is_held_throughout else 0
    if unit == Unit.DAYS:
        return sum(len(run) // count for run in _split_runs(held))
    return sum(sum(map(calendar.is_working_day, run)) // count for run in _split_runs(held))


def _split_runs(days: list[date]) -> Iterator[list[date]]:
    """The days in stretches without a gap."""
    run = days[:1]
    for before, day in pairwise(days):
        if day - before > ONE_DAY:
            yield run
            run = []
        run.append(day)
    yield run
