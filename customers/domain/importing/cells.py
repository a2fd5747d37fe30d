"""A cell, read as its column asks: the value, or what is wrong with it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from core.sheets.cells import as_text
from customers.domain.importing.fields import FIELDS

# Longer texts are no addresses, and no pattern is tried on them.
PATTERN_LENGTH = 1_000
EMAIL = re.compile(
    r"[^\s@<>,;:\"'()\[\]，；]+@(?:[^\s@<>,;:\"'()\[\]，；.]+\.)+[^\s@<>,;:\"'()\[\]，；.\d]{2,}"
)
SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
PHONE = re.compile(r"\+?[\d\s().\-/–]{6,}(?:\s*(?:ext|x|转|分机)\.?\s*\d{1,6})?", re.IGNORECASE)
SPLIT_WORDS = re.compile(r"[,，;；、|/\n]+")
GRADES = {"a": "A", "b": "B", "c": "C", "d": "D", "甲": "A", "乙": "B", "丙": "C", "丁": "D"}
YES = frozenset("1 y yes true x ✓ √ 是 有 对 si sí ja oui да".split())
NO = frozenset("0 n no false 否 无 不 nein non нет".split())
# The first day of a spreadsheet's count (with its wrong 29 February 1900), and the days that a plain number may mean.
COUNT_START, COUNT_FROM, COUNT_UNTIL = date(1899, 12, 30), 18_000, 60_000
YEAR_FROM, YEAR_UNTIL = 1950, 2100
Order = Literal["day", "month", ""]


@dataclass(frozen=True)
class Cell:
    """What a cell holds: `value` in the field's own form (text, ISO day, list of words), "" when empty.

    `problem`: "" or a code, and then `value` is the text as it stood: not_email, not_phone, not_website, not_country,
    not_day, either_day (day and month can be either), far_day, not_grade, not_choice, not_yes_no, too_long.
    """

    value: Any = ""
    problem: str = ""


def read_cell(field: str, raw: Any, *, order: Order = "") -> Cell:
    """Return a cell of this field. `order`: what the column's other days say comes first, day or month."""
    spec = FIELDS[field]
    if spec.kind == "day":
        return read_day(raw, order=order)
    text = as_text(raw)
    if not text:
        return Cell()
    read = READERS.get(spec.kind, _read_text)(text)
    if spec.length and isinstance(read.value, str) and len(read.value) > spec.length and not read.problem:
        return Cell(read.value, "too_long")
    return read


def _read_text(text: str) -> Cell:
    return Cell(" ".join(text.split()))


def _read_lines(text: str) -> Cell:
    return Cell("\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines()))))


def _read_email(text: str) -> Cell:
    found = EMAIL.findall(unicodedata.normalize("NFKC", text[:PATTERN_LENGTH]).removeprefix("mailto:"))
    return (
        Cell(", ".join(dict.fromkeys(address.rstrip(".") for address in found)))
        if found
        else Cell(text, "not_email")
    )


def _read_phone(text: str) -> Cell:
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return Cell(plain) if sum(sign.isdigit() for sign in plain) >= 5 else Cell(text, "not_phone")


def _read_website(text: str) -> Cell:
    plain = "".join(unicodedata.normalize("NFKC", text[:PATTERN_LENGTH]).split())
    return Cell(plain) if SITE.fullmatch(plain) else Cell(text, "not_website")


def _read_grade(text: str) -> Cell:
    letter = unicodedata.normalize("NFKC", text).casefold().strip()[:1]
    plain = re.sub(r"[级類类等级\s]|class|grade", "", unicodedata.normalize("NFKC", text).casefold())
    return Cell(GRADES[letter]) if letter in GRADES and len(plain) == 1 else Cell(text, "not_grade")


def _read_words(text: str) -> Cell:
    words = (" ".join(word.split()) for word in SPLIT_WORDS.split(text))
    return Cell(list(dict.fromkeys(filter(None, words))))


def _read_yes_no(text: str) -> Cell:
    plain = text.casefold()
    return Cell(True) if plain in YES else Cell(False) if plain in NO else Cell(text, "not_yes_no")  # noqa: FBT003


READERS = {
    "lines": _read_lines, "email": _read_email, "phone": _read_phone, "website": _read_website, "grade": _read_grade,
    "words": _read_words, "yes_no": _read_yes_no,
}  # fmt: skip


# ── days ────────────────────────────────────────────────────────────────────
NUMERIC_DAY = re.compile(
    r"(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*日?(?:[\sT].*)?", re.DOTALL
)
CLOSED_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
NAMED_DAY = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s.\-]*(?:de\s+)?([^\W\d]{3,})|([^\W\d]{3,})[\s.]*(\d{1,2})(?:st|nd|rd|th)?,?)[\s.\-,]*(?:de\s+)?(\d{2,4})(?:[\s,].*)?",
    re.IGNORECASE,
)
MONTHS = {
    month: place
    for place, months in enumerate(
        (
            "jan ene gen янв", "feb fev fév feb фев", "mar mär mrz mars мар", "apr abr avr апр", "may mai mag май мая",
            "jun juin giu июн", "jul juil lug июл", "aug ago aoû авг", "sep set сен", "oct okt out ott окт", "nov ноя",
            "dec dez dic déc дек",
        ),
        1,
    )
    for month in months.split()
}  # fmt: skip


