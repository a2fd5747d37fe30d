"""Which row of a sheet holds the headings, and what a heading says: the same for every workbook that is taken in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

HEAD_SEARCHED = 30
HEADING_LENGTH = 120
LONGEST_HEADING = 60
# What people add to a heading without changing what it means.
ADDITIONS = re.compile(r"[(\[（【〔].*?[)\]）】〕]|必填|选填|選填|required|optional")
NUMBER = re.compile(r"\d{1,2}")


def read_spellings(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (meaning, spelling) of a list of spellings kept as text beside the code, in its order.

    A line each, "meaning: spelling | spelling | …"; lines that begin with # are remarks.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            meaning, _colon, spellings = line.partition(":")
            yield from ((meaning.strip(), spelling.strip()) for spelling in spellings.split("|"))


def headings_in(path: Path) -> Mapping[str, str]:
    """Return the field of each folded heading in a list of spellings; the first that names it counts."""
    known: dict[str, str] = {}
    for field, spelling in read_spellings(path):
        known.setdefault(fold_heading(spelling)[0], field)
    return known


def fold_heading(text: str) -> tuple[str, int]:
    """Return a heading without what does not count, and the number in it (1 without one)."""
    plain = ADDITIONS.sub(" ", unicodedata.normalize("NFKC", text[:HEADING_LENGTH]).casefold())
    numbers = NUMBER.findall(plain)
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if sign.isalpha())
    return letters, int(numbers[0]) if numbers and 0 < int(numbers[0]) <= 9 else 1


def find_header(rows: Sequence[Sequence[Any]], known: Mapping[str, str]) -> int:
    """Return the place of the header row among the first rows: where most cells are `known` headings.

    Titles above it, empty lines and a second header (one language each) are usual. Without any known heading it is the
    first row that has as many texts as the rows below have cells.
    """
    scores = [header_score(row, known) for row in rows[:HEAD_SEARCHED]]
    best = max(scores, default=0)
    if best:
        return scores.index(best)
    usual = Counter(len(row) for row in rows[:HEAD_SEARCHED]).most_common(1)
    return next((place for place, row in enumerate(rows) if usual and len(row) == usual[0][0]), 0)


def header_score(row: Sequence[Any], known: Mapping[str, str]) -> int:
    """Return how many fields the `known` headings of a row name."""
    fields = {
        known.get(fold_heading(cell)[0])
        for cell in row
        if isinstance(cell, str) and len(cell) <= LONGEST_HEADING
    }
    return len(fields - {None})


def best_sheet(rows: Iterable[Any], known: Mapping[str, str]) -> int:
    """Return the sheet whose head has the most `known` headings; of several the first. `rows` as a workbook gives them."""
    best, most = 0, -1
    for place, sheet in groupby(rows, key=lambda row: row.sheet):
        score = max((header_score(row.cells, known) for row in islice(sheet, HEAD_SEARCHED)), default=0)
        if score > most:
            best, most = place, score
    return best


def is_header(row: Sequence[Any], known: Mapping[str, str]) -> bool:
    """Whether a row holds nothing but known headings: a second line of headings, or one that is repeated."""
    filled = [cell for cell in row if cell is not None]
    return len(filled) > 1 and header_score(row, known) == len(filled)


def letter_of(place: int) -> str:
    """Return what a spreadsheet program calls a column (from 0): A, B … Z, AA."""
    before, letter = divmod(place, 26)
    return (letter_of(before - 1) if before else "") + chr(ord("A") + letter)
