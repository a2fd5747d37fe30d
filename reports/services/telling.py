"""Telling whose reports wait, and how such a step bears a clock that ran ahead."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.jobs import CLOCK_SLACK
from core.notices import Notice, notify_each


def tell_writers(
    rows: Iterable[Any],
    message: str,
    values: Mapping[str, object],
    key: str,
    at: datetime,
    *,
    writer: str = "person_id",
) -> None:
    """Tell the `writer` of each row (a field with a person's key) once per `key`; the notice leads to the row, what they write."""
    notify_each(
        (
            Notice([getattr(row, writer)], key, message, dict(values), row.get_absolute_url(), about=row)
            for row in rows
        ),
        at=at,
    )


def to_tell(rows: QuerySet[Any], done: str, wanted: str, at: datetime) -> QuerySet[Any]:
    """Return the rows whose step is to be done, and those for which a clock that ran ahead of `at` did it.

    Such a step told nobody if it seemed late; told in its hour it is told once all the same, by the notices' keys.
    """
    return rows.filter(Q(**{f"{done}__isnull": True}) | Q(**{f"{done}__gt": at}), **{f"{wanted}__lte": at})


def was_done(done_at: datetime | None, at: datetime) -> bool:
    """Whether a step was done, as far as the clock of `at` can say: not by one that ran ahead of it (trust.md T3)."""
    return done_at is not None and done_at <= at + CLOCK_SLACK
