"""When a weekly report is issued, due and compiled, what time it covers, and who owes one (rules.md §7, N18).

A report belongs to a calendar week (Monday to Sunday): its day is the week's Saturday, or the last working day before it
in that week; a week without one has no report. Everything of a moved Saturday moves with it, at the same hours. A report
covers the time from the last cut-off, which it excludes from before, up to its own, which belongs to the next one: the
spans lie side by side, so that nothing falls between two reports and nothing stands in both.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.domain.refused import Refused
from core.domain.work_calendar import ONE_DAY, WorkCalendar

SATURDAY = 5
SEVEN_DAYS = timedelta(days=7)
MOST_WEEKS = 520  # a company that is shut for ten years issues no reports


@dataclass(frozen=True, slots=True)
class TimetablePolicy:
    """The hours of the report's day, on the company's clock. Raises ValueError unless they follow each other.

    `issued_at`: the forms go out; `reminded_at`: who has not submitted is reminded; `due_at`: the cut-off, until when a
    report is in time; `department_at`: the department's report goes to the boss.
    """

    issued_at: time = time(9)
    reminded_at: time = time(11, 30)
    due_at: time = time(13, 30)
    department_at: time = time(17)

    def __post_init__(self) -> None:
        if not self.issued_at < self.reminded_at < self.due_at < self.department_at:
            raise Refused(
                "not_in_order", "Issue, reminder, cut-off and department's report follow each other."
            )


@dataclass(frozen=True, slots=True)
class Span:
    """Time from `starts_at` (included) to `ends_at` (excluded)."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether the moment lies in it."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Period:
    """A report's day, what it covers (`span`, up to the cut-off) and its hours."""

    day: date
    span: Span
    issued_at: datetime
    reminded_at: datetime
    department_at: datetime

    @property
    def due_at(self) -> datetime:
        """The cut-off: until then, and with that moment, a report is in time."""
        return self.span.ends_at


def report_day(day: date, calendar: WorkCalendar) -> date | None:
    """Return the report's day of the calendar week that holds `day`; None in a week that has none.

    A week in which only a make-up Sunday is worked has none: its work stands in the next one's.
    """
    monday = day - timedelta(days=day.weekday())
    found = calendar.last_working_day_on_or_before(monday + timedelta(days=SATURDAY))
    return found if found >= monday else None


def last_day_before(day: date, calendar: WorkCalendar) -> date:
    """Return the last report's day before `day`, never `day` itself. Raises ValueError where there is none in ten years."""
    return _search(day, -SEVEN_DAYS, calendar)


def next_day_after(day: date, calendar: WorkCalendar) -> date:
    """Return the first report's day after `day`, never `day` itself. Raises ValueError where there is none in ten years."""
    return _search(day, SEVEN_DAYS, calendar)


def _search(day: date, step: timedelta, calendar: WorkCalendar) -> date:
    week, is_back = day, step < timedelta()
    for _week in range(MOST_WEEKS):
        found = report_day(week, calendar)
        if found is not None and (found < day if is_back else found > day):
            return found
        week += step
    raise ValueError("No report's day in ten years.")


def period_of(day: date, policy: TimetablePolicy, calendar: WorkCalendar) -> Period:
    """Return the period of the report's day `day`, from the last cut-off to its own. Raises ValueError for another day."""
    if report_day(day, calendar) != day:
        raise ValueError(f"{day} is no report's day.")
    before = last_day_before(day, calendar)
    return Period(
        day=day,
        span=Span(calendar.instant_of(before, policy.due_at), calendar.instant_of(day, policy.due_at)),
        issued_at=calendar.instant_of(day, policy.issued_at),
        reminded_at=calendar.instant_of(day, policy.reminded_at),
        department_at=calendar.instant_of(day, policy.department_at),
    )


def period_holding(at: datetime, policy: TimetablePolicy, calendar: WorkCalendar) -> Period:
    """Return the period whose span holds the moment."""
    day = next_day_after(calendar.day_of(at) - ONE_DAY, calendar)
    found = period_of(day, policy, calendar)
    return found if at < found.due_at else period_of(next_day_after(day, calendar), policy, calendar)


def last_issued(at: datetime, policy: TimetablePolicy, calendar: WorkCalendar) -> Period:
    """Return the last period whose forms were to go out by `at`."""
    day = last_day_before(calendar.day_of(at) + ONE_DAY, calendar)
    found = period_of(day, policy, calendar)
    return found if found.issued_at <= at else period_of(last_day_before(day, calendar), policy, calendar)


def own_span(span: Span, *, joined_at: datetime | None, left_at: datetime | None) -> Span | None:
    """Return the part of a period in which somebody was there: from joining on, up to the freeze; None for no part."""
    starts_at = max(span.starts_at, joined_at) if joined_at else span.starts_at
    ends_at = min(span.ends_at, left_at) if left_at else span.ends_at
    return Span(starts_at, ends_at) if starts_at < ends_at else None


def owes_report(
    span: Span,
    *,
    joined_at: datetime | None,
    left_at: datetime | None,
    days_away: Collection[date],
    calendar: WorkCalendar,
) -> bool:
    """Whether somebody owes the report of a period: there at the cut-off, with a working day in it from joining on (N18).

    The days of a period are those after the day of the last cut-off, up to the day of its own. Days away are none.
    """
    held = own_span(span, joined_at=joined_at, left_at=left_at)
    if held is None or held.ends_at < span.ends_at:
        return False
    day, last = calendar.day_of(span.starts_at) + ONE_DAY, calendar.day_of(span.ends_at)
    if joined_at is not None:
        day = max(day, calendar.day_of(joined_at))
    while day <= last:
        if calendar.is_working_day(day) and day not in days_away:
            return True
        day += ONE_DAY
    return False


def is_late(submitted_at: datetime | None, due_at: datetime, at: datetime) -> bool:
    """Whether a report is late: submitted after the cut-off, or not yet when it has passed; the moment itself is in time."""
    return (submitted_at or at) > due_at


def figures_freeze_at(submitted_at: datetime | None, due_at: datetime) -> datetime | None:
    """Return when the figures freeze: at the cut-off, or at submission if that is later; None while neither is known (N18)."""
    return max(submitted_at, due_at) if submitted_at else None
