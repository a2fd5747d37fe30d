"""The company's work calendar: which days and hours are worked, and counting in them.

Source: rules.md §1, N1, N2, S121-S123. Instants come in and go out as aware UTC datetimes; days are dates of
the company's time zone. Working time is counted on the clock on the company's wall, so a change to summer
time, which falls outside any window, neither adds nor takes a minute.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.domain import official_calendar
from core.domain.refused import Refused

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
SUNDAY = 6
FIRST_YEAR = 2000  # what people enter did not happen before it
LAST_YEAR = 2100  # nor do addresses ask for it or later

OwnDays = tuple[tuple[date, bool], ...]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of working time within a day: from `opens` (included) to `closes` (excluded)."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise Refused("window_closes_early", "A window has to close after it opens.")


@dataclass(frozen=True)
class CalendarPolicy:
    """The company's working hours and weekly rest days (0 is Monday); the defaults are the handbook's.

    `evening` counts as working time only when `evening_counts`. Raises ValueError for windows that overlap or
    are out of order, an evening before them, an unknown time zone, or a week without a working day.
    """

    time_zone: str = "Asia/Shanghai"
    windows: tuple[Window, ...] = (Window(time(9), time(11, 30)), Window(time(13, 30), time(17)))
    evening: Window | None = Window(time(18), time(20))
    evening_counts: bool = False
    weekly_rest_days: frozenset[int] = frozenset({SUNDAY})

    def __post_init__(self) -> None:
        _check_zone(self.time_zone)
        _check_windows(self.windows, self.evening)
        if self.weekly_rest_days == frozenset(range(7)):
            raise Refused(
                "no_working_day", "Weekly rest days are numbers from 0 (Monday) to 6, and not all of them."
            )
        if not self.weekly_rest_days < frozenset(range(7)):
            raise ValueError("Weekly rest days are numbers from 0 (Monday) to 6, and not all of them.")

    @cached_property
    def counted_windows(self) -> tuple[Window, ...]:
        """The windows in which working minutes run: with the evening only when it counts."""
        return self.windows_with(evening=self.evening_counts)

    def windows_with(self, *, evening: bool) -> tuple[Window, ...]:
        """The day's windows, with or without the evening shift."""
        return (*self.windows, self.evening) if evening and self.evening else self.windows


