"""Suggestions to the boss: which step is allowed from where, and how many a day are taken (S141)."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.steps import Steps

WAITING, RULED, CLOSED = "waiting", "ruled", "closed"


class Step(StrEnum):
    """What the boss does with a suggestion: answers it, or closes it (with or without an answer)."""

    RULE = "rule"
    CLOSE = "close"


# A ruling can be worded anew; ruling on what was closed opens it again.
STEPS: Steps[str, Step] = Steps(
    {
        (WAITING, Step.RULE): RULED,
        (RULED, Step.RULE): RULED,
        (CLOSED, Step.RULE): RULED,
        (WAITING, Step.CLOSE): CLOSED,
        (RULED, Step.CLOSE): CLOSED,
    }
)


@dataclass(frozen=True)
class SuggestionPolicy:
    """Ours: how many signed ones a person may write a day, and how many anonymous ones the company takes a day.

    Who writes an anonymous one is counted nowhere, so that their number is the whole company's.
    """

    signed_a_day: int = 5
    anonymous_a_day: int = 10

    def __post_init__(self) -> None:
        if not (1 <= self.signed_a_day <= MOST and 1 <= self.anonymous_a_day <= MOST):
            raise ValueError(f"Between 1 and {MOST} a day.")


MOST = 100
