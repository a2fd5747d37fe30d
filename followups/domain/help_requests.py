"""Help requests: which step is allowed from where, and when one has waited long enough for the boss (S7)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.steps import Steps
from core.domain.work_calendar import WorkCalendar

WAITING, ANSWERED, CLOSED = "waiting", "answered", "closed"


class Step(StrEnum):
    """What can be done to a request: its author asks on, a leader answers, either of them closes it."""

    ASK = "ask"
    ANSWER = "answer"
    WITHDRAW = "withdraw"  # the author closes it, answered or not
    SETTLE = "settle"  # a leader closes it: only what was answered


# A new message opens what was closed.
STEPS: Steps[str, Step] = Steps(
    {
        (WAITING, Step.ASK): WAITING,
        (ANSWERED, Step.ASK): WAITING,
        (CLOSED, Step.ASK): WAITING,
        (WAITING, Step.ANSWER): ANSWERED,
        (ANSWERED, Step.ANSWER): ANSWERED,
        (CLOSED, Step.ANSWER): ANSWERED,
        (WAITING, Step.WITHDRAW): CLOSED,
        (ANSWERED, Step.WITHDRAW): CLOSED,
        (ANSWERED, Step.SETTLE): CLOSED,
    }
)


@dataclass(frozen=True)
class HelpPolicy:
    """Ours, not the handbook's: how many working days the manager has before the boss is asked (S7)."""

    answer_within_days: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.answer_within_days <= MOST_DAYS:
            raise ValueError(f"Between 1 and {MOST_DAYS} working days.")


MOST_DAYS = 10


def answer_due(asked_at: datetime, policy: HelpPolicy, calendar: WorkCalendar) -> datetime:
    """Return until when an answer is due: the same time of the working day so many days on."""
    return calendar.same_time_after(asked_at, policy.answer_within_days)
