"""How much a buyer buys in a year, read from what somebody typed, and into which class that falls (S85, 客户源实力)."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from core.domain.currencies import CHINESE, SIGNS, USUAL, read_currency
from core.domain.rates import BASE, Rate
from inquiries.domain.reader.quantities import NUMBER, read_number

DOLLAR = "USD"  # what the classes are told in, and what a number without a currency is
KEPT = 50_000  # texts whose reading a process remembers
_SCALES = {
    "千": 1_000, "仟": 1_000, "k": 1_000, "tsd": 1_000, "thousand": 1_000, "w": 10_000, "万": 10_000, "萬": 10_000, "lakh": 100_000,
    "百万": 1_000_000, "m": 1_000_000, "mn": 1_000_000, "mm": 1_000_000, "mln": 1_000_000, "mill": 1_000_000, "mio": 1_000_000,
    "million": 1_000_000, "millions": 1_000_000, "千万": 10_000_000, "crore": 10_000_000, "亿": 100_000_000, "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}  # fmt: skip
_SCALE = "|".join(sorted(map(re.escape, _SCALES), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![A-Za-z0-9])(?P<number>{NUMBER})\s?(?P<scale>(?:{_SCALE})(?![A-Za-z])\.?)?", re.IGNORECASE
)
_UPPER_END = re.compile(r"^\s?(?:-|–|—|~|～|to|bis|至|到)\s?$", re.IGNORECASE)
# A dollar with a letter before it is another country's. A code stands in capitals, or is a usual one.
_MORE = {
    "HK$": "HKD", "NT$": "TWD", "AU$": "AUD", "A$": "AUD", "CA$": "CAD", "C$": "CAD", "S$": "SGD", "NZ$": "NZD", "R$": "BRL", "MX$": "MXN",
    "美金": DOLLAR, "美刀": DOLLAR, "元": "CNY",
}  # fmt: skip
_SIGNS = "|".join(sorted(map(re.escape, (*SIGNS, *CHINESE, *_MORE)), key=len, reverse=True))
_CURRENCY = re.compile(
    rf"(?<![A-Za-z])(?:{_SIGNS})(?![A-Za-z])|(?<![A-Za-z])[A-Z]{{3}}(?![A-Za-z])|(?<![A-Za-z])(?i:{'|'.join(USUAL)}|RMB)(?![A-Za-z])"
)
_FILLING = re.compile(
    r"\b(?:about|approx|approximately|around|ca|circa|per|a|pa|year|yearly|annual|annually|more|than|over|up)\b|[约大每一年左右以上超过]|[^\w%]|_",
    re.IGNORECASE,
)  # fmt: skip


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


@lru_cache(maxsize=KEPT)
def read_yearly(text: str) -> tuple[Decimal, str] | None:
    """Return the amount and its currency ("USD 2-3 million" → 2,000,000 USD: of a range the lower end).

    A number without a currency is one of dollars. None where anything stands beside the amount that is not understood
    ("USD 20 containers", "60%"), or several currencies or amounts.
    """
    found = list(_AMOUNT.finditer(text))
    if not found:
        return None
    first, last = found[0], found[-1]
    is_range = len(found) == 2 and bool(_UPPER_END.match(text[first.end() : last.start()]))
    number = read_number(first["number"])
    if number is None or len(found) > 1 + is_range:
        return None
    around = f"{text[: first.start()]} {text[last.end() :]}"
    said = {_code_of(one[0]) for one in _CURRENCY.finditer(around)}
    if len(said) > 1 or "" in said or _FILLING.sub("", _CURRENCY.sub(" ", around)):
        return None
    scale = first["scale"] or last["scale"]
    amount = number * _SCALES[scale.lower().rstrip(".")] if scale else number
    return amount, said.pop() if said else DOLLAR


def _code_of(written: str) -> str:
    """The code of a currency as it was found; "" for three capitals that are none."""
    return _MORE.get(written) or read_currency(written)


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
