"""What apps above want to know on a customer's page, asked in the statement that loads the customer."""

from collections.abc import Callable
from typing import Any

_columns: dict[str, Callable[[], Any]] = {}


def adds_column(name: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Decorator: annotate the customer of a page with this expression, in which OuterRef("pk") is the customer."""

    def register(make: Callable[[], Any]) -> Callable[[], Any]:
        _columns[name] = make
        return make

    return register


def page_columns() -> dict[str, Any]:
    """Return the expressions by the name under which the customer has them."""
    return {name: make() for name, make in _columns.items()}
