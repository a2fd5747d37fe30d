"""Samples (寄样): which step is allowed from where, what has to be done before dispatch, what an offer of the freight says.

Source: S86–S90, rules.md §8. No sample, no order: a sample is refused only with a reason, and what is refused can still be
approved. States are those of a physical sample; the electronic one that goes first is a date beside them.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.refused import Refused
from core.domain.steps import Steps


class State(StrEnum):
    """How far a sample is."""

    REQUESTED = "requested"
    APPROVED = "approved"
    IN_PRODUCTION = "in_production"
    READY = "ready"
    SENT = "sent"
    RECEIVED = "received"
    FEEDBACK = "feedback"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What can be done to a sample."""

    APPROVE = "approve"
    REFUSE = "refuse"
    START = "start"
    FINISH = "finish"  # it lies ready: made, or taken from the sample room
    ACCEPT = "accept"  # the quality check
    FAIL = "fail"
    SEND = "send"
    RECEIVE = "receive"
    JUDGE = "judge"  # the buyer's feedback
    CANCEL = "cancel"


STEPS: Steps[State, Step] = Steps(
    {
        (State.REQUESTED, Step.APPROVE): State.APPROVED,
        (State.REQUESTED, Step.REFUSE): State.REFUSED,
        (State.REFUSED, Step.APPROVE): State.APPROVED,
        (State.APPROVED, Step.START): State.IN_PRODUCTION,
        (State.APPROVED, Step.FINISH): State.READY,
        (State.IN_PRODUCTION, Step.FINISH): State.READY,
        (State.READY, Step.ACCEPT): State.READY,
        (State.READY, Step.FAIL): State.IN_PRODUCTION,
        (State.READY, Step.SEND): State.SENT,
        (State.SENT, Step.RECEIVE): State.RECEIVED,
        (State.SENT, Step.JUDGE): State.FEEDBACK,
        (State.RECEIVED, Step.JUDGE): State.FEEDBACK,
        **{
            (state, Step.CANCEL): State.CANCELLED
            for state in (State.REQUESTED, State.APPROVED, State.IN_PRODUCTION, State.READY)
        },
    }
)
# The way of a sample as its page draws it.
PATH = (
    State.REQUESTED, State.APPROVED, State.IN_PRODUCTION, State.READY, State.SENT, State.RECEIVED, State.FEEDBACK,
)  # fmt: skip
BEFORE_DISPATCH = frozenset({State.REQUESTED, State.APPROVED, State.IN_PRODUCTION, State.READY})
ENDED = frozenset({State.FEEDBACK, State.REFUSED, State.CANCELLED})
MOST_PIECES = 100_000


class Missing(StrEnum):
    """What a sample that lies ready still waits for."""

    CHECK = "check"  # its quality decides (S88)
    PAYMENT = "payment"  # the T/T receipt (S89)


def missing_for_dispatch(*, is_checked: bool, pays_first: bool, is_paid: bool) -> tuple[Missing, ...]:
    """Return what has to be done before the sample may leave, in the order in which it is done."""
    found = []
    if not is_checked:
        found.append(Missing.CHECK)
    if pays_first and not is_paid:
        found.append(Missing.PAYMENT)
    return tuple(found)


@dataclass(frozen=True)
class SamplePolicy:
    """From which quantity or value on the buyer pays by T/T before dispatch (S89), and how long a parcel is under way.

    The documents name neither: not set until the company sets it. `pay_from_value` is in `pay_currency`.
    """

    pay_from_pieces: int | None = None
    pay_from_value: Decimal | None = None
    pay_currency: str = "USD"
    transit_days: int | None = None

    def __post_init__(self) -> None:
        if self.pay_from_pieces is not None and not 1 <= self.pay_from_pieces <= MOST_PIECES:
            raise Refused("pieces", f"Between 1 and {MOST_PIECES} pieces.")
        if self.pay_from_value is not None and self.pay_from_value <= 0:
            raise Refused("value", "More than nothing.")
        if self.transit_days is not None and not 1 <= self.transit_days <= 90:
            raise Refused("transit", "Between 1 and 90 days.")


def asks_payment(
    policy: SamplePolicy, *, pieces: int, value: Decimal | None = None, currency: str = ""
) -> bool:
    """Whether a sample of so many pieces and this value of goods waits for the T/T receipt (S89).

    A value in another currency is not compared (`is_uncompared`): no rate is invented.
    """
    is_many = policy.pay_from_pieces is not None and pieces >= policy.pay_from_pieces
    is_compared = value is not None and currency == policy.pay_currency
    is_dear = (
        is_compared
        and policy.pay_from_value is not None
        and value is not None
        and value >= policy.pay_from_value
    )
    return is_many or is_dear


def is_uncompared(policy: SamplePolicy, *, value: Decimal | None, currency: str) -> bool:
    """Whether the company's limit by value says nothing about this value, for it is in another currency."""
    return value is not None and policy.pay_from_value is not None and currency != policy.pay_currency


GRADES = "ABCD"


def better_grade(grade: str, *, offers_freight: bool) -> str:
    """Return the grade that an offer to pay the freight speaks for (S88), one better; "" where nothing is suggested.

    A suggestion only: nobody's grade changes silently (rules.md §2).
    """
    place = GRADES.find(grade)
    return GRADES[place - 1] if offers_freight and place > 0 else ""


def next_step(state: str, *, is_from_production: bool, missing: tuple[Missing, ...]) -> Step | Missing | None:
    """Return what comes next for a sample as it stands: a step, or what dispatch still waits for; None at an end."""
    if state == State.APPROVED:
        return Step.START if is_from_production else Step.FINISH
    if state == State.READY:
        return missing[0] if missing else Step.SEND
    following: dict[str, Step] = {
        State.REQUESTED: Step.APPROVE,
        State.IN_PRODUCTION: Step.FINISH,
        State.SENT: Step.RECEIVE,
        State.RECEIVED: Step.JUDGE,
    }
    return following.get(state)
