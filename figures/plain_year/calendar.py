"""The company's work calendar (rules.md §1; examples.md N1, N2).

All datetimes are naive local times of the company (UTC+8, no daylight saving time).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0, 0)
SATURDAY = 5
SUNDAY = 6

MORNING_OPENS = time(9, 0)
MORNING_CLOSES = time(11, 30)
AFTERNOON_OPENS = time(13, 30)
AFTERNOON_CLOSES = time(17, 0)
EVENING_OPENS = time(18, 0)
EVENING_CLOSES = time(20, 0)

LOOK_AHEAD = 1000
"""No company is shut for longer than this many days: a guard against endless searches."""


def start_of(day: date) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, MIDNIGHT)


def end_of(day: date) -> datetime:
    """24:00 of a day, that is 00:00 of the next one."""
    return start_of(day + ONE_DAY)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A clock time on a day."""
    return datetime.combine(day, time(hour, minute))


def monday_of(day: date) -> date:
    """The Monday of the calendar week, Monday to Sunday (§7)."""
    return day - timedelta(days=day.weekday())


def first_of_month(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def first_of_next_month(day: date) -> date:
    """The first day of the month after the day's month."""
    if day.month == 12:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def days_from_to(first: date, last: date) -> list[date]:
    """All days from ``first`` to ``last``, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True, eq=False)
class Calendar:
    """Plain data in, working days and working minutes out.

    ``public_holidays``: the days that the official announcement gives off (those on a weekend may
    be listed or not).  ``make_up_days``: weekend days that the announcement makes working days.
    ``company_on`` and ``company_off``: the company's own days, which win over all (N1).
    ``evening_counts``: the policy switch of §1; off by default.
    """

    public_holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    company_on: frozenset[date] = frozenset()
    company_off: frozenset[date] = frozenset()
    evening_counts: bool = False
    _seen: dict[date, bool] = field(default_factory=dict, repr=False)

    # --- days ------------------------------------------------------------------------------

    def is_officially_off(self, day: date) -> bool:
        """The official calendar: Monday to Friday, holidays, make-up days (N1)."""
        if day in self.make_up_days:
            return False
        return day in self.public_holidays or day.weekday() in (SATURDAY, SUNDAY)

    def is_in_run_with_holiday(self, day: date) -> bool:
        """Is the day in an unbroken run of official days off that holds a public holiday? (N1)"""
        if not self.is_officially_off(day):
            return False
        run = [day]
        before = day - ONE_DAY
        while self.is_officially_off(before):
            run.append(before)
            before -= ONE_DAY
        after = day + ONE_DAY
        while self.is_officially_off(after):
            run.append(after)
            after += ONE_DAY
        return any(each in self.public_holidays for each in run)

    def is_working_day(self, day: date) -> bool:
        """The company's calendar (N1)."""
        if day not in self._seen:
            self._seen[day] = self._is_working_day(day)
        return self._seen[day]

    def _is_working_day(self, day: date) -> bool:
        # "The company's own days, on or off, win over all."
        if day in self.company_off:
            return False
        if day in self.company_on:
            return True
        # "In the company's, a make-up day works;"
        if day in self.make_up_days:
            return True
        if day in self.public_holidays:
            return False
        # "a weekend day in an unbroken run of official days off that holds a public holiday is
        # off;"
        if day.weekday() in (SATURDAY, SUNDAY) and self.is_in_run_with_holiday(day):
            return False
        # "otherwise Monday to Saturday work."
        return day.weekday() != SUNDAY

    def is_announced(self, year: int) -> bool:
        """Is anything known of the year?  If not: a visible notice, no error (§1)."""
        return any(day.year == year for day in self.public_holidays | self.make_up_days)

    def next_working_day(self, day: date) -> date:
        """Never the day itself (N2)."""
        for n in range(1, LOOK_AHEAD):
            if self.is_working_day(day + timedelta(days=n)):
                return day + timedelta(days=n)
        raise ValueError("no working day ahead")

    def previous_working_day(self, day: date) -> date:
        """Never the day itself (N2)."""
        for n in range(1, LOOK_AHEAD):
            if self.is_working_day(day - timedelta(days=n)):
                return day - timedelta(days=n)
        raise ValueError("no working day before")

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day strictly after ``day``, n ≥ 1 (N2)."""
        if n < 1:
            raise ValueError("n must be at least 1")
        for _ in range(n):
            day = self.next_working_day(day)
        return day

    def working_days(self, first: date, last: date) -> list[date]:
        """The working days from ``first`` to ``last``, both included."""
        return [day for day in days_from_to(first, last) if self.is_working_day(day)]

    # --- windows and minutes ---------------------------------------------------------------

    def windows(self, day: date) -> list[tuple[datetime, datetime]]:
        """The working windows of a day, empty on a day off (§1)."""
        if not self.is_working_day(day):
            return []
        hours = [(MORNING_OPENS, MORNING_CLOSES), (AFTERNOON_OPENS, AFTERNOON_CLOSES)]
        if self.evening_counts:
            hours.append((EVENING_OPENS, EVENING_CLOSES))
        return [(datetime.combine(day, opens), datetime.combine(day, closes)) for opens, closes in hours]

    def is_inside(self, moment: datetime) -> bool:
        """Inside a window, its opening and its closing time included (CHOICES 1)."""
        return any(opens <= moment <= closes for opens, closes in self.windows(moment.date()))

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself when a working minute starts there, else the next opening."""
        for n in range(LOOK_AHEAD):
            for opens, closes in self.windows(moment.date() + timedelta(days=n)):
                if moment < closes:
                    return max(moment, opens)
        raise ValueError("no window ahead")

    def last_closing_before(self, moment: datetime) -> datetime:
        """The last closing time at or before the moment (N4)."""
        for n in range(LOOK_AHEAD):
            for _, closes in reversed(self.windows(moment.date() - timedelta(days=n))):
                if closes <= moment:
                    return closes
        raise ValueError("no window before")

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest instant at which ``amount`` of working time has passed (N2)."""
        if amount < timedelta(0):
            raise ValueError("amount must not be negative")
        if amount == timedelta(0):
            return self.next_opening(start)
        left = amount
        for n in range(LOOK_AHEAD):
            for opens, closes in self.windows(start.date() + timedelta(days=n)):
                begin = max(opens, start)
                if begin >= closes:
                    continue
                if left <= closes - begin:
                    return begin + left
                left -= closes - begin
        raise ValueError("not enough working time ahead")

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The earliest instant at which that many working minutes have passed (N2)."""
        return self.add_working_time(start, timedelta(minutes=minutes))

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """The working time between two moments; nothing when b is not after a."""
        total = timedelta(0)
        if b <= a:
            return total
        for day in days_from_to(a.date(), b.date()):
            for opens, closes in self.windows(day):
                begin, end = max(opens, a), min(closes, b)
                if begin < end:
                    total += end - begin
        return total

    def working_minutes_between(self, a: datetime, b: datetime) -> int:
        """The same in whole minutes."""
        return self.working_time_between(a, b) // timedelta(minutes=1)
