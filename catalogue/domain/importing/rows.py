"""A row of a price list: what it tells of a product, or what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from pathlib import Path
from typing import Any

from catalogue.domain.importing.columns import Column, currency_in
from core.domain.currencies import is_currency
from core.domain.scripts import has_han
from core.sheets.cells import as_text
from core.sheets.headings import read_spellings

UNITS = Path(__file__).with_name("units.txt")
LENGTHS = {
    "model_number": 40, "name_zh": 80, "name_en": 160, "category": 80, "specification_zh": 300, "specification_en": 300,
    "keywords": 300, "packing_zh": 120, "packing_en": 120, "material": 120, "price_note": 120,
}  # fmt: skip
LONG_TEXTS = frozenset({"selling_points_zh", "selling_points_en", "note"})
LONG_TEXT = 4_000
# A text that is there in both languages: which one a cell holds, its signs say.
OF_BOTH = frozenset({"name", "specification", "packing", "selling_points"})
JOINED = {"specification": "; ", "keywords": ", ", "selling_points": "\n", "note": "\n"}
CERTIFICATE_LENGTH, CERTIFICATES_AT_ONCE = 60, 20
NUMBER = re.compile(r"[-+]?\d[\d.,' ]*")
GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+")
SIZES = re.compile(
    r"\s*(\d+(?:[.,]\d+)?)\s*(?:cm|mm|in|\"|”)?\s*[*xX×✕╳·]\s*(\d+(?:[.,]\d+)?)\s*(?:cm|mm|in|\"|”)?\s*[*xX×✕╳·]\s*(\d+(?:[.,]\d+)?)"
)
HS_CODE = re.compile(r"\d{4}\.?\d{2}(?:\.?\d{2}){0,2}")
PARTS = re.compile(r"[,，;；、/|\n]+")
ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", re.IGNORECASE)
BOUNDARY = re.compile(r"\n| / |／|｜| \| ")
CM, KG = Decimal("0.1"), Decimal("0.001")
PRICE_STEP = Decimal("0.0001")
INCH = Decimal("2.54")
CBM_SLACK = Decimal("0.1")


@dataclass(frozen=True)
class Bounds:
    """What a number of a product may be; `step` is what it is rounded to."""

    step: Decimal
    least: Decimal
    most: Decimal


WHOLE = Decimal(1)
BOUNDS = {
    "moq": Bounds(WHOLE, WHOLE, Decimal(100_000_000)),
    "pieces_per_carton": Bounds(WHOLE, WHOLE, Decimal(100_000)),
    **dict.fromkeys(("carton_length_cm", "carton_width_cm", "carton_height_cm"), Bounds(CM, CM, Decimal(500))),
    **dict.fromkeys(("gross_kg", "net_kg"), Bounds(KG, KG, Decimal(5_000))),
    "lead_days": Bounds(WHOLE, WHOLE, Decimal(730)),
    "sample_days": Bounds(WHOLE, WHOLE, Decimal(365)),
    "warranty_months": Bounds(WHOLE, WHOLE, Decimal(240)),
    "price": Bounds(PRICE_STEP, PRICE_STEP, Decimal(10_000_000)),
    "cbm": Bounds(Decimal("0.000001"), Decimal("0.000001"), Decimal(125)),
}  # fmt: skip
SIDES = ("carton_length_cm", "carton_width_cm", "carton_height_cm")


@dataclass(frozen=True)
class Problem:
    """What is wrong, in column `place` (None: with the row as a whole)."""

    place: int | None
    code: str


@dataclass
class RowRead:
    """What a row tells: `values` of the product's own fields (numbers as text), and what stands in other tables.

    `prices`: amounts by currency. Codes of problems: not_number, not_whole, negative, nought, too_large, too_long, not_size,
    not_unit, not_currency, not_hs_code, formula_error, two_prices, net_above_gross, no_model; cbm_differs only warns.
    """

    values: dict[str, Any] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    price_note: str = ""
    category: str = ""
    material: str = ""
    certificates: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_title: bool = False


class Wrong(ValueError):
    """A cell that cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_row(cells: Sequence[Any], columns: Sequence[Column], currency: str) -> RowRead:
    """Return what a row tells. `currency`: of prices that name none.

    An empty cell tells nothing. A row that holds but one text is a title between the products (`is_title`).
    """
    read = RowRead()
    said: dict[str, Any] = {}
    filled = 0
    for place, column in enumerate(columns):
        raw = cells[place] if place < len(cells) else None
        text = as_text(raw)
        if not text:
            continue
        filled += 1
        if column.field and column.field != "picture":
            _take(read, said, place, column, text)
    _tell_prices(read, said, currency)
    _tell_carton(read, said)
    for name in ("price_note", "category", "material"):
        setattr(read, name, said.pop(name, ""))
    read.certificates = said.pop("certificates", [])
    read.values |= said
    read.is_title = filled <= 1
    if "model_number" not in read.values and not any(one.code == "too_long" for one in read.problems):
        read.problems.append(Problem(None, "no_model"))
    return read


