"""A table of exchange rates as a bank or a colleague hands it over: which columns, which rates, what cannot be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.domain.currencies import read_currency
from core.domain.rates import BASE, Rate

MOST_ROWS = 2_000
LARGEST, PLACES = Decimal(10) ** 9, Decimal("1E-8")
HEADINGS: Mapping[str, frozenset[str]] = {
    "currency": frozenset({"currency", "code", "币种", "货币", "货币代码", "货币名称", "外币"}),
    "rate": frozenset(
        {"rate", "exchange rate", "cny", "汇率", "中间价", "中行折算价", "牌价", "汇率(人民币)"}
    ),
    "day": frozenset({"date", "day", "日期", "发布日期", "汇率日期"}),
    "per": frozenset({"per", "unit", "units", "单位", "外币单位", "每"}),
}
PLAIN_COLUMNS = {"currency": 0, "rate": 1, "day": 2, "per": 3}
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")


@dataclass(frozen=True)
class Problem:
    """A row that is not taken. Codes: no_currency, is_base, no_rate, no_day, in_future, too_many."""

    number: int
    code: str
    text: str


@dataclass(frozen=True)
class RateTable:
    """What a table says, the later row of two about one day counting; and what of it could not be read."""

    rates: list[Rate]
    problems: list[Problem]


class Unreadable(ValueError):
    """A cell that says nothing usable; the code names what is missing."""

    def __init__(self, code: str, text: Any = "") -> None:
        super().__init__(code)
        self.code, self.text = code, str(text)


def read_table(rows: Iterable[tuple[int, Sequence[Any]]], *, day: date, today: date) -> RateTable:
    """Read (number, cells) rows. `day` holds where a row names none; without headings the columns are currency, rate, day, per.

    A rate is yuan for one unit, or for as many as the column "per" says: banks write 100.
    """
    columns: Mapping[str, int] = PLAIN_COLUMNS
    found: dict[tuple[str, date], Rate] = {}
    problems: list[Problem] = []
    for place, (number, cells) in enumerate(rows):
        if place >= MOST_ROWS:
            problems.append(Problem(number, "too_many", ""))
            break
        headings = _headings_of(cells)
        if {"currency", "rate"} <= headings.keys():
            columns = headings
            continue
        try:
            rate = _read_row(cells, columns, day, today)
        except Unreadable as error:
            problems.append(Problem(number, error.code, error.text))
        else:
            found[rate.currency, rate.day] = rate
    return RateTable(list(found.values()), problems)


def _headings_of(cells: Sequence[Any]) -> dict[str, int]:
    words = [str(cell or "").strip().lower() for cell in cells]
    return {
        name: place
        for name, known in HEADINGS.items()
        for place in [next((at for at, word in enumerate(words) if word in known), -1)]
        if place >= 0
    }


def _read_row(cells: Sequence[Any], columns: Mapping[str, int], day: date, today: date) -> Rate:
    def cell(name: str) -> Any:
        place = columns.get(name, len(cells))
        return cells[place] if place < len(cells) else None

    currency = read_currency(str(cell("currency") or ""))
    if not currency:
        raise Unreadable("no_currency", cell("currency") or "")
    if currency == BASE:
        raise Unreadable("is_base", currency)
    on = read_day(cell("day")) if cell("day") not in (None, "") else day
    if on > today:
        raise Unreadable("in_future", on)
    per = _number(cell("per")) if cell("per") not in (None, "") else Decimal(1)
    per_unit = (_number(cell("rate")) / per).quantize(PLACES)
    if not 0 < per_unit < LARGEST:
        raise Unreadable("no_rate", cell("rate"))
    return Rate(currency, on, per_unit)


def _number(value: Any) -> Decimal:
    """A number above nothing, from a number or a text. Raises Unreadable."""
    try:
        number = Decimal(str(value if value is not None else "").strip().replace(",", ""))
    except InvalidOperation:
        raise Unreadable("no_rate", value) from None
    if isinstance(value, bool) or not number.is_finite() or not PLACES <= number < LARGEST:
        raise Unreadable("no_rate", value)
    return number


def read_day(value: Any) -> date:
    """Return the day of a cell: a date of the sheet's own, or a text. Raises Unreadable."""
    if isinstance(value, Mapping):
        value = value.get("day") or str(value.get("moment", ""))[:10]
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(str(value).strip(), pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Unreadable("no_day", value)
