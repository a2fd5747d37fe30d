"""Functions of higher apps that a lower one calls in their order without knowing them."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Ordered(Generic[F]):
    """What apps register in the modules that their `apps.ready()` loads; registered once more, a function moves to its new place."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, F]] = []

    def at(self, order: int) -> Callable[[F], F]:
        """Decorator: register this function, sorted by `order`."""

        def register(function: F) -> F:
            others = [row for row in self._rows if row[1] is not function]
            self._rows = sorted([*others, (order, function)], key=lambda row: row[0])
            return function

        return register

    def __iter__(self) -> Iterator[F]:
        return (function for _order, function in self._rows)
