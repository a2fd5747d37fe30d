"""Open, won, lost, invalid: which step is allowed from where (rules.md §3, N10)."""

from contextlib import suppress

from core.domain.steps import StepRefused

OPEN, WON, LOST, INVALID = "open", "won", "lost", "invalid"

# from → to. A new message of the buyer takes the same way back to open as a person does.
TRANSITIONS: dict[str, frozenset[str]] = {
    OPEN: frozenset({WON, LOST, INVALID}),
    WON: frozenset({OPEN}),
    LOST: frozenset({OPEN}),
    INVALID: frozenset({OPEN}),
}
NEEDS_REASON = frozenset({LOST, INVALID})


def check_step(
    before: str, after: str, *, is_unanswered: bool = False, has_customer: bool = True, reason: str = ""
) -> None:
    """Refuse a step that the table does not have, or that lacks what it needs.

    Raises StepRefused: "not_from_here", "unanswered", "no_reason" or "no_customer".

    With a message unanswered the only exit is invalid (S45); lost and invalid want a reason; won and lost want a
    customer (S41).
    """
    if after not in TRANSITIONS[before]:
        raise StepRefused("not_from_here")
    if is_unanswered and after in {WON, LOST}:
        raise StepRefused("unanswered")
    if not has_customer and after in {WON, LOST}:
        raise StepRefused("no_customer")
    if after in NEEDS_REASON and not reason:
        raise StepRefused("no_reason")


def endings(before: str, *, is_unanswered: bool, has_customer: bool) -> list[str]:
    """Return the ways in which an inquiry in state `before` can be closed now, each with its reason where one is asked."""
    ways = []
    for after in (WON, LOST, INVALID):
        with suppress(StepRefused):
            check_step(before, after, is_unanswered=is_unanswered, has_customer=has_customer, reason="-")
            ways.append(after)
    return ways