def _take(read: RowRead, said: dict[str, Any], place: int, column: Column, text: str) -> None:
    try:
        _note(said, place, column, text)
    except Wrong as wrong:
        read.problems.append(Problem(place, wrong.code))


def _note(said: dict[str, Any], place: int, column: Column, text: str) -> None:
    """Put what a cell says to what the row says so far. Raises Wrong."""
    if ERROR.fullmatch(text):
        raise Wrong("formula_error")
    if column.field == "price":
        said.setdefault("price", []).append((place, column.currency, text))
        return
    if column.field == "currency":
        said["currency"] = (place, _read_currency(text))
        return
    for name, value in READERS.get(column.field, partial(_read_text, column.field))(text):
        said[name] = _joined(column.field, said.get(name), value)
        if isinstance(said[name], str) and len(said[name]) > _limit(name):
            raise Wrong("too_long")


def _read_currency(text: str) -> str:
    named = currency_in(text)
    if not named:
        raise Wrong("not_currency")
    return named


def _limit(name: str) -> int:
    return LONG_TEXT if name in LONG_TEXTS else LENGTHS.get(name, LONG_TEXT)


def _joined(name: str, before: Any, value: Any) -> Any:
    if before is None:
        return value
    if isinstance(before, list):
        return list(dict.fromkeys([*before, *value]))
    return f"{before}{JOINED[name]}{value}" if name in JOINED else value


def _tell_prices(read: RowRead, said: dict[str, Any], currency: str) -> None:
    _place, of_row = said.pop("currency", (None, ""))
    for place, of_column, text in said.pop("price", []):
        named = currency_in(text) or of_column or of_row or currency
        if not is_currency(named):
            read.problems.append(Problem(place, "not_currency"))
        elif named in read.prices:
            read.problems.append(Problem(place, "two_prices"))
        else:
            try:
                read.prices[named] = str(_number("price", text))
            except Wrong as wrong:
                read.problems.append(Problem(place, wrong.code))


def _tell_carton(read: RowRead, said: dict[str, Any]) -> None:
    """What carton and weights say must go together."""
    gross, net = said.get("gross_kg"), said.get("net_kg")
    if gross and net and Decimal(net) > Decimal(gross):
        read.problems.append(Problem(None, "net_above_gross"))
    cbm = said.pop("cbm", None)
    if cbm and all(side in said for side in SIDES):
        length, width, height = (Decimal(said[side]) for side in SIDES)
        volume = length * width * height / 1_000_000
        if abs(Decimal(cbm) - volume) > CBM_SLACK * volume:
            read.problems.append(Problem(None, "cbm_differs"))


# ── cells ───────────────────────────────────────────────────────────────────
Said = list[tuple[str, Any]]


def _read_text(name: str, text: str) -> Said:
    """A text; one that is there in both languages goes where its signs belong, part by part."""
    if name not in OF_BOTH:
        is_long = name in LONG_TEXTS
        return [(name, text if is_long else " ".join(text.split()))]
    parts = (
        [" ".join(part.split()) for part in BOUNDARY.split(text)]
        if name != "selling_points"
        else text.splitlines()
    )
    told: dict[str, list[str]] = {}
    for part in filter(None, parts):
        told.setdefault(f"{name}_{'zh' if has_han(part) else 'en'}", []).append(part)
    return [(key, JOINED.get(name, " ").join(rows)) for key, rows in told.items()]


def _number(name: str, text: str) -> Decimal:
    """The number of a cell, rounded as the product keeps it. Raises Wrong."""
    plain = unicodedata.normalize("NFKC", text)
    found = NUMBER.search(plain)
    if not found or any(map(str.isdigit, plain[: found.start()] + plain[found.end() :])):
        raise Wrong("not_number")
    number, bounds = to_decimal(found[0]), BOUNDS[name]
    if bounds.step == WHOLE and number != number.to_integral_value():
        raise Wrong("not_whole")
    if number < 0:
        raise Wrong("negative")
    if number > bounds.most:
        raise Wrong("too_large")
    number = number.quantize(bounds.step)
    if number < bounds.least:
        raise Wrong("nought")
    return number


