"""Evidence for a field, and the one rule by which evidence becomes a value or stays a candidate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from .reading import Certainty, Found, Span

T = TypeVar("T")

LABELLED = 100  # the text names the field itself: "Company: …"
HEADER = 90  # the mail's own header
STATED = 80  # the buyer says so in a sentence
SIGNED = 70  # stands where a signature puts it, and its form leaves no doubt
IMPLIED = 60  # follows from something certain (a telephone's country code)
SURE = 60  # everything from here up may fill a field
OFFERED = 30  # worth offering
GUESS = 10


@dataclass(frozen=True, slots=True)
class Clue(Generic[T]):
    """One piece of evidence: the value, the words it was read from, and how much it weighs."""

    value: T
    written: str
    weight: int


def settle(
    clues: Iterable[Clue[T]],
    locate: Callable[[str], Span | None],
    *,
    key: Callable[[T], object] = lambda value: value,
    is_first_best: bool = False,
) -> Found[T]:
    """The field that the clues add up to.

    Sure clues of the highest weight that agree fill the field; when they disagree the field stays empty and
    all are offered (unless `is_first_best`: a person may well have two telephones). `key` tells equal values.
    """
    ranked = sorted(clues, key=lambda clue: -clue.weight)
    distinct = _first_of_each(ranked, key)
    if not distinct:
        return Found()
    best = distinct[0]
    rivals = [clue for clue in distinct[1:] if clue.weight == best.weight]
    span = locate(best.written)
    if best.weight < SURE or (rivals and not is_first_best):
        return Found(None, Certainty.LIKELY, tuple(clue.value for clue in distinct), span)
    return Found(best.value, Certainty.CERTAIN, tuple(clue.value for clue in distinct[1:]), span)


def _first_of_each(ranked: list[Clue[T]], key: Callable[[T], object]) -> list[Clue[T]]:
    seen: set[object] = set()
    distinct = []
    for clue in ranked:
        if key(clue.value) not in seen:
            seen.add(key(clue.value))
            distinct.append(clue)
    return distinct[:8]
