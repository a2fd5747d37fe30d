"""Keyset paging by a moment and an id: the cost of a page does not depend on how deep it lies."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

PAGE = 50


@dataclass(frozen=True)
class Page:
    """One page of rows in their order; the cursors lead to the neighbours, "" where there is none."""

    rows: list[Any]
    next_cursor: str = ""
    previous_cursor: str = ""


def read_page(
    rows: QuerySet[Any],
    field: str,
    *,
    is_descending: bool,
    after: str = "",
    before: str = "",
    size: int = PAGE,
) -> Page:
    """Return the page after or before a cursor of the same order. A cursor that is none gives the first page."""
    cursor, is_back = _parse(before or after), bool(before)
    descends = is_descending != is_back
    sign = "-" if descends else ""
    found = rows.order_by(f"{sign}{field}", f"{sign}pk")
    if cursor is not None:
        found = found.filter(_beyond(field, *cursor, descends=descends))
    taken = list(found[: size + 1])
    has_more, taken = len(taken) > size, taken[:size]
    if is_back:
        taken.reverse()
    if not taken:
        return Page([])
    has_next = cursor is not None if is_back else has_more
    has_previous = has_more if is_back else cursor is not None
    return Page(
        taken, _cursor(taken[-1], field) if has_next else "", _cursor(taken[0], field) if has_previous else ""
    )


def _beyond(field: str, moment: datetime, pk: int, *, descends: bool) -> Q:
    side = "lt" if descends else "gt"
    return Q(**{f"{field}__{side}": moment}) | Q(**{field: moment, f"pk__{side}": pk})


def _cursor(row: Any, field: str) -> str:
    moment = getattr(row, field)
    return f"{int(moment.timestamp()) * 1_000_000 + moment.microsecond}.{row.pk}"


def _parse(cursor: str) -> tuple[datetime, int] | None:
    moment, _, pk = cursor.partition(".")
    if not (moment.isascii() and moment.isdigit() and pk.isascii() and pk.isdigit() and len(cursor) < 40):
        return None
    micros = int(moment)
    if micros > 4_000_000_000_000_000 or int(pk) > 2**62:
        return None
    return datetime.fromtimestamp(micros // 1_000_000, tz=UTC).replace(microsecond=micros % 1_000_000), int(
        pk
    )
