"""How far a briefing is (S109), and how far a ruling (S111)."""

from enum import StrEnum

from core.domain.steps import Steps


class State(StrEnum):
    """Of a briefing."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    JOINED = "joined"  # moved onto another one's day: two on one day are one (N19)
    CANCELLED = "cancelled"  # the timetable has no day for it any more (N19)


class Step(StrEnum):
    """What happens to it."""

    MOVE = "move"
    JOIN = "join"
    CANCEL = "cancel"
    PLAN = "plan"  # the timetable has a day for it again
    HOLD = "hold"  # its hours are over, or somebody notes who was there
    REOPEN = "reopen"  # a clock that ran ahead closed it
    MISS = "miss"  # its hours are over and nobody was there, or it turned out so


STEPS = Steps(
    {
        (State.PLANNED, Step.MOVE): State.PLANNED,
        (State.PLANNED, Step.JOIN): State.JOINED,
        (State.PLANNED, Step.CANCEL): State.CANCELLED,
        (State.JOINED, Step.PLAN): State.PLANNED,
        (State.CANCELLED, Step.PLAN): State.PLANNED,
        (State.PLANNED, Step.HOLD): State.HELD,
        (State.PLANNED, Step.MISS): State.MISSED,
        (State.MISSED, Step.HOLD): State.HELD,
        (State.HELD, Step.HOLD): State.HELD,
        (State.HELD, Step.MISS): State.MISSED,
        (State.MISSED, Step.MISS): State.MISSED,
        (State.HELD, Step.REOPEN): State.PLANNED,
        (State.MISSED, Step.REOPEN): State.PLANNED,
    }
)


class RulingState(StrEnum):
    """Of a ruling."""

    OPEN = "open"
    TOLD = "told"  # the person has told what came of it
    CLOSED = "closed"


class RulingStep(StrEnum):
    """What is done with it."""

    TELL = "tell"
    GO_ON = "go_on"  # not settled yet, or until another day, or by somebody else
    CLOSE = "close"


RULING_STEPS = Steps(
    {
        (RulingState.OPEN, RulingStep.TELL): RulingState.TOLD,
        (RulingState.TOLD, RulingStep.TELL): RulingState.TOLD,
        (RulingState.OPEN, RulingStep.GO_ON): RulingState.OPEN,
        (RulingState.TOLD, RulingStep.GO_ON): RulingState.OPEN,
        (RulingState.OPEN, RulingStep.CLOSE): RulingState.CLOSED,
        (RulingState.TOLD, RulingStep.CLOSE): RulingState.CLOSED,
    }
)
