"""Which few customers are worth scoring, out of the key rows that a query shares with the table."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import log2
from typing import TypeVar

from customers.domain.subjects import Key

Row = TypeVar("Row", bound=Hashable)
ROWS_PER_KEY = 200
# From so many holders on a key is common: of the common ones the rarest are read, as long as they have no more in all.
COMMON_FROM, COMMON_ROWS = 50, 2_000
NOMINATED = 60
# Who has less than this share of the first one's votes is not the buyer; unless it has what alone is worth a look.
LEAST_SHARE, ENOUGH_VOTES = 0.12, 8.0
VOTES = {
    "email": 20.0,
    "phone": 20.0,
    "domain": 15.0,
    "name": 20.0,
    "s": 20.0,
    "g": 20.0,
    "tail": 8.0,
    "who": 6.0,
}
VOTES |= {"at": 3.0, "t": 3.0, "w": 2.0, "q": 1.5, "h": 1.0, "x": 1.5, "p": 1.5, "r": 1.0}


def worth_reading(common: Mapping[Key, int], rows: int = COMMON_ROWS) -> set[Key]:
    """Which of the common keys of a query are read: the rarest first, until their holders are more than `rows`.

    `common` holds how many share each. Those that `ROWS_PER_KEY` or more share are not: they tell nothing. So a lookup
    reads about as much of a large department's customers as of a small one's.
    """
    chosen: set[Key] = set()
    for key in sorted(common, key=lambda key: (common[key], key)):
        rows -= common[key]
        if rows < 0 or common[key] >= ROWS_PER_KEY:
            break
        chosen.add(key)
    return chosen


def nominate(holders: Mapping[Key, Sequence[Row]], limit: int = NOMINATED) -> list[Row]:
    """The customers to score, most promising first, at most `limit`.

    `holders` are who holds each of the query's keys. A key that `ROWS_PER_KEY` or more share tells nothing; the
    rarer a key, the more it counts, and whoever is far behind the first is left out.
    """
    votes: defaultdict[Row, float] = defaultdict(float)
    for key, rows in holders.items():
        if not 0 < len(rows) < ROWS_PER_KEY:
            continue
        vote = VOTES.get(key.kind, 1.0) / (1 + log2(len(rows)) / 4)
        for row in rows:
            votes[row] += vote
    least = min(ENOUGH_VOTES, LEAST_SHARE * max(votes.values(), default=0.0))
    kept = [row for row in votes if votes[row] >= least]
    return sorted(kept, key=lambda row: -votes[row])[:limit]
