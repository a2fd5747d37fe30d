"""What a change of the policy would do, told before it is saved.

The app that applies a section registers a function in its `previews.py`, loaded by its `apps.ready()`. It reads, never
writes or locks, and answers in sentences; of very many rows it looks at a sample and says so.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

Preview = Callable[[Any, Any, datetime], list[str]]
_previews: dict[str, list[Preview]] = defaultdict(list)


def preview(section: str) -> Callable[[Preview], Preview]:
    """Decorator: ask `function(before, after, at)`, both the section's dataclass, when a change of `section` is tried."""

    def register(function: Preview) -> Preview:
        if function not in _previews[section]:
            _previews[section].append(function)
        return function

    return register


def has_preview(section: str) -> bool:
    """Whether anything can be told before a change of `section`."""
    return bool(_previews.get(section))


def preview_change(section: str, before: Any, after: Any, *, at: datetime) -> list[str]:
    """Return in sentences what the change from `before` to `after` would do; nothing where it does not differ."""
    if before == after:
        return []
    return [line for function in _previews.get(section, ()) for line in function(before, after, at)]
