"""How much a buyer buys in a year, read from what somebody typed, and into which class that falls (S85, 客户源实力)."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from core.domain.currencies import CHINESE, read_currency
from core.domain.rates import BASE, Rate
from inquiries.domain.reader.quantities import NUMBER, read_number

DOLLAR = "USD"  # what the classes are told in, and what a number without a currency is
_SCALES = {
    "千": 1_000, "仟": 1_000, "k": 1_000, "thousand": 1_000, "w": 10_000, "万": 10_000, "萬": 10_000, "百万": 1_000_000, "千万": 10_000_000,
    "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "million": 1_000_000, "millions": 1_000_000, "亿": 100_000_000, "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}  # fmt: skip
_SCALE = "|".join(sorted(map(re.escape, _SCALES), key=len, reverse=True))
_AMOUNT = re.compile(rf"(?P<number>{NUMBER})\s?(?P<scale>(?:{_SCALE})(?![A-Za-z]))?", re.IGNORECASE)
_PLAIN = re.compile(
    r"\b(?:about|approx|approximately|around|ca|circa|per|a|p\.?a|year|yearly|annual|annually|more|than|over|up)\b|[约大每一年左右以上超过万千亿]|\W|\d|_"
)
_UPPER_END = re.compile(r"^\s?(?:-|–|—|~|～|to|bis|至|到)\s?$", re.IGNORECASE)
_WORDS = "|".join(sorted(CHINESE, key=len, reverse=True))
_CURRENCY = re.compile(rf"US\s?\$|[$€£¥￥]|(?<![A-Za-z])[A-Z]{{3}}(?![A-Za-z])|{_WORDS}", re.IGNORECASE)


class Strength(StrEnum):
    """What a buyer buys in a year, in dollars."""

    GIANT = "giant"
    LARGE = "large"
    MIDDLE = "middle"
    SMALL = "small"
    UNREADABLE = "unreadable"
    UNKNOWN = ""


# From how many dollars on.
FLOORS = {Strength.GIANT: 5_000_000, Strength.LARGE: 1_000_000, Strength.MIDDLE: 200_000, Strength.SMALL: 0}


def read_yearly(text: str) -> tuple[Decimal, str] | None:
    """Return the amount and its currency ("USD 2-3 million" → 2,000,000 USD: of a range the lower end); None where none is read.

    A number without a currency is one of dollars, if nothing says that it counts something else ("20 containers").
    """
    found = list(_AMOUNT.finditer(text))
    if not found:
        return None
    first, second = found[0], found[1] if len(found) > 1 else None
    is_range = second is not None and bool(_UPPER_END.match(text[first.end() : second.start()]))
    number = read_number(first["number"])
    if number is None or (len(found) > 1 and not is_range):
        return None
    scale = first["scale"] or (second["scale"] if second is not None else None)
    amount = number * _SCALES[scale.lower()] if scale else number
    said = [code for one in _CURRENCY.finditer(text) if (code := read_currency(one[0].replace(" ", "")))]
    if not said and _PLAIN.sub("", _AMOUNT.sub("", text).lower()):
        return None
    return amount, said[0] if said else DOLLAR


def strength_of(text: str, rates: Mapping[str, Rate]) -> Strength:
    """Return the class of what was typed, by the rates of the day; what no rate makes dollars is not readable."""
    if not text.strip():
        return Strength.UNKNOWN
    read = read_yearly(text)
    if read is None:
        return Strength.UNREADABLE
    amount, currency = read
    if currency != DOLLAR:
        own, dollar = (rates.get(code) for code in (currency, DOLLAR))
        if dollar is None or (own is None and currency != BASE):
            return Strength.UNREADABLE
        amount = amount * (own.per_unit if own else 1) / dollar.per_unit
    return next(one for one, floor in FLOORS.items() if amount >= floor)
