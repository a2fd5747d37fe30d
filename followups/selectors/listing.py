"""Follow-ups newest first, page by page, by key: page 1,000 costs what page 1 costs (speed.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.keyset import Page, Sort, page_of
from followups.models import FollowUp

NEWEST = Sort("-at", "at", datetime, is_descending=True)
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


def read_page(user: Any, filters: Mapping[str, Any], *, after: str = "", before: str = "") -> Page[FollowUp]:
    """Read the page after, or before, a key; the first one without. One query."""
    rows = filter_follow_ups(user, filters).select_related("customer", "by__team", "contact", "stood_in_for")
    return page_of(rows, NEWEST, after=after, before=before)
