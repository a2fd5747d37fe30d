"""What apps above want to know of a customer, an inquiry, a quote or a follow-up, asked in the statement that loads it."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_columns: dict[str, dict[str, Callable[[], Any]]] = defaultdict(dict)


def adds_column(name: str, page: str = "customer") -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Decorator: annotate the record of a page with this expression, in which OuterRef("pk") is the record."""

    def register(make: Callable[[], Any]) -> Callable[[], Any]:
        _columns[page][name] = make
        return make

    return register


def page_columns(page: str = "customer") -> dict[str, Any]:
    """Return the expressions by the name under which the record has them."""
    return {name: make() for name, make in _columns[page].items()}
