"""The states of an adviser's advice (S127)."""

from enum import StrEnum

from core.domain.steps import Steps


class State(StrEnum):
    """How far it is."""

    OPEN = "open"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"


class Step(StrEnum):
    """What is done to it."""

    ADOPT = "adopt"
    DECLINE = "decline"
    REPORT = "report"  # what came of it


STEPS: Steps[State, Step] = Steps(
    {
        (State.OPEN, Step.ADOPT): State.ADOPTED,
        (State.OPEN, Step.DECLINE): State.NOT_ADOPTED,
        (State.NOT_ADOPTED, Step.ADOPT): State.ADOPTED,
        (State.ADOPTED, Step.REPORT): State.ADOPTED,
    }
)
