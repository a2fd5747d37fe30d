"""What the apps above know of a customer's story: the lookup asks for it where it shows one (S38)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from core.ordered import Ordered


@dataclass(frozen=True)
class Told:
    """A line of the story, in words of the active language: under which name, and what; the newest first."""

    label: str
    words: tuple[str, ...]


Tell = Callable[[Any, Collection[int]], Mapping[int, Told]]
_tellers: Ordered[Tell] = Ordered()


def tells(*, order: int) -> Callable[[Tell], Tell]:
    """Decorator: let this function tell a line of the story of customers, sorted by `order`.

    It is called with who asks and the ids of customers that they see, never of a colleague's masked one (D1), and reads in
    one statement however many there are.
    """
    return _tellers.at(order)


def told_of(user: Any, customer_ids: Collection[int]) -> dict[int, tuple[Told, ...]]:
    """Return what is told of customers that `user` sees, by customer: one statement for each function registered."""
    found: dict[int, list[Told]] = defaultdict(list)
    for tell in _tellers if customer_ids else ():
        for pk, told in tell(user, customer_ids).items():
            found[pk].append(told)
    return {pk: tuple(lines) for pk, lines in found.items()}
