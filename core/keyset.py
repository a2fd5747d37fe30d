"""Paging by key: a page costs the same wherever it stands (speed.md).

The order is PostgreSQL's own on both databases: ascending with empty values last, descending with them first, then by
id, so that one index serves both ways.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

M = TypeVar("M", bound=Model)
R = TypeVar("R")
SEPARATOR = "~"


@dataclass(frozen=True)
class Sort:
    """An order of a list: `name` in the URL, `column` of the row; `kind` is str, date or datetime.

    `may_be_empty`: rows without a value are there, and read apart.
    """

    name: str
    column: str
    kind: type = str
    is_descending: bool = False
    may_be_empty: bool = False

    def write(self, row: Model) -> str:
        """Return the key of `row` as it stands in a URL."""
        value = getattr(row, self.column)
        return f"{'' if value is None else value.isoformat() if self.kind is not str else value}{SEPARATOR}{row.pk}"

    def read(self, text: str) -> tuple[Any, int] | None:
        """Return (value, id) of a key out of a URL, or None for nonsense."""
        value, separator, pk = text.rpartition(SEPARATOR)
        if not separator or not pk.isdecimal() or len(pk) > 18 or "\x00" in value:
            return None
        if self.kind is str:
            return value, int(pk)
        try:
            parsed: Any = _read_instant(value) if self.kind is datetime else parse_date(value)
        except (ValueError, OverflowError):
            return None
        if parsed is None and (value or not self.may_be_empty):
            return None
        return parsed, int(pk)


def _read_instant(text: str) -> datetime | None:
    """Return the instant in UTC, as the database compares it. Raises ValueError without a zone, OverflowError."""
    instant = parse_datetime(text)
    if instant is not None and instant.tzinfo is None:
        raise ValueError(text)
    return instant.astimezone(UTC) if instant else None


@dataclass(frozen=True)
class Page(Generic[R]):
    """Rows of one page; `before` and `after` are the keys of its neighbours, "" where there is none."""

    rows: list[R]
    before: str = ""
    after: str = ""


def page_of(
    queryset: QuerySet[M], sort: Sort, *, after: str = "", before: str = "", size: int = 50
) -> Page[M]:
    """Return the page of `queryset` after (or before) a key; without one, or with nonsense, the first page."""
    key = sort.read(before or after)
    is_back = bool(before) and key is not None
    rows = _read(queryset, sort, key, is_back=is_back, size=size + 1)
    has_more = len(rows) > size
    rows = rows[:size][::-1] if is_back else rows[:size]
    if not rows:
        return Page([])
    has_before = has_more if is_back else key is not None
    has_after = True if is_back else has_more
    return Page(rows, sort.write(rows[0]) if has_before else "", sort.write(rows[-1]) if has_after else "")


def _read(
    queryset: QuerySet[M], sort: Sort, key: tuple[Any, int] | None, *, is_back: bool, size: int
) -> list[M]:
    """Read the rows with a value and those without one apart: each is a plain range of the index."""
    is_descending = sort.is_descending != is_back
    rows: list[M] = []
    for part in _parts_of(queryset, sort, key, is_descending=is_descending):
        if len(rows) < size:
            rows += part[: size - len(rows)]
    return rows


def _parts_of(
    queryset: QuerySet[M], sort: Sort, key: tuple[Any, int] | None, *, is_descending: bool
) -> list[QuerySet[M]]:
    sign = "-" if is_descending else ""
    ordered = queryset.order_by(f"{sign}{sort.column}", f"{sign}pk")
    if not sort.may_be_empty:
        return [_past(ordered, sort.column, key, is_descending=is_descending)]
    filled = ordered.filter(**{f"{sort.column}__isnull": False})
    empty = queryset.filter(**{f"{sort.column}__isnull": True}).order_by(f"{sign}pk")
    if key is None:
        return [empty, filled] if is_descending else [filled, empty]
    if key[0] is None:
        rest = empty.filter(**{f"pk__{'lt' if is_descending else 'gt'}": key[1]})
        return [rest, filled] if is_descending else [rest]
    rest = _past(filled, sort.column, key, is_descending=is_descending)
    return [rest] if is_descending else [rest, empty]


def _past(
    queryset: QuerySet[M], column: str, key: tuple[Any, int] | None, *, is_descending: bool
) -> QuerySet[M]:
    """Narrow to the rows past `key`; the last condition bounds the index, the first two decide ties."""
    if key is None:
        return queryset
    bound, step = ("lte", "lt") if is_descending else ("gte", "gt")
    value, pk = key
    return queryset.filter(
        Q(**{f"{column}__{step}": value}) | Q(**{column: value, f"pk__{step}": pk}),
        **{f"{column}__{bound}": value},
    )
