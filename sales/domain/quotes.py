"""The quote as one object: what the text, the workbook and the printed page all say (rules.md §9).

Plain values, no database. Prices have up to four decimals; an amount is rounded to its currency's own precision, line by
line, so that the total is the sum of what is printed. Amounts of different currencies are never added: a quote has one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from catalogue.domain.packing import ROOMS, Container, smallest_container
from core.domain.money import line_amount

INCOTERMS = ("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF")
"""The eleven rules of Incoterms 2020; each wants a named place."""

NOTE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRICE_DECIMALS, CENTS = 4, 2
TOO_MUCH = Decimal(10) ** 15
"""No line of a quote comes to so much, in whatever currency: it is a slip of the hand."""


@dataclass(frozen=True)
class PaperLine:
    """A line of the quote. `price` is for one `unit`; None: not priced yet. Without `quantity` it is an offer, not a sum.

    `per_carton`: units in a carton, `carton_volume` and `carton_weight`: cubic metres and kilograms of one. `includes`: what the price covers, `note`: the
    letter of the note that explains it (S19).
    """

    model: str
    words: str
    unit: str
    price: Decimal | None = None
    quantity: Decimal | None = None
    moq: Decimal | None = None
    per_carton: Decimal | None = None
    carton_volume: Decimal | None = None
    carton_weight: Decimal | None = None
    includes: str = ""
    note: str = ""

    def amount_in(self, currency: str) -> Decimal | None:
        """Return price × quantity, rounded to the currency's precision; None while one of them is missing."""
        if self.price is None or self.quantity is None:
            return None
        return line_amount(self.quantity, self.price, currency)

    @property
    def cartons(self) -> int | None:
        """How many cartons the quantity fills, a begun one counted; None where it is not known."""
        if not self.per_carton or self.quantity is None:
            return None
        return int((self.quantity / self.per_carton).to_integral_value(ROUND_CEILING))

    @property
    def volume(self) -> Decimal | None:
        """The cubic metres of these cartons; None where it is not known."""
        if self.cartons is None or self.carton_volume is None:
            return None
        return self.cartons * self.carton_volume


@dataclass(frozen=True)
class Seller:
    """Who quotes, as the paper's head names it."""

    name: str = ""
    address: str = ""
    phone: str = ""
    website: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Paper:
    """A version of a quote, ready to be written as text, workbook or page. `language` is the buyer's (BCP 47).

    `notes` are the explanations A, B … in their order; `remarks` are printed as they were typed.
    """

    number: str
    version: int
    dated_on: date
    valid_until: date | None
    buyer: str
    attention: str
    incoterm: str
    place: str
    currency: str
    payment: str
    lead_days: int | None
    lines: tuple[PaperLine, ...]
    notes: tuple[str, ...] = ()
    remarks: str = ""
    language: str = "en"
    seller: Seller = Seller()

    @property
    def label(self) -> str:
        """The number; from the second version on with the version, so that two papers are never taken for one."""
        return self.number if self.version == 1 else f"{self.number} V{self.version}"

    @property
    def total(self) -> Decimal | None:
        """The sum of the lines' amounts; None while no line has one. Lines without a quantity are offers and count nothing."""
        amounts = [line.amount_in(self.currency) for line in self.lines]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def load(self) -> "Load":
        """What it fills."""
        asked = [line for line in self.lines if line.quantity is not None]
        known = [(line.cartons or 0, line) for line in asked if line.volume is not None]
        weights = [cartons * line.carton_weight for cartons, line in known if line.carton_weight is not None]
        return Load(
            cartons=sum(cartons for cartons, _line in known),
            volume=sum((line.volume or Decimal(0) for _cartons, line in known), Decimal(0)),
            weight=sum(weights, Decimal(0)) if len(weights) == len(known) else None,
            unknown=len(asked) - len(known),
        )


def written_price(price: Decimal, currency: str) -> str:
    """Return a price with its currency, as every paper writes it: as many decimals as it needs, never fewer than usual.

    Figures are written alike in every language, 1,234.50: the buyer compares them, and a comma is read two ways.
    """
    usual = get_currency_precision(currency)
    used = max(0, -int(price.normalize().as_tuple().exponent))
    return f"{currency} {price:,.{max(usual, min(used, PRICE_DECIMALS))}f}"


