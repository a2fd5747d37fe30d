"""What comes in from a form or a mail: plain values, checked for shape by the caller."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class LineValues:
    """A product asked for, in the buyer's words (S43)."""

    words: str
    quantity: Decimal | None = None
    unit: str = ""
    target_price: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class InquiryValues:
    """An inquiry as it arrived. `received_at` is when it came, not when it is typed in; `original` is what was pasted."""

    received_at: datetime
    channel: str
    source: str
    text: str
    original: str = ""
    sender: str = ""
    subject: str = ""
    grade: str = ""
    validity: str = "valid"
    lines: tuple[LineValues, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class MessageValues:
    """A further message of the buyer, with what it names anew."""

    received_at: datetime
    channel: str
    text: str
    original: str = ""
    grade: str = ""
    lines: tuple[LineValues, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditValues:
    """What may be corrected on an inquiry: its head and the products asked for."""

    subject: str
    source: str
    validity: str
    lines: tuple[LineValues, ...] = ()
