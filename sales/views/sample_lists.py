"""What the lists of samples and proofs share: tabs, filters and pages out of the URL."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from accounts.access import Request
from accounts.scoping import owners_of
from core.keyset import Page
from core.ui.addresses import beside, with_changes

F = TypeVar("F")
WORDS_LENGTH = 100
DAY_LENGTH = len("2026-04-18")


def filter_of(request: Request, kind: type[F], tabs: Mapping[str, Any]) -> F:
    """Return the filter of the URL; what makes no sense counts as not given."""
    query = request.GET
    tab, owner = query.get("tab", ""), query.get("owner", "")
    found: dict[str, Any] = {"words": query.get("q", "").replace("\x00", "")[:WORDS_LENGTH]}
    if tab in tabs:
        found["tab"] = tab
    if owner.isdecimal() and len(owner) < 12:
        found["owner_id"] = int(owner)
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]  # a filter is a dataclass
    for name in known & {"since", "until"}:
        found[name] = _day(query.get(name, ""))
    return kind(**found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == DAY_LENGTH else None
    except ValueError:
        return None


def list_context(
    request: Request, page: Page[Any], counts: Mapping[str, int], wanted: Any, labels: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a list's template shows: rows, tabs with their counts, filters, the pages beside it."""
    query = request.GET
    people = owners_of(request.user, query.get("owner", ""))
    return {
        "rows": page.rows,
        "wanted": wanted,
        "people": people.order_by("name"),
        "is_filtered": bool(wanted.words or wanted.owner_id or getattr(wanted, "since", None)),
        "clear_url": f"?tab={wanted.tab}",
        **beside(query, page),
        "tabs": [
            {
                "label": label,
                "url": with_changes(query, tab=tab),
                "is_current": tab == wanted.tab,
                "count": counts.get(tab) or None,
            }
            for tab, label in labels.items()
        ],
    }
