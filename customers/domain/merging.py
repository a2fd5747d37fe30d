"""Which of two values is proposed when two records of one buyer become one (rules.md §5)."""

from collections.abc import Mapping
from typing import Any

from customers.domain.stages import PATH

KEPT, GONE, BOTH = "kept", "gone", "both"
"""The value of the record that stays, of the one that goes, or the one text under the other."""

LONG_TEXTS = frozenset({"habits", "motive", "bottom_line", "note"})


def propose(name: str, kept: Mapping[str, Any], gone: Mapping[str, Any]) -> str:
    """Return whose value of the field `name` is proposed, for two that differ.

    The filled one; of two filled the one of the record that stays. Of long texts both, of two grades the higher one (no
    A customer falls by a merge that nobody looked at closely), of two stages the one further on.
    """
    mine, theirs = kept[name], gone[name]
    if not mine or not theirs:
        return KEPT if mine else GONE
    if name in LONG_TEXTS:
        return BOTH
    if name == "grade":
        return KEPT if mine <= theirs else GONE
    if name == "stage":
        return GONE if _place(theirs) > _place(mine) else KEPT
    return KEPT


def _place(stage: str) -> int:
    return PATH.index(stage) if stage in PATH else -1


def joined(mine: str, theirs: str) -> str:
    """Return both texts, the one under the other, without saying the same twice."""
    if mine in theirs:
        return theirs
    return mine if theirs in mine else f"{mine}\n{theirs}"