def read_day(raw: Any, *, order: Order = "") -> Cell:
    """Return a day as ISO. Known: real dates, a spreadsheet's count of days, and texts with year, month and day."""
    if isinstance(raw, dict):
        text = as_text(raw)
        return (
            _checked(text, *map(int, text[:10].split("-"))) if "hours" not in raw else Cell(text, "not_day")
        )
    if isinstance(raw, int | float) and not isinstance(raw, bool) and COUNT_FROM <= raw <= COUNT_UNTIL:
        return Cell((COUNT_START + timedelta(days=int(raw))).isoformat())
    text = unicodedata.normalize("NFKC", as_text(raw)[:PATTERN_LENGTH])
    if not text:
        return Cell()
    if closed := CLOSED_DAY.fullmatch(text):
        return _checked(text, *map(int, closed.groups()))
    if numeric := NUMERIC_DAY.fullmatch(text):
        return _numeric_day(text, *map(int, numeric.groups()), order=order)
    if named := NAMED_DAY.fullmatch(text):
        day_before, month_behind, month_before, day_behind, year = named.groups()
        month = MONTHS.get((month_behind or month_before).casefold()[:4]) or MONTHS.get(
            (month_behind or month_before).casefold()[:3], 0
        )
        return _checked(text, _full_year(int(year)), month, int(day_before or day_behind))
    return Cell(text, "not_day")


def _numeric_day(text: str, first: int, second: int, third: int, *, order: Order) -> Cell:
    if first > 31:
        return _checked(text, first, second, third)
    year = _full_year(third)
    if first > 12 or order == "day":
        return _checked(text, year, second, first)
    if second > 12 or order == "month":
        return _checked(text, year, first, second)
    return _checked(text, year, second, first) if first == second else Cell(text, "either_day")


def _full_year(year: int) -> int:
    return year if year >= 100 else (2000 + year if year < 70 else 1900 + year)


def _checked(text: str, year: int, month: int, day: int) -> Cell:
    try:
        found = date(year, month, day)
    except ValueError:
        return Cell(text, "not_day")
    return Cell(found.isoformat()) if YEAR_FROM <= found.year <= YEAR_UNTIL else Cell(text, "far_day")


def order_of_days(cells: Iterable[Any]) -> Order:
    """Return what comes first in a column's days with numbers only, by those where it can be but one; "" if nothing says."""
    says = set()
    for cell in cells:
        found = (
            NUMERIC_DAY.fullmatch(unicodedata.normalize("NFKC", as_text(cell)))
            if isinstance(cell, str)
            else None
        )
        if found and int(found[1]) <= 31:
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second:
                says.add("day")
            elif second > 12 >= first:
                says.add("month")
    return says.pop() if len(says) == 1 else ""  # type: ignore[return-value]  # one of the two words


def looks_like(cell: Any) -> Iterable[str]:
    """Yield the fields that a cell unmistakably could be, for columns whose heading says nothing."""
    text = as_text(cell)[:PATTERN_LENGTH]
    if EMAIL.fullmatch(text):
        yield "email"
    elif SITE.fullmatch(text) and not text.replace(".", "").isdigit():
        yield "website"
    if PHONE.fullmatch(text) and 7 <= sum(sign.isdigit() for sign in text) <= 16 and read_day(cell).problem:
        yield "contact_phone"
    if text in ("A", "B", "C", "D"):
        yield "grade"
