"""Events: what a lower app tells a higher one, in the past tense, ids only, in the same transaction.

A service publishes; the higher app's `subscribers.py` (loaded by its `apps.ready()`) answers synchronously.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

E = TypeVar("E")
_subscribers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Decorator: call the function with each published event of this type."""

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        if function not in _subscribers[event_type]:
            _subscribers[event_type].append(function)
        return function

    return register


def publish(event: object) -> None:
    """Hand `event` to its subscribers, in the order of their registration. Needs a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} published outside a transaction.")
    for function in _subscribers[type(event)]:
        function(event)


def subscribers() -> dict[type[Any], list[Callable[[Any], None]]]:
    """Return who listens to what, for the table in docs/architecture.md and its test."""
    return {event: list(functions) for event, functions in _subscribers.items() if functions}


@dataclass(frozen=True)
class PolicyChanged:
    """A section of the policy was changed; `fields` names the values that were, with commas between."""

    section: str
    at: datetime
    fields: str = field(default="", compare=False)


@dataclass(frozen=True)
class TrailBroken:
    """A check of the audit trail found an entry that was changed, moved or robbed of a value; 0: links are gone."""

    check_id: int
    entry_id: int
    at: datetime
