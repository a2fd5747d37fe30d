"""Rows pasted from Excel into a quote: what is what in them, from their shape alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

NUMBER = re.compile(r"(?:[A-Z]{3}\s?|[$€£¥])?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
LONGEST_NUMBER = 18


@dataclass(frozen=True)
class PastedRow:
    """What one row says; texts and numbers as a form would hold them."""

    model: str
    words: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""


def read_rows(text: str) -> list[PastedRow]:
    """Return the rows of a tab-separated text: the first cell is the model, the next text its words.

    The first number is the quantity, a text behind it the unit, the next number the price: `QC-S46 ⇥ 3000`, `QC-S46 ⇥
    Socket set ⇥ 3,000 ⇥ set ⇥ 6.45`. A row of headings, which has no number while others do, is left out.
    """
    cells = [[" ".join(cell.split()) for cell in line.split("\t")] for line in text.splitlines()]
    rows = [row for row in cells if any(row)]
    if len(rows) > 1 and not _has_number(rows[0]) and all(_has_number(row) for row in rows[1:]):
        rows = rows[1:]
    return [_read(row) for row in rows]


def _has_number(row: list[str]) -> bool:
    return any(number_in(cell) for cell in row[1:])


def _read(row: list[str]) -> PastedRow:
    texts, numbers, unit = list[str](), list[str](), ""
    for cell in _filled(row[1:]):
        number = number_in(cell)
        if number:
            numbers.append(number)
        elif numbers and not unit:
            unit = cell
        else:
            texts.append(cell)
    return PastedRow(
        model=row[0], words=texts[0] if texts else "", unit=unit,
        quantity=numbers[0] if numbers else "", price=numbers[1] if len(numbers) > 1 else "",
    )  # fmt: skip


def _filled(cells: list[str]) -> Iterator[str]:
    return (cell for cell in cells if cell)


def number_in(cell: str) -> str:
    """Return a cell's number in plain digits, without thousands' commas and currency; "" for a text."""
    found = NUMBER.fullmatch(cell.strip())
    if found is None:
        return ""
    plain = f"{found[1].replace(',', '')}{found[2] or ''}"
    return f"{Decimal(plain):f}" if len(plain) <= LONGEST_NUMBER else ""
