"""The weekly figures of the cadence, worked out at night (N17)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction

from accounts.models import User
from core.domain.work_calendar import ONE_DAY
from followups.domain.cadence import GradeSpan
from followups.domain.compliance import (
    CountWindow,
    History,
    Span,
    Tally,
    tally_window,
    window_of,
    windows_ending_in,
)
from followups.domain.running_week import windows_of_week
from followups.models import CadenceWeek
from followups.selectors.compliance import Period, read_histories
from followups.selectors.due_inputs import Rules, rules_at

GRADES = "ABCD"
WEEKS = 5
SEVEN_DAYS = timedelta(days=7)


def mondays_of(today: date) -> list[date]:
    """The Mondays of the last four weeks and of this one, oldest first."""
    monday = today - timedelta(days=today.weekday())
    return [monday - SEVEN_DAYS * number for number in reversed(range(WEEKS))]


def refresh_weeks(*, at: datetime, users: Iterable[Any] | None = None) -> int:
    """Work out the last four weeks and the running one, up to yesterday, for each salesperson; returns how many rows.

    Run twice it writes the same.
    """
    rules = rules_at(at)
    people = User.objects.salespeople() if users is None else users
    return sum(_refresh_person(user, rules) for user in people)


def week_tally(histories: Iterable[History], monday: date, until_on: date, rules: Rules) -> Tally:
    """Asked and kept over all histories in one week, also while it still runs."""
    tallies = _tally(
        histories, lambda grade: windows_of_week(grade, monday, until_on, rules.policy), rules, {}
    )
    return sum(tallies.values(), Tally())


def tally_ended(
    histories: Mapping[int, Iterable[History]], from_on: date, until_on: date, rules: Rules
) -> dict[int, dict[tuple[str, date], Tally]]:
    """Asked and kept in the windows that end from `from_on` to `until_on`: by person, then by grade and last day (N17)."""

    def windows(grade: str) -> Iterator[CountWindow]:
        return windows_ending_in(from_on, until_on, rules.policy.interval_of(grade).unit)

    memo: dict[Any, Tally] = {}
    return {user_id: _tally(of_user, windows, rules, memo) for user_id, of_user in histories.items()}


def first_day_asked(from_on: date, rules: Rules) -> date:
    """Return the first day that a window ending on `from_on` or later can hold: from when on histories are read."""
    units = (rules.policy.interval_of(grade).unit for grade in GRADES)
    return min(window_of(from_on, unit).first_on for unit in units)


def _tally(
    histories: Iterable[History], windows: Callable[[str], Iterable[CountWindow]], rules: Rules, memo: dict[Any, Tally]
) -> dict[tuple[str, date], Tally]:  # fmt: skip
    """Equal stretches of history are judged once: many customers are equal as far as a window asks for them."""
    of_grade = {grade: list(windows(grade)) for grade in GRADES}
    total: dict[tuple[str, date], Tally] = {}
    for history in histories:
        for grade in {span.grade for span in history.grades}:
            for window in of_grade[grade]:
                key = (grade, window, *_clip(history, window))
                if key not in memo:
                    clipped = History(*key[2:])
                    memo[key] = tally_window(clipped, grade, window, rules.policy, rules.calendar)
                place = (grade, window.last_on)
                total[place] = total.get(place, Tally()) + memo[key]
    return total


@transaction.atomic
def _refresh_person(user: Any, rules: Rules) -> int:
    yesterday = rules.today - ONE_DAY
    mondays = mondays_of(rules.today)
    histories = read_histories(user, Period(mondays[0].replace(day=1), yesterday), rules)
    for monday in mondays:
        until_on = min(yesterday, monday + SEVEN_DAYS - ONE_DAY)
        tally = week_tally(histories, monday, until_on, rules)
        CadenceWeek.objects.update_or_create(
            user=user,
            monday=monday,
            defaults={"until_on": until_on, "asked": tally.asked, "kept": tally.kept},
        )
    return len(mondays)


def _clip(
    history: History, window: CountWindow
) -> tuple[date, tuple[GradeSpan, ...], tuple[Span, ...], frozenset[date]]:
    """The values of the history as far as the window asks for them."""
    first, last = window.first_on, window.last_on
    return (
        max(history.entered_on, first - ONE_DAY),
        _grades_in(history.grades, first, last),
        _spans_in(history.responsible, first, last),
        frozenset(day for day in history.contact_days if first <= day <= last),
    )


@lru_cache(maxsize=4096)
def _grades_in(spans: tuple[GradeSpan, ...], first: date, last: date) -> tuple[GradeSpan, ...]:
    clipped = (
        GradeSpan(span.grade, max(span.from_on, first), min(span.until_on or last, last)) for span in spans
    )
    return tuple(span for span in clipped if span.from_on <= (span.until_on or last))


@lru_cache(maxsize=4096)
def _spans_in(spans: tuple[Span, ...], first: date, last: date) -> tuple[Span, ...]:
    clipped = (Span(max(span.from_on, first), min(span.until_on or last, last)) for span in spans)
    return tuple(span for span in clipped if span.from_on <= (span.until_on or last))