def to_decimal(text: str) -> Decimal:
    """Return a number as people write it: 1,000 is a thousand, 5,80 five and eight tenths. Raises Wrong."""
    plain = text.replace(" ", "").replace("'", "").rstrip(".,")
    if "," in plain and "." in plain:
        decimal = max(plain.rfind(","), plain.rfind("."))
        plain = plain[:decimal].replace(",", "").replace(".", "") + "." + plain[decimal + 1 :]
    elif "," in plain:
        plain = plain.replace(",", "") if GROUPED.fullmatch(plain) else plain.replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise Wrong("not_number") from None


def _read_number(name: str, text: str) -> Said:
    return [(name, str(_number(name, text)))]


def _read_whole(name: str, text: str) -> Said:
    """A whole number; of a span ("25-30 days") the last."""
    span = [part for part in re.split(r"\s*[-–~～至到]\s*(?=\d)", text.strip(" -")) if part]
    is_negative = text.strip().startswith("-")
    return [(name, int(_number(name, f"-{span[-1]}" if is_negative and len(span) == 1 else span[-1])))]


def _read_moq(text: str) -> Said:
    """A quantity, perhaps with its unit behind it."""
    said = _read_whole("moq", text)
    unit = units().get(fold_unit(re.sub(r"[\d.,'\s~-]+", "", text)))
    return [*said, ("unit", unit)] if unit else said


def _read_months(text: str) -> Said:
    months = _read_whole("warranty_months", text)
    is_years = re.search(r"year|年|año", text.casefold())
    return [(name, _within(name, count * 12 if is_years else count)) for name, count in months]


def _within(name: str, count: int) -> int:
    if count > BOUNDS[name].most:
        raise Wrong("too_large")
    return count


def _read_size(text: str) -> Said:
    """Three sides in one cell, in centimetres unless it says otherwise."""
    plain = unicodedata.normalize("NFKC", text)
    found = SIZES.match(plain)
    if not found:
        raise Wrong("not_size")
    unit = plain.casefold()
    factor = Decimal("0.1") if "mm" in unit else INCH if re.search(r"inch|\bin\b|\"|”", unit) else Decimal(1)
    sides = [to_decimal(side) * factor for side in found.groups()]
    return [(name, str(_number(name, str(side)))) for name, side in zip(SIDES, sides, strict=True)]


def _read_weights(text: str) -> Said:
    """Gross and net in one cell, the heavier first or not."""
    found = [
        to_decimal(one) for one in NUMBER.findall(unicodedata.normalize("NFKC", text).replace("/", " / "))
    ]
    if len(found) != 2:
        raise Wrong("not_number")
    return [
        ("gross_kg", str(_number("gross_kg", str(max(found))))),
        ("net_kg", str(_number("net_kg", str(min(found))))),
    ]


def _read_unit(text: str) -> Said:
    unit = units().get(fold_unit(text))
    if not unit:
        raise Wrong("not_unit")
    return [("unit", unit)]


def fold_unit(text: str) -> str:
    """Return a unit without what does not count."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalpha())


@cache
def units() -> dict[str, str]:
    """Return the unit of each spelling in units.txt."""
    return {fold_unit(spelling): unit for unit, spelling in read_spellings(UNITS)}


def _read_hs_code(text: str) -> Said:
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit() or sign == ".")
    if not HS_CODE.fullmatch(plain):
        raise Wrong("not_hs_code")
    return [("hs_code", plain)]


def _read_certificates(text: str) -> Said:
    names = list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in PARTS.split(text)))))
    if len(names) > CERTIFICATES_AT_ONCE or any(len(name) > CERTIFICATE_LENGTH for name in names):
        raise Wrong("too_long")
    return [("certificates", names)]


def _read_keywords(text: str) -> Said:
    return [
        (
            "keywords",
            ", ".join(dict.fromkeys(filter(None, (" ".join(part.split()) for part in PARTS.split(text))))),
        )
    ]


def _read_model(text: str) -> Said:
    return [("model_number", "".join(text.split()))]


READERS: dict[str, Callable[[str], Said]] = {
    "model_number": _read_model,
    "moq": _read_moq,
    "unit": _read_unit,
    "carton_size": _read_size,
    "weights": _read_weights,
    "hs_code": _read_hs_code,
    "certificates": _read_certificates,
    "keywords": _read_keywords,
    "warranty_months": _read_months,
    **{name: partial(_read_whole, name) for name in ("pieces_per_carton", "lead_days", "sample_days")},
    **{name: partial(_read_number, name) for name in (*SIDES, "gross_kg", "net_kg", "cbm")},
}  # fmt: skip
