"""Proofs (打样): production names a date; who does not is asked by the manager, then by the boss (S91, rules.md §8)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.domain.refused import Refused
from core.domain.steps import Steps
from core.domain.work_calendar import WorkCalendar


class State(StrEnum):
    """How far a proof is."""

    REQUESTED = "requested"  # waits for a promised date
    PROMISED = "promised"
    READY = "ready"
    SEALED = "sealed"  # the buyer's approved sample (封样)
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What can be done to a proof."""

    PROMISE = "promise"  # a date, or another one
    FINISH = "finish"
    SEAL = "seal"  # the buyer approves it
    REWORK = "rework"  # the buyer wants it otherwise: a date is asked for anew
    CANCEL = "cancel"


STEPS: Steps[State, Step] = Steps(
    {
        (State.REQUESTED, Step.PROMISE): State.PROMISED,
        (State.PROMISED, Step.PROMISE): State.PROMISED,
        (State.REQUESTED, Step.FINISH): State.READY,
        (State.PROMISED, Step.FINISH): State.READY,
        (State.READY, Step.SEAL): State.SEALED,
        (State.READY, Step.REWORK): State.REQUESTED,
        **{(state, Step.CANCEL): State.CANCELLED for state in (State.REQUESTED, State.PROMISED, State.READY)},
    }
)
PATH = (State.REQUESTED, State.PROMISED, State.READY, State.SEALED)
# Production has something to do.
IN_WORK = frozenset({State.REQUESTED, State.PROMISED})
ENDED = frozenset({State.SEALED, State.CANCELLED})
MOST_DAYS = 10


@dataclass(frozen=True)
class ProofPolicy:
    """How many working days production has to name a date before the manager co-ordinates, and then before the boss sees it.

    Ours: the plan says that heads have to co-ordinate, and names no time (S91).
    """

    promise_within_days: int = 1
    boss_after_days: int = 1

    def __post_init__(self) -> None:
        if not all(1 <= days <= MOST_DAYS for days in (self.promise_within_days, self.boss_after_days)):
            raise Refused("days", f"Between 1 and {MOST_DAYS} working days.")


@dataclass(frozen=True)
class Deadlines:
    """Until when production names a date, and until when the manager has settled it."""

    promise_by_at: datetime
    boss_by_at: datetime


def deadlines(asked_at: datetime, policy: ProofPolicy, calendar: WorkCalendar) -> Deadlines:
    """Return the deadlines of a proof asked for at this moment; what is asked outside the windows counts from the opening."""
    promise_by_at = calendar.same_time_after(asked_at, policy.promise_within_days)
    return Deadlines(promise_by_at, calendar.same_time_after(promise_by_at, policy.boss_after_days))


class Level(StrEnum):
    """Who has to see to it that a date is named."""

    PRODUCTION = "production"
    MANAGER = "manager"
    BOSS = "boss"


def level_at(at: datetime, due: Deadlines) -> Level:
    """Return whose turn it is at `at` while no date is named."""
    if at <= due.promise_by_at:
        return Level.PRODUCTION
    return Level.MANAGER if at <= due.boss_by_at else Level.BOSS


def is_late(state: str, promised_on: date | None, today: date) -> bool:
    """Whether the promised day has passed and the proof does not lie ready."""
    return state == State.PROMISED and promised_on is not None and promised_on < today
