"""How far a customer got, and from where to where it may go (S42)."""

NEW, CONTACTED, QUOTED, SAMPLING, NEGOTIATING = "new", "contacted", "quoted", "sampling", "negotiating"
TRIAL_ORDER, REPEAT, DORMANT, LOST = "trial_order", "repeat", "dormant", "lost"

PATH = (NEW, CONTACTED, QUOTED, SAMPLING, NEGOTIATING, TRIAL_ORDER, REPEAT)
"""The way of a customer in its order; dormant and lost lie beside it."""

_WORKING = frozenset({CONTACTED, QUOTED, SAMPLING, NEGOTIATING})
_ORDERED = frozenset({TRIAL_ORDER, REPEAT})
_ASIDE = frozenset({DORMANT, LOST})

TRANSITIONS: dict[str, frozenset[str]] = {
    NEW: _WORKING | _ORDERED | _ASIDE,
    **{stage: (_WORKING | _ORDERED | _ASIDE) - {stage} for stage in _WORKING},
    # Who has ordered never counts as a mere prospect again.
    TRIAL_ORDER: frozenset({REPEAT, NEGOTIATING}) | _ASIDE,
    REPEAT: _ASIDE,
    DORMANT: _WORKING | _ORDERED | {LOST},
    LOST: _WORKING | _ORDERED | {DORMANT},
}


def can_move(before: str, after: str) -> bool:
    """Whether a customer may go from stage `before` to `after`."""
    return after in TRANSITIONS.get(before, frozenset())


def needs_reason(after: str) -> bool:
    """Whether the step wants a reason: giving a customer up does."""
    return after == LOST
