"""Follow-ups newest first, page by page, by key: page 1,000 costs what page 1 costs (speed.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from followups.models import FollowUp

PAGE = 50


@dataclass(frozen=True)
class Position:
    """A place in the list: the time and number of a row."""

    at: datetime
    pk: int


@dataclass(frozen=True)
class Page:
    """A page of rows, and the positions of the pages beside it; None where there is no more."""

    rows: list[Any]
    previous: Position | None
    next: Position | None


FIELDS = {
    "person": "by",
    "channel": "channel",
    "result": "result",
    "surprise": "surprise",
    "customer": "customer",
}


def filter_follow_ups(user: Any, filters: Mapping[str, Any]) -> "QuerySet[FollowUp]":
    """Return what `user` may see of the records that meet `filters` (person, channel, result, surprise, customer, since, until)."""
    rows = FollowUp.objects.visible_to(user)
    rows = rows.filter(**{FIELDS[name]: value for name, value in filters.items() if name in FIELDS})
    if "since" in filters:
        rows = rows.filter(on_day__gte=filters["since"])
    if "until" in filters:
        rows = rows.filter(on_day__lte=filters["until"])
    return rows


def read_page(
    user: Any, filters: Mapping[str, Any], *, after: Position | None = None, before: Position | None = None
) -> Page:
    """Read the page after, or before, a position; the first one without. One query."""
    rows = filter_follow_ups(user, filters).select_related("customer", "by__team", "contact", "stood_in_for")
    if before is not None:
        newer = Q(at__gt=before.at) | Q(at=before.at, pk__gt=before.pk)
        found = list(rows.filter(newer).order_by("at", "pk")[: PAGE + 1])
        has_newer, has_older = len(found) > PAGE, True
        found = list(reversed(found[:PAGE]))
    else:
        if after is not None:
            rows = rows.filter(Q(at__lt=after.at) | Q(at=after.at, pk__lt=after.pk))
        found = list(rows.order_by("-at", "-pk")[: PAGE + 1])
        has_newer, has_older = after is not None, len(found) > PAGE
        found = found[:PAGE]
    first, last = (found[0], found[-1]) if found else (None, None)
    return Page(
        found,
        Position(first.at, first.pk) if first and has_newer else None,
        Position(last.at, last.pk) if last and has_older else None,
    )
