"""Which column holds what: by its heading, by what the company chose before, and by what stands in it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from core.sheets.headings import fold_heading, headings_in
from customers.domain.importing.cells import Order, looks_like, order_of_days
from customers.domain.importing.fields import FIELDS, SEVERAL

HEADINGS = Path(__file__).with_name("headings.txt")
LOOKED_AT = 40
MOSTLY = 0.6


@dataclass(frozen=True)
class Column:
    """What a column is taken for. `field` "" means: left out. `number` counts contact persons from 1.

    `because`: "heading", "chosen" (by the company, before), "content" or "". `order`: what comes first in a
    column of days, "day" or "month", where its cells say it.
    """

    heading: str
    field: str = ""
    number: int = 1
    because: str = ""
    order: Order = ""


@cache
def known_headings() -> Mapping[str, str]:
    """Return the field of each folded spelling in headings.txt."""
    return headings_in(HEADINGS)


def match_columns(
    header: Sequence[Any], rows: Sequence[Sequence[Any]], chosen: Mapping[str, str] | None = None
) -> list[Column]:
    """Return what each column is taken for. `chosen`: folded heading → field (or "" for left out), as chosen before.

    A field is taken once, but for those that a contact person has (by number) and texts that may come in several
    columns; what the headings leave open is decided by the content, where it is unmistakable.
    """
    width = max([len(header), *map(len, rows[:LOOKED_AT])], default=0)
    taken: set[tuple[str, int]] = set()
    columns: list[Column] = []
    for place in range(width):
        heading = _text(header[place]) if place < len(header) else ""
        columns.append(_by_heading(heading, chosen or {}, taken))
    for place, column in enumerate(columns):
        if not column.because:
            columns[place] = _by_content(
                column.heading, [row[place] for row in rows[:LOOKED_AT] if place < len(row)], taken
            )
    return columns


def _by_heading(heading: str, chosen: Mapping[str, str], taken: set[tuple[str, int]]) -> Column:
    folded, number = fold_heading(heading)
    if folded in chosen:
        return _take(heading, chosen[folded], number, "chosen", taken)
    field = known_headings().get(folded, "")
    return _take(heading, field, number, "heading", taken) if field else Column(heading)


def _by_content(heading: str, cells: Iterable[Any], taken: set[tuple[str, int]]) -> Column:
    filled = [cell for cell in cells if cell is not None]
    if len(filled) < 2:
        return Column(heading)
    votes = Counter(kind for cell in filled for kind in looks_like(cell))
    for field in ("email", "website", "country", "contact_phone", "grade"):
        if votes[field] >= MOSTLY * len(filled) and (field, 1) not in taken:
            return _take(heading, field, 1, "content", taken)
    return Column(heading)


def _take(heading: str, field: str, number: int, because: str, taken: set[tuple[str, int]]) -> Column:
    if not field:
        return Column(heading, because=because)
    spec = FIELDS[field]
    if not spec.is_of_contact:
        number = 1
    while (field, number) in taken:
        if field in SEVERAL:
            break
        if not spec.is_of_contact or number >= 9:
            return Column(heading)
        number += 1
    taken.add((field, number))
    return Column(heading, field, number, because)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def with_orders(columns: Sequence[Column], cells_of: Callable[[int], Iterable[Any]]) -> list[Column]:
    """Return the columns, those of days with what comes first in them; `cells_of` gives all cells of a column."""
    days = {
        place for place, column in enumerate(columns) if column.field and FIELDS[column.field].kind == "day"
    }
    return [
        replace(column, order=order_of_days(cells_of(place)) if place in days else "")
        for place, column in enumerate(columns)
    ]
