"""Who has looked, and how far."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import F, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from oversight.models import SeenMark, SeenThing


@dataclass(frozen=True)
class Seen:
    """Who else has seen it, newest first, and when the reader did last (None: never, or who does not mark)."""

    others: list[SeenMark]
    own_at: datetime | None


def read_seen(user: User, thing: SeenThing, record: models.Model) -> Seen:
    """Return the marks of a record that was fetched as `user` may see it; one query."""
    rows = SeenMark.objects.filter(thing=thing, record_id=record.pk).select_related("person")
    marks = list(rows)
    own = next((mark.seen_at for mark in marks if mark.person_id == user.pk), None)
    return Seen([mark for mark in marks if mark.person_id != user.pk], own)


def newest_seen() -> Subquery:
    """Return the newest mark of the customer of a page as JSON, as a column of the statement that loads it."""
    rows = SeenMark.objects.filter(thing=SeenThing.CUSTOMER, record_id=OuterRef("pk")).order_by(
        "-seen_at", "-pk"
    )
    told = JSONObject(
        person_id="person", name="person__name", english_name="person__english_name", seen_at=F("seen_at")
    )
    return Subquery(rows.values(told=told)[:1], output_field=JSONField())


def seen_of_page(user: User, customer: Any) -> Seen:
    """Return who looked at a customer loaded with `newest_seen`, the newest only; no query."""
    told = getattr(customer, "newest_seen", None)
    if not told or told["person_id"] == user.pk:
        return Seen([], None)
    person = User(pk=told["person_id"], name=told["name"], english_name=told["english_name"])
    return Seen([SeenMark(person=person, seen_at=_moment(told["seen_at"]))], None)


def _moment(text: str) -> datetime:
    """The databases write a moment of JSON each in their way; without a zone it is UTC."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=found.tzinfo or UTC)
