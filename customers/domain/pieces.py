"""Pieces of a word by which it is found again after two typos.

A word is cut in four, and each two of its quarters are a piece (six of them, stored with the word's length). Two typos
spoil at most two quarters, unless letters changed places over a cut: two quarters stand whole, at most two letters
from their place. So one stores six pieces, and asks for the fifty that a mistyped word may have come from.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

TYPOS = 2
QUARTERS = 4
SHORTEST = 4
LONGEST = 24
PAIRS = tuple(combinations(range(QUARTERS), 2))


def cut_pieces(word: str) -> set[str]:
    """The six pieces of a word; none of one under four letters."""
    if len(word) < SHORTEST:
        return set()
    cuts = _cuts(len(word[:LONGEST]))
    quarters = [word[start:end] for start, end in pairwise(cuts)]
    return {f"{_head(len(word[:LONGEST]), pair)}{quarters[pair[0]]} {quarters[pair[1]]}" for pair in PAIRS}


def seek_pieces(word: str, typos: int = TYPOS) -> set[str]:
    """The pieces of every word from which this one may have come by so many typos."""
    word = word[:LONGEST]
    found = _read_pieces(word, _readings(len(word), typos))
    if typos < TYPOS:
        return found
    for at in _swapped_places(len(word)):
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        found |= _read_pieces(swapped, _readings(len(word), typos - 1))
    return found


def _read_pieces(word: str, readings: "tuple[Reading, ...]") -> set[str]:
    return {f"{head}{word[first]} {word[second]}" for head, first, second in readings}


@lru_cache
def _swapped_places(length: int) -> tuple[int, ...]:
    """Where two letters that changed places may have stood on both sides of a cut."""
    cuts = {cut for near in (length - 1, length, length + 1) for cut in _cuts(near)[1:-1]}
    return tuple(sorted(cut - 1 for cut in cuts if 0 < cut < length))


def _head(length: int, pair: tuple[int, int]) -> str:
    """How a piece begins: the word's length, and which of its quarters follow."""
    return f"{length}{pair[0]}{pair[1]} "


def _cuts(length: int) -> tuple[int, ...]:
    return tuple(length * quarter // QUARTERS for quarter in range(QUARTERS + 1))


Reading = tuple[str, slice, slice]


@lru_cache
def _readings(length: int, typos: int) -> tuple[Reading, ...]:
    """Where in a word of `length` letters two quarters of the original may stand: (how the piece begins, first, second)."""
    shortest = max(SHORTEST, length - typos)
    return tuple(
        (_head(original, pair), slice(*first), slice(*second))
        for original in range(shortest, min(LONGEST, length + typos) + 1)
        for pair in PAIRS
        for first, second in _places(original, length, pair, typos)
    )


def _places(
    original: int, length: int, pair: tuple[int, int], typos: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    cuts, moved = _cuts(original), length - original
    for one, other in _shifts(moved, pair, typos):
        first = (cuts[pair[0]] + one, cuts[pair[0] + 1] + one)
        second = (cuts[pair[1]] + other, cuts[pair[1] + 1] + other)
        if first[0] >= 0 and second[1] <= length:
            yield first, second


def _shifts(moved: int, pair: tuple[int, int], typos: int) -> Iterator[tuple[int, int]]:
    """How far both quarters may have moved, when the whole word grew by `moved`: no more typos than two."""
    around = range(-typos, typos + 1)
    for one in (0,) if pair[0] == 0 else around:
        for other in (one,) if pair[1] == pair[0] + 1 else around:
            is_whole = pair[1] < QUARTERS - 1 or other == moved
            if is_whole and abs(one) + abs(other - one) + abs(moved - other) <= typos:
                yield one, other
