"""How far a report is: a salesperson's (S131), and the department's (S106)."""

from enum import StrEnum

from core.domain.steps import Steps


class State(StrEnum):
    """Of a salesperson's report."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REOPENED = "reopened"


class Step(StrEnum):
    """What can be done with it."""

    WRITE = "write"
    SUBMIT = "submit"
    REOPEN = "reopen"  # by who leads the author, with a reason


STEPS = Steps(
    {
        (State.DRAFT, Step.WRITE): State.DRAFT,
        (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
        (State.SUBMITTED, Step.REOPEN): State.REOPENED,
        (State.REOPENED, Step.WRITE): State.REOPENED,
        (State.REOPENED, Step.SUBMIT): State.SUBMITTED,
    }
)


class DepartmentState(StrEnum):
    """Of the department's report."""

    OPEN = "open"
    SENT = "sent"


class DepartmentStep(StrEnum):
    """What can be done with it."""

    WRITE = "write"
    SEND = "send"


# What was sent can be sent once more: late reports came in, or the manager has more to say.
DEPARTMENT_STEPS = Steps(
    {
        (DepartmentState.OPEN, DepartmentStep.WRITE): DepartmentState.OPEN,
        (DepartmentState.OPEN, DepartmentStep.SEND): DepartmentState.SENT,
        (DepartmentState.SENT, DepartmentStep.WRITE): DepartmentState.SENT,
        (DepartmentState.SENT, DepartmentStep.SEND): DepartmentState.SENT,
    }
)
