"""Negotiation sheets as pages show them, to those who may see them (S188)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, When
from django.utils.translation import gettext_lazy as _

from customers.permissions import can_read_private
from sales.domain.quotes import written_price
from sales.models import Concession, Negotiation, NegotiationVersion, Outcome, Quote, Stand

RELATED = ("customer__owner__team", "decision_maker", "quote", "order", "created_by", "changed_by")
MARKS = (("opening", _("We open with")), ("target", _("We want")), ("walk_away", _("We walk away at")))


@dataclass(frozen=True)
class Mark:
    """One of the three marks: its price with the currency, and its words."""

    label: Any
    price: str
    words: str

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.price, self.words)))


@dataclass(frozen=True)
class Earlier:
    """How a sheet stood before a change."""

    version: NegotiationVersion
    marks: list[Mark]


@dataclass(frozen=True)
class SheetPage:
    """A sheet with what we gave and how it stood before."""

    sheet: Negotiation
    marks: list[Mark]
    concessions: list[Concession]
    earlier: list[Earlier]


def mark_of(stand: Any, name: str, label: Any = "") -> Mark:
    """Return one mark of a sheet, of an earlier stand, or of any record with the same names."""
    price = getattr(stand, f"{name}_price")
    return Mark(
        label, written_price(price, stand.currency) if price is not None else "", getattr(stand, name)
    )


def marks_of(stand: Stand) -> list[Mark]:
    """Return the marks that are set."""
    return [mark for name, label in MARKS if str(mark := mark_of(stand, name, label))]


def read_sheet(sheet: Negotiation) -> SheetPage:
    """Return all of a sheet that the reader may see: two queries."""
    earlier = sheet.versions.select_related("by", "decision_maker")
    return SheetPage(
        sheet,
        marks=marks_of(sheet),
        concessions=list(sheet.concessions.select_related("by", "struck_by")),
        earlier=[Earlier(version, marks_of(version)) for version in earlier],
    )


def sheet_beside(user: Any, quote: Quote) -> tuple[Negotiation, list[Mark]] | None:
    """Return the open sheet of a quote, else the customer's general one: one query, none for who may not see any."""
    if not can_read_private(user, quote.customer):
        return None
    is_of = Case(When(quote=quote, then=True), default=False, output_field=BooleanField())
    rows = Negotiation.objects.visible_to(user).filter(customer=quote.customer_id, outcome=Outcome.OPEN)
    rows = rows.filter(Q(quote=quote) | Q(quote=None, order=None))
    found = rows.order_by(is_of.desc(), "-changed_at", "-pk").first()
    return (found, marks_of(found)) if found else None
