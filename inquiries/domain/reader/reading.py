"""What the paste reader hands back: plain frozen values, a certainty for each, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Certainty(StrEnum):
    """How far a finding may be trusted. Only a certain one fills its field (requirements B4, `trust.md` M)."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of character offsets in the text as it was pasted."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One field.

    `value` is set exactly when `certainty` is certain; otherwise `candidates` are offered,
    the likeliest first. `span` points at the value, or at the first candidate.
    """

    value: T | None = None
    certainty: Certainty = Certainty.UNKNOWN
    candidates: tuple[T, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number as the buyer wrote it, and its E.164 form where the country is beyond doubt."""

    written: str
    e164: str | None = None


@dataclass(frozen=True, slots=True)
class ProductAsked:
    """One product the buyer asks for. `words` are the buyer's own; `unit` is a code of `units.UNIT_WORDS`."""

    words: str
    quantity: Decimal | None = None
    unit: str | None = None
    target_price: Decimal | None = None
    currency: str | None = None
    certainty: Certainty = Certainty.LIKELY
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A coded hint on what the buyer wants or offers; `value` is the telling part in the buyer's words."""

    code: str
    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SuggestedGrade:
    """A grade to propose, never to set (S36), with the codes of its reasons. No grade for spam."""

    grade: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read out of one pasted text. Nothing here is saved until a person says so."""

    kind: str
    sender_name: Found[str] = field(default_factory=Found)
    form_of_address: Found[str] = field(default_factory=Found)
    job_title: Found[str] = field(default_factory=Found)
    company: Found[str] = field(default_factory=Found)
    email: Found[str] = field(default_factory=Found)
    telephone: Found[Telephone] = field(default_factory=Found)
    fax: Found[Telephone] = field(default_factory=Found)
    website: Found[str] = field(default_factory=Found)
    country: Found[str] = field(default_factory=Found)
    city: Found[str] = field(default_factory=Found)
    time_zone: Found[str] = field(default_factory=Found)
    language: Found[str] = field(default_factory=Found)
    channel: Found[str] = field(default_factory=Found)
    source: Found[str] = field(default_factory=Found)
    subject: Found[str] = field(default_factory=Found)
    received_at: Found[datetime] = field(default_factory=Found)
    products: tuple[ProductAsked, ...] = ()
    message: str = ""
    points: tuple[Point, ...] = ()
    suggested_grade: SuggestedGrade = SuggestedGrade(None, ())
    warnings: tuple[str, ...] = ()
    is_cut: bool = False


FOUND_FIELDS = (
    "sender_name", "form_of_address", "job_title", "company", "email", "telephone", "fax", "website",
    "country", "city", "time_zone", "language", "channel", "source", "subject", "received_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Highlight:
    """One marked stretch of the pasted text and the field it was read for."""

    span: Span
    field: str


def highlight_spans(reading: Reading) -> tuple[Highlight, ...]:
    """Non-overlapping stretches to mark in the pasted text, in reading order; earlier and longer ones win."""
    return tuple(_without_overlaps(sorted(_all_highlights(reading), key=_reading_order)))


def _all_highlights(reading: Reading) -> Iterable[Highlight]:
    for name in FOUND_FIELDS:
        found = getattr(reading, name)
        if found.span and found.certainty is Certainty.CERTAIN:
            yield Highlight(found.span, name)
    for product in reading.products:
        if product.span:
            yield Highlight(product.span, "products")
    for point in reading.points:
        if point.span:
            yield Highlight(point.span, "points")


def _reading_order(highlight: Highlight) -> tuple[int, int]:
    return highlight.span.start, -highlight.span.end


def _without_overlaps(highlights: Iterable[Highlight]) -> Iterable[Highlight]:
    end = 0
    for highlight in highlights:
        if highlight.span.start >= end:
            yield highlight
            end = highlight.span.end
