"""From what was pasted to what the form shows: certain values fill their fields, the rest is offered (issue: Inquiries)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django_countries import countries

from core.company import current_company
from customers.models import Channel, Source
from inquiries.domain.reader import NAMED_PLATFORMS, Found, ProductAsked, Reading, Telephone, read
from inquiries.selectors.words import KEPT_POINTS, WARNINGS, point_words

# form field → the reading's
FIELDS = {
    "sender_name": "sender_name", "job_title": "job_title", "form_of_address": "form_of_address", "company": "company",
    "email": "email", "phone": "telephone", "fax": "fax", "website": "website", "country": "country", "city": "city",
    "time_zone": "time_zone", "language": "language", "subject": "subject", "source": "source", "channel": "channel",
    "received_at": "received_at",
}  # fmt: skip
SHORT = 100


@dataclass(frozen=True)
class Candidate:
    """A value that is offered: what it would put into the field, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True)
class Offer:
    """What was read: `values` and `lines` for the form, candidates by field, and words for the rest."""

    values: dict[str, str]
    candidates: dict[str, list[Candidate]]
    lines: list[dict[str, str]]
    points: list[str]
    grade: str
    grade_reasons: list[str]
    warnings: list[str]
    message: str
    is_cut: bool

    @property
    def count(self) -> int:
        """How many fields and products were read for certain."""
        return sum(1 for value in self.values.values() if value) + len(self.lines)


def read_offer(text: str, *, at: datetime) -> Offer:
    """Read `text` and return what the form is to show. Nothing is saved."""
    reading = read(text, at=at, own_domains=current_company().domains)
    found = {name: getattr(reading, source) for name, source in FIELDS.items()}
    values = {name: shown(name, field.value) for name, field in found.items()}
    candidates = {name: _candidates(name, field) for name, field in found.items() if not values[name]}
    if not any(values[name] for name in ("company", "email", "phone", "sender_name")):
        candidates.setdefault("company", []).extend(_bare_name(text))
    return Offer(
        values=values,
        candidates={name: offered for name, offered in candidates.items() if offered},
        lines=[_line(product) for product in reading.products],
        points=[point_words(point.code, point.value) for point in reading.points][:KEPT_POINTS],
        grade=reading.suggested_grade.grade or "",
        grade_reasons=[words for code in reading.suggested_grade.reasons if (words := _reason(code))],
        warnings=[str(WARNINGS[code]) for code in reading.warnings if code in WARNINGS],
        message=reading.message,
        is_cut=reading.is_cut,
    )


def message_of(text: str, *, at: datetime) -> tuple[str, list[str]]:
    """Return the buyer's own words in `text` and the points in them; all of it when nothing can be told apart."""
    reading: Reading = read(text, at=at, own_domains=current_company().domains)
    points = [point_words(point.code, point.value) for point in reading.points][:KEPT_POINTS]
    return reading.message.strip() or text.strip(), points


def shown(name: str, value: Any) -> str:
    """Return a reading's value as its form field takes it; a code that the field does not have as nothing."""
    if value is None:
        return ""
    if isinstance(value, Telephone):
        return value.written if value.written.startswith("+") else value.e164 or value.written
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"
    if name == "source" and value in NAMED_PLATFORMS:
        return str(value) if value in Source.values else str(Source.PLATFORM)
    known = {"source": Source.values, "channel": Channel.values}.get(name)
    return str(value) if known is None or value in known else ""


def _candidates(name: str, found: Found[Any]) -> list[Candidate]:
    values = [shown(name, value) for value in found.candidates]
    return [Candidate(value, _label(name, value)) for value in dict.fromkeys(values) if value][:5]


def _label(name: str, value: str) -> str:
    if name == "country":
        return str(countries.name(value) or value)
    if name in {"source", "channel"}:
        return str((Source if name == "source" else Channel)(value).label)
    return value.replace("T", " ") if name == "received_at" else value


def _bare_name(text: str) -> list[Candidate]:
    """One short line and nothing else is probably a company's name."""
    line = " ".join(text.split())
    return [Candidate(line, line)] if 2 <= len(line) <= SHORT and "\n" not in text.strip() else []


def _line(product: ProductAsked) -> dict[str, str]:
    return {
        "words": product.words[:120],
        "quantity": _plain(product.quantity),
        "unit": product.unit or "",
        "target_price": _plain(product.target_price),
        "currency": product.currency or "",
    }


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _reason(code: str) -> str:
    return str(WARNINGS[code]) if code in WARNINGS else point_words(code)


# ── what the reader filled in, and what a person has changed since ──────────


def take_over(
    data: Mapping[str, Any], lines: list[dict[str, str]], offer: Offer
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return form values and product rows after a new reading: what a person typed stays, the rest is read anew.

    A field is the reader's while it is empty or still holds what was filled in last time (`filled`).
    """
    before = parse_filled(str(data.get("filled", "")))
    values = {name: str(data.get(name, "") or "") for name in FIELDS}
    filled: dict[str, Any] = {}
    for name, value in offer.values.items():
        if values[name] in {"", before.get(name, "")} or _is_default(name, values[name], before):
            values[name] = value or (values[name] if name in {"source", "channel"} else "")
            filled[name] = values[name] if value else ""
    is_readers = not any(any(line.values()) for line in lines) or lines == before.get("lines", [])
    lines = offer.lines if is_readers else lines
    filled["lines"] = offer.lines if is_readers else []
    return {**values, "filled": json.dumps(filled, ensure_ascii=False)}, lines


def _is_default(name: str, value: str, before: dict[str, Any]) -> bool:
    """Source and channel begin with a value that nobody chose."""
    return name in {"source", "channel"} and name not in before and value == "email"


def parse_filled(text: str) -> dict[str, Any]:
    """Return what a former reading filled in: texts by field, and `lines`; nothing of a text that is none of ours."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    known = found if isinstance(found, dict) else {}
    return {
        name: value for name, value in known.items() if isinstance(value, list if name == "lines" else str)
    }
