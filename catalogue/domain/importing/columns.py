"""Which column of a price list holds what, by its heading."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.domain.currencies import read_currency
from core.sheets.headings import fold_heading, headings_in, letter_of

HEADINGS = Path(__file__).with_name("headings.txt")
# Texts that may stand in several columns: they are joined. A price may, in another currency each.
SEVERAL = frozenset({"specification", "keywords", "certificates", "selling_points", "note", "picture"})
CURRENCY_WORD = re.compile(r"US\$|[$€£¥￥]|USD|EUR|GBP|CNY|RMB|美金|美元|欧元|英镑|人民币|元")
WORDED = {"美金": "USD", "元": "CNY", "￥": "CNY"}


@dataclass(frozen=True)
class Column:
    """What a column is taken for; `field` "" means: left out. `currency`: the one that the heading of a price names."""

    heading: str
    field: str = ""
    currency: str = ""


@cache
def known_headings() -> Mapping[str, str]:
    """Return the field of each folded spelling in headings.txt."""
    return headings_in(HEADINGS)


def fields() -> list[str]:
    """Return what a column can be, in the order of headings.txt."""
    return list(dict.fromkeys(known_headings().values()))


def currency_in(text: str) -> str:
    """Return the currency that a text names, by sign, code or word; "" for none."""
    found = CURRENCY_WORD.search(unicodedata.normalize("NFKC", text).upper())
    return (WORDED.get(found[0]) or read_currency(found[0])) if found else ""


def match_columns(header: Sequence[Any], width: int) -> list[Column]:
    """Return what each of `width` columns is taken for: each field once, but for SEVERAL and prices in other currencies."""
    taken: set[tuple[str, str]] = set()
    columns: list[Column] = []
    for place in range(max(width, len(header))):
        heading = str(header[place]) if place < len(header) and header[place] is not None else ""
        column = column_of(heading or letter_of(place), field_of(heading))
        key = (column.field, column.currency)
        columns.append(Column(column.heading) if key in taken and column.field not in SEVERAL else column)
        taken.add(key)
    return columns


def field_of(heading: str) -> str:
    """Return what a heading means, with or without the currency in it; "" for one that is not known."""
    bare = CURRENCY_WORD.sub(" ", unicodedata.normalize("NFKC", heading).upper())
    known = known_headings()
    return known.get(fold_heading(heading)[0]) or known.get(fold_heading(bare)[0], "")


def column_of(heading: str, field: str) -> Column:
    """Return the column that is taken for `field`."""
    return Column(heading[:120], field, currency_in(heading) if field == "price" else "")


def is_taken_twice(columns: Sequence[Column]) -> bool:
    """Whether two columns are taken for the same, where that cannot be."""
    keys = [(one.field, one.currency) for one in columns if one.field and one.field not in SEVERAL]
    return len(keys) != len(set(keys))
