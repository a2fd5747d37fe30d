"""What comes in from the quote's editor as plain values, and what a service refuses, for its caller to word."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from core.domain.money import line_amount
from customers.models import Contact
from sales.domain.quotes import PaperLine
from sales.models import Quote, QuoteLine, QuoteVersion

MAX_LINES = 200


@dataclass(frozen=True)
class HeadValues:
    """The head of a version. `contact`: a person of the customer's, None for nobody by name."""

    contact: Contact | None
    attention: str
    buyer: str
    language: str
    currency: str
    incoterm: str
    place: str
    payment: str
    lead_days: int | None
    valid_until: date | None
    notes: tuple[str, ...] = ()
    remarks: str = ""


@dataclass(frozen=True)
class LineValues:
    """A line as it is to be stored; `product` is the id of one that the person sees."""

    model: str
    words: str
    product: int | None = None
    unit: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    moq: Decimal | None = None
    per_carton: Decimal | None = None
    carton_volume: Decimal | None = None
    carton_weight: Decimal | None = None
    includes: str = ""
    note: str = ""
    why: dict[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing."""
        return not (self.model or self.words)


LINE_FIELDS = tuple(one.name for one in fields(LineValues) if one.name != "product")
HEAD_FIELDS = tuple(one.name for one in fields(HeadValues) if one.name not in {"contact", "notes"})


def rows_of(version: QuoteVersion, lines: Iterable[LineValues]) -> list[QuoteLine]:
    """Return the rows of the lines that name something, in their order, not stored yet."""
    named = [line for line in lines if not line.is_empty]
    return [
        QuoteLine(
            version=version, position=place, product_id=line.product,
            **{name: getattr(line, name) for name in LINE_FIELDS},
        )
        for place, line in enumerate(named, 1)
    ]  # fmt: skip


def total_of(lines: Iterable[QuoteLine], currency: str) -> Decimal | None:
    """Return the sum of the amounts as they are printed; None where no line has one."""
    amounts = [
        line_amount(line.quantity, line.price, currency)
        for line in lines
        if line.price is not None and line.quantity is not None
    ]
    return sum(amounts, Decimal(0)) if amounts else None


def said(line: QuoteLine | PaperLine) -> str:
    """Return a line as the audit trail tells it."""
    amount = f"{line.quantity.normalize():f} {line.unit}".strip() if line.quantity is not None else line.unit
    price = f"{line.price.normalize():f}" if line.price is not None else ""
    return " | ".join(part for part in (line.model, line.words, amount, price) if part)


class QuoteRefused(ValueError):
    """A step that the quote is not ready for; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StaleQuote(Exception):
    """Somebody saved meanwhile; `current` is the quote as it is now (ux.md 6)."""

    def __init__(self, current: Quote) -> None:
        super().__init__(str(current))
        self.current = current
