"""How much products are asked for (S33): the apps above register what they count, the catalogue ranks by it.

An app registers a function in its `panels.py`, loaded by its `apps.ready()`; the ranking shows a column for each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Asked:
    """What is counted: in which time, and of buyers in which countries (None: in all)."""

    begin: datetime
    end: datetime
    countries: Sequence[str] | None = None


Count = Callable[[Any, Asked], Mapping[int, int]]


@dataclass(frozen=True)
class Source:
    """Something that products are counted in. `url_of`: where the counted records stand, for a model number; "" for nowhere."""

    name: str
    label: Any
    order: int
    count: Count
    url_of: Callable[[str], str]


_sources: dict[str, Source] = {}


def counts(
    name: str, *, label: Any, order: int, url_of: Callable[[str], str] = lambda _model: ""
) -> Callable[[Count], Count]:
    """Decorator: count by this function, {product's id: how many}, in one statement.

    It is called with who reads, and what is asked. Figures hold no customer data, but are narrowed as permissions.md says: a
    salesperson's own, a manager's team's, all for the boss and the assistant (`counts_all`).
    """

    def register(function: Count) -> Count:
        _sources[name] = Source(name, label, order, function, url_of)
        return function

    return register


def sources() -> list[Source]:
    """Return what is registered, in its order."""
    return sorted(_sources.values(), key=lambda one: one.order)


def counts_all(user: Any) -> bool:
    """Whether the figures of the whole department are the person's to read: boss, assistant, adviser (permissions.md)."""
    return bool(user.is_boss or user.is_assistant or user.is_adviser)


def narrow(rows: Any, user: Any) -> Any:
    """Narrow `rows`, of a model that belongs to people, to what is counted for `user`."""
    return rows.all() if counts_all(user) else rows.visible_to(user)