class WorkCalendar:
    """The company's calendar, to be built wherever it is needed: years are worked out once for the process.

    `own_days` are the company's own exceptions: True works, False is off; they win over everything (N1).
    """

    def __init__(
        self, policy: CalendarPolicy | None = None, own_days: Mapping[date, bool] | None = None
    ) -> None:
        self.policy = policy or CalendarPolicy()
        self._zone = ZoneInfo(self.policy.time_zone)
        self._own_days = _group_by_year(own_days or {})
        self._years: dict[int, tuple[date, ...]] = {}
        self._windows = [
            (_since_midnight(w.opens), _since_midnight(w.closes)) for w in self.policy.counted_windows
        ]
        self._day_length = sum((closes - opens for opens, closes in self._windows), timedelta())

    # Days

    def is_working_day(self, day: date) -> bool:
        """Whether the company works on `day` (N1)."""
        days = self._working_days(day.year)
        place = bisect_left(days, day)
        return place < len(days) and days[place] == day

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`, never `day` itself (N2)."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`, never `day` itself (N2)."""
        return self.last_working_day_on_or_before(day - ONE_DAY)

    def last_working_day_on_or_before(self, day: date) -> date:
        """`day` itself when it is worked, else the last working day before it."""
        year = day.year
        place = bisect_right(self._working_days(year), day) - 1
        while place < 0:
            year -= 1
            place = len(self._working_days(year)) - 1
        return self._working_days(year)[place]

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day strictly after `day` (N2). Raises ValueError for a count below 1."""
        if count < 1:
            raise ValueError("Working days can only be added from 1 upwards.")
        year = day.year
        place = bisect_right(self._working_days(year), day) + count - 1
        while place >= len(self._working_days(year)):
            place -= len(self._working_days(year))
            year += 1
        return self._working_days(year)[place]

    def same_time_after(self, at: datetime, days: int) -> datetime:
        """The same time of the working day `days` on; a moment outside the windows counts from the next opening."""
        start = self.next_opening(at)
        return self.instant_of(self.add_working_days(self.day_of(start), days), self.local(start).time())

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until`; 0 when `until` is not later."""
        if until <= after:
            return 0
        passed = sum(len(self._working_days(year)) for year in range(after.year, until.year))
        into_last = bisect_right(self._working_days(until.year), until)
        return passed + into_last - bisect_right(self._working_days(after.year), after)

    def working_days_in_month(self, day: date) -> int:
        """How many working days the calendar month of `day` has."""
        first = day.replace(day=1)
        next_first = (first + timedelta(days=31)).replace(day=1)
        days = self._working_days(day.year)
        if next_first.year > day.year:
            return len(days) - bisect_left(days, first)
        return bisect_left(days, next_first) - bisect_left(days, first)

    def is_announced(self, year: int) -> bool:
        """Whether the public holidays of `year` are known; if not, none are counted and pages say so."""
        return official_calendar.is_announced(year)

    # Instants

    def local(self, at: datetime) -> datetime:
        """The aware instant `at` on the company's clock. Raises ValueError for a naive datetime."""
        if at.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return at.astimezone(self._zone)

    def day_of(self, at: datetime) -> date:
        """The company's date at the instant `at`."""
        return self.local(at).date()

    def start_of(self, day: date) -> datetime:
        """The UTC instant at which `day` begins for the company (local midnight)."""
        return self.instant_of(day, time.min)

    def instant_of(self, day: date, clock_time: time) -> datetime:
        """The UTC instant at which the company's clock shows `clock_time` on `day`."""
        return self._to_utc(datetime.combine(day, clock_time))

    def windows_of(self, day: date, *, include_evening: bool | None = None) -> tuple[Window, ...]:
        """The windows of `day`, none on a day off; with the evening as asked, by default as it counts."""
        if not self.is_working_day(day):
            return ()
        if include_evening is None:
            return self.policy.counted_windows
        return self.policy.windows_with(evening=include_evening)

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies inside a window that counts; the closing time itself no longer does."""
        return self.next_opening(at) == at

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself inside a window, else the next time one opens (N2, N8)."""
        return self.add_working_minutes(at, 0)

    def last_closing_before(self, at: datetime) -> datetime:
        """The last closing time of a counted window at or before `at` (N4)."""
        wall = self._to_wall(at)
        return next(self._to_utc(closes) for _, closes in self._windows_back_from(wall) if closes <= wall)

    def add_working_minutes(self, start_at: datetime, minutes: int) -> datetime:
        """The earliest instant at which `minutes` working minutes have passed since `start_at` (N2).

        With 0 minutes that is the start itself or, outside the windows, the next opening. Raises ValueError
        for a negative number.
        """
        if minutes < 0:
            raise ValueError("Working minutes can only be added from 0 upwards.")
        wall, left = self._to_wall(start_at), timedelta(minutes=minutes)
        for opens, closes in self._windows_from(wall):
            begins = max(opens, wall)
            if left <= closes - begins:
                return self._to_utc(begins + left)
            left -= closes - begins
        raise AssertionError("unreachable: windows never end")

    def subtract_working_minutes(self, end_at: datetime, minutes: int) -> datetime:
        """The earliest instant from which `minutes` working minutes or fewer are left until `end_at` (N3).

        Raises ValueError for a negative number.
        """
        if minutes < 0:
            raise ValueError("Working minutes can only be subtracted from 0 upwards.")
        wall, left = self._to_wall(end_at), timedelta(minutes=minutes)
        for opens, closes in self._windows_back_from(wall):
            ends = min(closes, wall)
            if left < ends - opens:
                return self._to_utc(ends - left)
            left -= ends - opens
        raise AssertionError("unreachable: windows never end")

    def working_minutes_between(self, a_at: datetime, b_at: datetime) -> int:
        """Whole working minutes between two instants, a begun one left out; 0 when `b_at` is not later."""
        if b_at <= a_at:
            return 0
        a_wall, b_wall = self._to_wall(a_at), self._to_wall(b_at)
        whole_days = self.working_days_between(a_wall.date() - ONE_DAY, b_wall.date() - ONE_DAY)
        worked = self._day_length * whole_days + self._worked_by(b_wall) - self._worked_by(a_wall)
        return worked // ONE_MINUTE

    # Inside

    def _working_days(self, year: int) -> tuple[date, ...]:
        days = self._years.get(year)
        if days is None:
            days = _find_working_days(year, self.policy.weekly_rest_days, self._own_days.get(year, ()))
            self._years[year] = days
        return days

    def _to_wall(self, at: datetime) -> datetime:
        return self.local(at).replace(tzinfo=None)

    def _to_utc(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self._zone).astimezone(UTC)

    def _worked_by(self, wall: datetime) -> timedelta:
        if not self.is_working_day(wall.date()):
            return timedelta()
        clock = _since_midnight(wall.time())
        return sum(
            (min(clock, closes) - opens for opens, closes in self._windows if opens < clock), timedelta()
        )

    def _windows_from(self, wall: datetime) -> Iterator[Span]:
        """Windows that close after `wall`, forwards."""
        day = wall.date()
        if not self.is_working_day(day):
            day = self.next_working_day(day)
        while True:
            yield from (span for span in self._spans_of(day) if span[1] > wall)
            day = self.next_working_day(day)

    def _windows_back_from(self, wall: datetime) -> Iterator[Span]:
        """Windows that open before `wall`, backwards."""
        day = self.last_working_day_on_or_before(wall.date())
        while True:
            yield from (span for span in reversed(self._spans_of(day)) if span[0] < wall)
            day = self.previous_working_day(day)

    def _spans_of(self, day: date) -> list[Span]:
        midnight = datetime.combine(day, time.min)
        return [(midnight + opens, midnight + closes) for opens, closes in self._windows]


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"Unknown time zone: {name!r}.") from error


def _check_windows(windows: tuple[Window, ...], evening: Window | None) -> None:
    if not windows:
        raise ValueError("A working day needs at least one window.")
    ordered = (*windows, evening) if evening else windows
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
            raise Refused(
                "windows_overlap", "Windows have to follow each other without overlapping, the evening last."
            )


def _group_by_year(own_days: Mapping[date, bool]) -> dict[int, OwnDays]:
    grouped: dict[int, OwnDays] = {}
    for day in sorted(own_days):
        grouped[day.year] = (*grouped.get(day.year, ()), (day, own_days[day]))
    return grouped


def _since_midnight(clock: time) -> timedelta:
    return timedelta(
        hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond
    )


@lru_cache(maxsize=256)
def _find_working_days(year: int, rest_days: frozenset[int], own_days: OwnDays) -> tuple[date, ...]:
    overrides = dict(own_days)
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range((date(year, 12, 31) - first).days + 1))
    return tuple(day for day in days if overrides.get(day, _is_worked_by_rule(day, rest_days)))


def _is_worked_by_rule(day: date, rest_days: frozenset[int]) -> bool:
    """N1 without the company's own days."""
    if official_calendar.is_make_up_day(day):
        return True
    if official_calendar.is_public_holiday(day) or day.weekday() in rest_days:
        return False
    return day.weekday() < official_calendar.SATURDAY or not _is_in_holiday_run(day)


def _is_in_holiday_run(day: date) -> bool:
    """Whether the unbroken run of official days off around `day` holds a public holiday."""
    return any(_meets_holiday(day, step) for step in (ONE_DAY, -ONE_DAY))


def _meets_holiday(day: date, step: timedelta) -> bool:
    while not official_calendar.is_official_working_day(day):
        if official_calendar.is_public_holiday(day):
            return True
        day += step
    return False
