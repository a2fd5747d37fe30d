"""Long lists of what was reported, so many rows at a time: each list of a page turns by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

SHOWN = 30
MOST_DIGITS = 6


@dataclass(frozen=True)
class Archive:
    """The rows of a list that are shown, the newest first; `newer_url`, `older_url`: the rows beside them, "" where none are."""

    rows: list[Any]
    newer_url: str = ""
    older_url: str = ""


def read_archive(request: HttpRequest, name: str, read: Callable[[int, int], list[Any]]) -> Archive:
    """Return the rows of the list `name` from the one that `?name=` numbers on. `read` is asked for what to skip and how many."""
    text = request.GET.get(name, "")
    skip = int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
    found = read(skip, SHOWN + 1)
    if skip and not found:  # beyond the end: from the newest on
        skip, found = 0, read(0, SHOWN + 1)
    return Archive(
        found[:SHOWN],
        _url(request, name, max(0, skip - SHOWN)) if skip else "",
        _url(request, name, skip + SHOWN) if len(found) > SHOWN else "",
    )


def _url(request: HttpRequest, name: str, skip: int) -> str:
    """The same page with this list turned and the others as they are."""
    query = request.GET.copy()
    query[name] = str(skip)
    return f"?{query.urlencode()}"