def written_amount(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency in the currency's precision."""
    return f"{currency} {amount:,.{get_currency_precision(currency)}f}"


def written_number(number: Decimal) -> str:
    """Return a quantity without needless decimals."""
    return f"{number.normalize():,f}"


def written_cell(value: object) -> object:
    """Return a value as a cell of the editor shows it: figures in plain digits, nothing for None."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def written_price_cell(price: Decimal | None) -> str:
    """Return a price as a cell or a field begins with it: `7.80`, `0.1275`, `1200`; nothing for None."""
    if price is None:
        return ""
    plain = price.normalize()
    used = max(0, -int(plain.as_tuple().exponent))
    return f"{plain:.{max(used, CENTS)}f}" if used else f"{plain:f}"


# ── what it fills ───────────────────────────────────────────────────────────
CONTAINER_NAMES = {Container.GP20: "20'GP", Container.GP40: "40'GP", Container.HQ40: "40'HQ"}


@dataclass(frozen=True)
class Load:
    """Cartons, cubic metres and kilograms of the lines whose packing is known; `unknown`: asked for, packing not known.

    `weight` None: of some of them it is not known, and the containers are counted by volume alone.
    """

    cartons: int
    volume: Decimal
    weight: Decimal | None
    unknown: int

    @property
    def containers(self) -> tuple[tuple[str, int], ...]:
        """The containers that hold it, by name and number: whole 40'HQ, and the smallest that takes the rest."""
        if not self.volume:
            return ()
        largest = Container.HQ40
        whole = max(
            self._full_ones(ROOMS[largest].cbm, self.volume), self._full_ones(ROOMS[largest].kg, self.weight)
        )
        rest = smallest_container(
            max(self.volume - whole * ROOMS[largest].cbm, Decimal(0)),
            max(self.weight - whole * ROOMS[largest].kg, Decimal(0)) if self.weight is not None else None,
        )
        if rest in {largest, None}:
            return ((CONTAINER_NAMES[largest], whole + 1),)
        found = {CONTAINER_NAMES[largest]: whole, CONTAINER_NAMES[Container(str(rest))]: 1}
        return tuple((name, count) for name, count in found.items() if count)

    @staticmethod
    def _full_ones(room: Decimal, load: Decimal | None) -> int:
        """How many are filled before the last one, which takes the rest."""
        return max(int((load / room).to_integral_value(ROUND_CEILING)) - 1, 0) if load else 0

    @property
    def fill(self) -> int:
        """How full these containers are by volume, in percent, rounded down."""
        rooms = {name: ROOMS[container].cbm for container, name in CONTAINER_NAMES.items()}
        held = sum((rooms[name] * count for name, count in self.containers), Decimal(0))
        return int(self.volume * 100 / held) if held else 0


# ── floor and margin ────────────────────────────────────────────────────────
def is_below(price: Decimal | None, floor: Decimal | None) -> bool:
    """Whether a price is under its floor; without a floor, or with it in another currency (None here), never."""
    return price is not None and floor is not None and price < floor


def margin_of(price: Decimal | None, cost: Decimal | None) -> Decimal | None:
    """Return the margin as a share of the price, 0.1250 for 12.5 %; None where price or cost is not known."""
    if price is None or cost is None or price <= 0:
        return None
    return ((price - cost) / price).quantize(Decimal("0.0001"), ROUND_HALF_UP)


# ── two versions ────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Change:
    """A difference: `field` of the head, or of the line called `line` (its model, else its words)."""

    field: str
    before: object
    after: object
    line: str = ""


HEAD = (
    "valid_until", "buyer", "attention", "incoterm", "place", "currency", "payment", "lead_days", "notes", "remarks", "language",
)  # fmt: skip


def differences(before: Paper, after: Paper) -> list[Change]:
    """Return what `after` says otherwise: the head first, then line by line; a line added or gone is one change."""
    head = [
        Change(name, getattr(before, name), getattr(after, name))
        for name in HEAD
        if getattr(before, name) != getattr(after, name)
    ]
    old, new = _by_name(before.lines), _by_name(after.lines)
    return head + [
        change
        for key in [*old, *(key for key in new if key not in old)]
        for change in _line_changes(key[0], old.get(key), new.get(key))
    ]


def _by_name(lines: Iterable[PaperLine]) -> dict[tuple[str, int], PaperLine]:
    """Lines by what they are called; the second of a name is another one."""
    found: dict[tuple[str, int], PaperLine] = {}
    for line in lines:
        name, count = line.model or line.words, 1
        while (name, count) in found:
            count += 1
        found[name, count] = line
    return found


def _line_changes(name: str, before: PaperLine | None, after: PaperLine | None) -> list[Change]:
    if before is None or after is None:
        return [Change("line", before.words if before else None, after.words if after else None, name)]
    return [
        Change(field.name, getattr(before, field.name), getattr(after, field.name), name)
        for field in fields(PaperLine)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
