"""What sales knows of a person's holdings."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.holdings import Fate, Holding, register
from sales.domain.quote_states import OPEN
from sales.models import Complaint, ComplaintState, DepartmentRequest, Order, Proof, Quote, Sample


# ── orders ──────────────────────────────────────────────────────────────────
def _orders(person: User, at: datetime) -> "QuerySet[Any]":
    """Running orders: whose result they are stays with their split."""
    return Order.objects.running().filter(customer__owner=person)


def _complaints(person: User, at: datetime) -> "QuerySet[Any]":
    return Complaint.objects.filter(customer__owner=person).exclude(state=ComplaintState.CLOSED)


register(Holding("orders", _("Running orders"), (), _orders, Fate.WITH_CUSTOMERS))
register(Holding("complaints", _("Open complaints"), (), _complaints, Fate.WITH_CUSTOMERS))


# ── quotes ──────────────────────────────────────────────────────────────────
def _quotes(person: User, at: datetime) -> "QuerySet[Any]":
    return Quote.objects.filter(owner=person, state__in=OPEN)


register(Holding("quotes", _("Open quotes"), ("sales.Quote.owner",), _quotes, Fate.WITH_CUSTOMERS))


# ── samples and proofs ──────────────────────────────────────────────────────


def _samples(person: User, at: datetime) -> "QuerySet[Any]":
    return Sample.objects.open().filter(customer__owner=person)


def _proofs(person: User, at: datetime) -> "QuerySet[Any]":
    return Proof.objects.open().filter(customer__owner=person)


def _to_answer(person: User, at: datetime) -> "QuerySet[Any]":
    """Who asked addresses them to somebody else."""
    return DepartmentRequest.objects.open().filter(to=person)


register(Holding("samples", _("Samples on their way"), (), _samples, Fate.WITH_CUSTOMERS))
register(Holding("proofs", _("Proofs not finished"), (), _proofs, Fate.WITH_CUSTOMERS))
register(
    Holding(
        "requests", _("Colleagues' requests not answered"), ("sales.DepartmentRequest.to",), _to_answer, Fate.STAYS
    )
)  # fmt: skip
