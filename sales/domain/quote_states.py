"""How far a quote got, and from where to where it may go (rules.md §9)."""

from enum import StrEnum

DRAFT, COSTING, CONFIRMED, SENT = "draft", "costing", "confirmed", "sent"
ACCEPTED, DECLINED, EXPIRED = "accepted", "declined", "expired"

OPEN = frozenset({DRAFT, COSTING, CONFIRMED, SENT})
"""Something is still to come of it."""

WORKING = frozenset({DRAFT, COSTING, CONFIRMED})
"""Not sent yet: it may change."""


class Step(StrEnum):
    """What can be done with a version of a quote."""

    SAVE = "save"
    ASK_COST = "ask_cost"
    CONFIRM = "confirm"
    CHANGE = "change"  # take a confirmation back, to change the quote
    APPROVE = "approve"  # let prices below the floor pass
    SEND = "send"
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    RENEW = "renew"  # begin the next version
    DROP = "drop"  # forget a version that was never sent


TRANSITIONS: dict[Step, tuple[frozenset[str], str]] = {
    Step.SAVE: (frozenset({DRAFT, COSTING}), ""),
    Step.ASK_COST: (frozenset({DRAFT, COSTING}), COSTING),
    Step.CONFIRM: (frozenset({DRAFT, COSTING}), CONFIRMED),
    Step.CHANGE: (frozenset({CONFIRMED}), DRAFT),
    Step.APPROVE: (frozenset({CONFIRMED}), ""),
    Step.SEND: (frozenset({CONFIRMED}), SENT),
    Step.ACCEPT: (frozenset({SENT}), ACCEPTED),
    Step.DECLINE: (frozenset({SENT}), DECLINED),
    Step.EXPIRE: (frozenset({SENT}), EXPIRED),
    Step.RENEW: (frozenset({SENT, DECLINED, EXPIRED}), DRAFT),
    Step.DROP: (WORKING, ""),
}
"""From which states a step may be taken, and where it leads ("" stays, or ends with the version)."""


def may_take(step: Step, state: str) -> bool:
    """Whether `step` may be taken from `state`."""
    return state in TRANSITIONS[step][0]


def state_after(step: Step, state: str) -> str:
    """Return where `step` leads from `state`. Raises ValueError where it may not be taken."""
    if not may_take(step, state):
        raise ValueError(f"{step} from {state}")
    return TRANSITIONS[step][1] or state


def may_approve(*, leads: bool, is_boss: bool, is_own: bool, has_other_boss: bool) -> bool:
    """Whether a price below its floor is this person's to approve: the team's manager's, and the boss's.

    Nobody approves their own, unless no second pair of hands exists (rules.md §7): a boss, or a manager where there is no
    boss beside them.
    """
    if not (leads or is_boss):
        return False
    return not is_own or is_boss or not has_other_boss
