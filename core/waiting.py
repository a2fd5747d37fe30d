"""What waits for somebody on Today: the apps that Today knows nothing of register what of theirs does (ux.md).

An app registers a function in its `panels.py`, loaded by its `apps.ready()`; Today shows the rows under "Waiting for us".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.ordered import Ordered
from core.work_days import current_calendar

SHOWN = 15


@dataclass(frozen=True)
class WaitingRow:
    """What is to be done, where, and of whom; `state`, `on` and `count` as the component `due` knows them ("": no date)."""

    words: str
    url: str
    note: str = ""
    state: str = ""
    on: date | None = None
    count: int = 0


Read = Callable[[Any, Any, date], Iterable[WaitingRow]]
_readers: Ordered[Read] = Ordered()


def waits(*, order: int) -> Callable[[Read], Read]:
    """Decorator: let this function say what waits for a person on Today, sorted by `order`.

    It is called with the viewer, the person whose page it is, and the company's day; it reads as far as `viewer` sees,
    at most `SHOWN` rows in one query, the most urgent first, and only of what `person` is to do.
    """
    return _readers.at(order)


def waiting_row(
    words: str, url: str, *, today: date, note: str = "", due_on: date | None = None
) -> WaitingRow:
    """Return a row whose date is put in words: later, today, or so many working days overdue."""
    if due_on is None:
        return WaitingRow(words, url, note)
    late = current_calendar().working_days_between(due_on, today)
    if due_on > today:
        return WaitingRow(words, url, note, "later", due_on)
    return (
        WaitingRow(words, url, note, "overdue", count=late) if late else WaitingRow(words, url, note, "today")
    )


def read_waiting_rows(viewer: Any, person: Any, today: date) -> list[WaitingRow]:
    """Return what waits for `person`, as `viewer` may see it: one query for each function that is registered."""
    return [row for read in _readers for row in read(viewer, person, today)]
