"""What a person holds, told by the apps: the handover wizard walks this register (S98, rules.md §6).

Each app registers its holdings in `holdings.py`, loaded by its `apps.ready()`. A test compares the columns that they
cover with every key to a person, so that a new app cannot forget itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Value


class Fate(StrEnum):
    """Where a holding goes when the customers are handed over."""

    WITH_CUSTOMERS = "with_customers"  # to whoever gets the customer
    TO_ONE = "to_one"  # to the one person who takes what belongs to no customer
    BACK = "back"  # given back to the company (S147)
    ENDS = "ends"  # with the freeze
    STAYS = "stays"  # falls to the manager by itself, or is an admin's to change


@dataclass(frozen=True)
class Held:
    """How many; `parts` are the kinds among them, in words, with their numbers."""

    count: int
    parts: tuple[tuple[str, int], ...] = ()


Move = Callable[..., dict[str, Any]]
TakeBack = Callable[..., None]


@dataclass(frozen=True)
class Holding:
    """A kind of thing that a person holds.

    `covers`: the columns behind it, `app.Model.field`. `rows_of(person, at)`: the rows that are held, which are counted
    together with those of all kinds; `part`: a column that tells kinds among them, `parts` its values in words, in their
    order. What goes `TO_ONE` is moved
    by `move(person=…, to=…, actor=…, at=…)`, which returns plain values with which `take_back(moved, person=…, to=…, back_to=…,
    actor=…, at=…)` undoes it, as far as nobody changed it since. Both work on whole sets, in the caller's transaction.
    """

    key: str
    label: Any
    covers: tuple[str, ...]
    rows_of: Callable[[Any, datetime], "QuerySet[Any]"]
    fate: Fate
    move: Move | None = None
    take_back: TakeBack | None = None
    part: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)

    def counted(self, person: Any, at: datetime) -> "QuerySet[Any, Any]":
        """Return the key, the part and how many of it, as one part of a union."""
        part = F(self.part) if self.part else Value("")
        rows = self.rows_of(person, at).order_by()
        grouped = rows.annotate(holding=Value(self.key), among=part).values("holding", "among")
        counted: QuerySet[Any, Any] = grouped.annotate(held=Count("pk")).values_list(
            "holding", "among", "held"
        )
        return counted


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Register a holding under its key; they are shown in the order of registration, the lowest app first."""
    _holdings[holding.key] = holding


def holdings() -> list[Holding]:
    """Return every registered holding."""
    return list(_holdings.values())


class HeldRow(NamedTuple):
    """A holding and how much of it somebody has."""

    holding: Holding
    held: Held


def read_holdings(person: Any, at: datetime) -> list[HeldRow]:
    """Return what `person` holds, without what there is none of. One query, however many kinds there are."""
    first, *rest = (holding.counted(person, at) for holding in holdings())
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, part, count in first.union(*rest, all=True):
        found[key][part] = count
    rows = [HeldRow(holding, _held(holding, found[holding.key])) for holding in holdings()]
    return [row for row in rows if row.held.count]


def _held(holding: Holding, counts: Mapping[str, int]) -> Held:
    parts = tuple((str(label), counts[part]) for part, label in holding.parts.items() if part in counts)
    return Held(sum(counts.values()), parts)


def move_holdings(*, person: Any, to: Any, actor: Any, at: datetime) -> dict[str, Any]:
    """Give what belongs to no customer to `to`; return by key what is needed to take it back."""
    moved = {
        holding.key: holding.move(person=person, to=to, actor=actor, at=at)
        for holding in holdings()
        if holding.move is not None
    }
    return {key: values for key, values in moved.items() if values}


def take_back_holdings(
    moved: Mapping[str, Any], *, person: Any, to: Any, back_to: Any, actor: Any, at: datetime
) -> None:
    """Undo `move_holdings`: what `to` still has goes to `back_to`."""
    for key, values in moved.items():
        holding = _holdings.get(key)
        if holding is not None and holding.take_back is not None:
            holding.take_back(values, person=person, to=to, back_to=back_to, actor=actor, at=at)


def covered_columns() -> Iterable[str]:
    """Return the columns that the registered holdings cover."""
    return (column for holding in _holdings.values() for column in holding.covers)


class NextStep(NamedTuple):
    """What is to be done after a freeze: where, and in words."""

    url: str
    words: str


_next_steps: list[Callable[[Any, Any, datetime], NextStep | None]] = []


def register_next_step(function: Callable[[Any, Any, datetime], NextStep | None]) -> None:
    """Let `function(actor, person, at)` say what comes after freezing `person`."""
    if function not in _next_steps:
        _next_steps.append(function)


def next_step_after_freeze(actor: Any, person: Any, at: datetime) -> NextStep | None:
    """Return what `actor` does next with the work of `person`, who was just frozen; None when there is nothing."""
    found = (function(actor, person, at) for function in _next_steps)
    return next((step for step in found if step is not None), None)
