"""Panels: how a higher app puts its part on a lower app's page without the lower one knowing it.

The page's app renders the slots; the owning app registers a function in its `panels.py`, loaded by its `apps.ready()`.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.ordered import Ordered

Render = Callable[[HttpRequest, Any], SafeString | None]
_panels: dict[tuple[str, str], Ordered[Render]] = defaultdict(Ordered)


def panel(page: str, slot: str, *, order: int) -> Callable[[Render], Render]:
    """Decorator: render this function's HTML into `slot` of `page`, sorted by `order`; None leaves it out."""
    return _panels[(page, slot)].at(order)


def render_slot(page: str, slot: str, request: HttpRequest, subject: Any) -> list[SafeString]:
    """Return the rendered panels of a slot, in their order."""
    rendered = (function(request, subject) for function in _panels[(page, slot)])
    return [html for html in rendered if html is not None]
