"""What has a day and stands in a person's calendar: the apps that the week knows nothing of register what of theirs does.

An app registers a function in its `panels.py`, loaded by its `apps.ready()`; the page of the week and the telephone's
calendar feed show the rows on their days.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.ordered import Ordered

MOST = 1_000


@dataclass(frozen=True)
class DatedRow:
    """What is to be done by the day `on`, and where it stands. `key` is its own for good, in all apps.

    `outside`: what the feed says of it, which leaves the house: no customer, and nothing of a buyer.
    """

    key: str
    words: str
    url: str
    on: date
    outside: str
    is_done: bool = False

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and it is not done."""
        return not self.is_done and self.on < today


Read = Callable[[Any, Any, date | None, date], Iterable[DatedRow]]
_readers: Ordered[Read] = Ordered()


def stands_in_calendar(*, order: int) -> Callable[[Read], Read]:
    """Decorator: let this function say what of a person stands on its day in the calendar, sorted by `order`.

    It is called with the viewer, the person whose calendar it is, and the first (None: any before it) and last day, both
    included; it reads as far as `viewer` sees, at most `MOST` rows in one query, and only of what `person` is to do.
    """
    return _readers.at(order)


def read_dated(viewer: Any, person: Any, first_on: date | None, last_on: date) -> list[DatedRow]:
    """Return what of `person` stands in these days, as `viewer` may see it: one query for each registered function."""
    return [row for read in _readers for row in read(viewer, person, first_on, last_on)]
