"""Leave, trips and sick leave: which step is allowed from where, from when on it counts, and who decides.

Source: S35, S124, rules.md §6 and §7 (nothing waits for a second pair of hands that does not exist), N9 (whole days).
Days are dates of the company's calendar, people are ids.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.domain.refused import Refused
from core.domain.steps import Steps

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)


class State(StrEnum):
    """How a request stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"  # approved, and taken back by who decides before it began
    ENDED = "ended"  # came back, or was called back, sooner: the last day away is the day before


class Step(StrEnum):
    """What can be done to a request."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    COME_BACK = "come_back"
    REVOKE = "revoke"  # the approver's; the two others are the person's own


STEPS: Steps[State, Step] = Steps(
    {
        (State.REQUESTED, Step.APPROVE): State.APPROVED,
        (State.REQUESTED, Step.REFUSE): State.REFUSED,
        (State.REQUESTED, Step.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Step.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Step.COME_BACK): State.ENDED,
        (State.APPROVED, Step.REVOKE): State.REVOKED,
    }
)
# In these a person is, or was, away: they alone count for scope, clocks, due dates and figures.
HOLDING = frozenset({State.APPROVED, State.ENDED})
WAITING = State.REQUESTED

BOSS, MANAGER = "boss", "manager"


@dataclass(frozen=True)
class AbsencePolicy:
    """Who approves leave and trips: the boss (S124), or the team's manager where the company says so."""

    approver: str = BOSS

    def __post_init__(self) -> None:
        if self.approver not in {BOSS, MANAGER}:
            raise Refused("unknown_approver", "The boss approves, or the team's manager.")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, both ends included."""

    first: date
    last: date

    def meets(self, other: "Span") -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last


def allows(state: State, step: Step, span: Span, today: date) -> bool:
    """Whether `step` can be done today to an absence of these days.

    An approved one is withdrawn before its first day and ended from that day on, and revoked until its last; what is over
    stays as it was, and a request whose days have passed can no longer be approved (a rule holds from now on, never
    backwards).
    """
    if not STEPS.allows(state, step):
        return False
    if step in {Step.APPROVE, Step.REVOKE}:
        return today <= span.last
    if state is State.APPROVED:
        return today < span.first if step is Step.WITHDRAW else span.first <= today <= span.last
    return True


def approved_span(span: Span, today: date) -> Span:
    """Return the days for which a request holds that is approved today: what has passed stays the person's own."""
    return Span(max(span.first, today), span.last)


def coming_back(span: Span, today: date) -> tuple[State, date]:
    """Return what an absence becomes, and its last day, when the person is back today.

    Today is theirs again, as a whole day (N9). On the first day they were never away: it is withdrawn.
    """
    if today <= span.first:
        return State.WITHDRAWN, span.last
    return State.ENDED, min(span.last, today - ONE_DAY)


def revoking(span: Span, today: date) -> tuple[State, date]:
    """Return what an absence becomes, and its last day, when its approval is taken back today.

    Before its first day, and on it, it never was; later the days that have passed stay the person's own.
    """
    state, last = coming_back(span, today)
    return (State.REVOKED if state is State.WITHDRAWN else state), last


def check_span(span: Span, today: date) -> str:
    """Return why nobody can ask for these days, "" when they can: `ends_early`, `in_past`, `too_far` or `too_long`."""
    if span.last < span.first:
        return "ends_early"
    if span.first < today:
        return "in_past"
    if span.first - today > LONGEST:
        return "too_far"
    return "too_long" if span.last - span.first >= LONGEST else ""


def approvers(
    person: int, *, is_boss: bool, policy: AbsencePolicy, bosses: Collection[int], manager: int | None
) -> frozenset[int]:
    """Return who decides on a request of `person`; nobody: it holds at once.

    The one the policy names, else the other of the two. A boss asks nobody, and nobody decides on their own. `bosses`
    and `manager` are active.
    """
    if is_boss:
        return frozenset()
    groups = {BOSS: frozenset(bosses), MANAGER: frozenset() if manager is None else frozenset({manager})}
    first = groups[policy.approver] - {person}
    return first or (groups[MANAGER if policy.approver == BOSS else BOSS] - {person})
