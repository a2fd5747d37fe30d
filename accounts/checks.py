"""System check: every route declares its access rule (trust.md Z7)."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver


def routes(
    patterns: list[Any] | None = None, prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Yield (name, route, view) of every URL, found by walking the resolver. The name carries its namespaces."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route, pattern.callback


@register()
def check_access_declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start while a view has no `@allow`."""
    if not settings.configured:
        return []
    return [
        Error(
            f"The view of '{route}' declares no access rule.",
            hint="Add @allow(Can.…, 'GET').",
            id="accounts.E001",
        )
        for _, route, view in routes()
        if not hasattr(view, "access")
    ]
