"""When a customer goes back to the open pool by rule, and when its owner is warned.

Source: rules.md §6, trust.md T5. All dates are days of the company's calendar. What becomes recyclable on a day goes on
the next one; nobody loses a customer without a warning 7 days before, and another one the day before.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.domain.work_calendar import ONE_DAY, WorkCalendar
from followups.domain.intervals import CadencePolicy, interval_end

WARNED_BEFORE = timedelta(days=7)


class PoolReason(StrEnum):
    """Which rule takes a customer to the pool."""

    ROUNDS = "rounds"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class PoolRule:
    """The company's rule for a grade: so many rounds missed in a row, so many working days without a contact; None: no rule."""

    rounds: int | None = None
    idle_days: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides it.

    - `due_on`: the next due date, which only a contact moves on; None for a customer who is not followed.
    - `silent_since`: the day of the last contact, else of the entry.
    - `held_since`: the day on which the present owner got it; no day before it counts against them.
    - `protected_until`: the last day on which no rule takes a claimed customer back.
    """

    grade: str
    due_on: date | None
    silent_since: date
    held_since: date
    protected_until: date | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """The customer goes on `goes_on`, and its owner is told on `warn_on`, at least 7 days before.

    `since`: the day from which the rule counted its `count`.
    """

    warn_on: date
    goes_on: date
    reason: PoolReason
    count: int
    since: date


def leaving(
    standing: Standing, rule: PoolRule, cadence: CadencePolicy, calendar: WorkCalendar
) -> Leaving | None:
    """Return when the customer goes if nobody contacts it, by the rule that takes it first; None without a rule."""
    found = [
        one
        for one in (_by_rounds(standing, rule, cadence, calendar), _by_silence(standing, rule, calendar))
        if one is not None
    ]
    return min(found, key=lambda one: one.goes_on) if found else None


def rounds_missed_from(
    due_on: date, count: int, grade: str, cadence: CadencePolicy, calendar: WorkCalendar
) -> date:
    """The first day on which `count` rounds in a row are missed: each a whole interval of the grade (N15)."""
    interval, ended_on = cadence.interval_of(grade), due_on
    for _round in range(count):
        ended_on = interval_end(ended_on, interval, calendar)
    return max(ended_on + ONE_DAY, calendar.next_working_day(due_on))


def _by_rounds(
    standing: Standing, rule: PoolRule, cadence: CadencePolicy, calendar: WorkCalendar
) -> Leaving | None:
    """Nobody is warned of a customer that is not even overdue."""
    if rule.rounds is None or standing.due_on is None:
        return None
    due_on = max(standing.due_on, standing.held_since)
    recyclable_on = rounds_missed_from(due_on, rule.rounds, standing.grade, cadence, calendar)
    return _leaving(
        standing, recyclable_on, calendar.next_working_day(due_on), PoolReason.ROUNDS, rule.rounds, due_on
    )


def _by_silence(standing: Standing, rule: PoolRule, calendar: WorkCalendar) -> Leaving | None:
    """Recyclable on the first day before which so many whole working days passed without a contact."""
    if rule.idle_days is None:
        return None
    since = max(standing.silent_since, standing.held_since)
    recyclable_on = calendar.add_working_days(since, rule.idle_days) + ONE_DAY
    return _leaving(standing, recyclable_on, since + ONE_DAY, PoolReason.IDLE, rule.idle_days, since)


def _leaving(
    standing: Standing, recyclable_on: date, warn_from: date, reason: PoolReason, count: int, since: date
) -> Leaving:
    goes_on = recyclable_on + ONE_DAY
    if standing.protected_until is not None:
        goes_on = max(goes_on, standing.protected_until + ONE_DAY)
    warn_on = max(goes_on - WARNED_BEFORE, warn_from)
    return Leaving(warn_on, max(goes_on, warn_on + WARNED_BEFORE), reason, count, since)


class Step(StrEnum):
    """What the sweep does with a customer on a day."""

    NOTHING = "nothing"
    WARN = "warn"
    REMIND = "remind"
    GO = "go"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Told:
    """What the owner was told: when, that it goes on which day, and when they were reminded."""

    warned_on: date
    goes_on: date
    reminded_on: date | None = None


def next_step(found: Leaving | None, told: Told | None, today: date) -> tuple[Step, date]:
    """Return what is to be done today, and the day on which the customer goes.

    A sweep that comes late warns late, and the customer goes later: never less than 7 days after the first warning, and
    not before the day after the second. A warning that no rule would give any more is dropped.
    """
    if found is None or found.warn_on > today:
        return (Step.DROP if told else Step.NOTHING), date.max
    if told is None:
        return Step.WARN, max(found.goes_on, today + WARNED_BEFORE)
    goes_on = max(found.goes_on, told.goes_on)
    if told.reminded_on is None or told.goes_on != goes_on:
        is_near = today >= goes_on - ONE_DAY
        return (Step.REMIND, max(goes_on, today + ONE_DAY)) if is_near else (Step.NOTHING, goes_on)
    return (Step.GO if today >= goes_on else Step.NOTHING), goes_on
