"""Which few customers are worth scoring, out of the key rows that a query shares with the table."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from math import log2
from typing import TypeVar

from customers.domain.subjects import Key

Row = TypeVar("Row", bound=Hashable)
ROWS_PER_KEY = 200
NOMINATED = 60
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
VOTES |= {"at": 3.0, "t": 3.0, "w": 2.0, "q": 1.5, "h": 1.0, "x": 1.5, "p": 1.5}


def nominate(rows: Iterable[tuple[Row, Key]], limit: int = NOMINATED) -> list[Row]:
    """The customers to score, most promising first, at most `limit`.

    `rows` are (customer, key) pairs read for the query's block keys, at most `ROWS_PER_KEY` a key: a key
    that so many share tells nothing. Rarer keys count more.
    """
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for row, key in rows:
        found[key].append(row)
    votes: defaultdict[Row, float] = defaultdict(float)
    for key, holders in found.items():
        if len(holders) >= ROWS_PER_KEY:
            continue
        vote = VOTES.get(key.kind, 1.0) / (1 + log2(len(holders)) / 4)
        for holder in holders:
            votes[holder] += vote
    return sorted(votes, key=lambda row: -votes[row])[:limit]
