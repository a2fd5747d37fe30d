"""What sales knows of a person's holdings."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.holdings import Fate, Held, Holding, register
from sales.domain.quote_states import OPEN
from sales.models import Complaint, ComplaintState, DepartmentRequest, Order, Proof, Quote, Sample


# ── orders ──────────────────────────────────────────────────────────────────
def _orders(person: User, at: datetime) -> Held:
    """Running orders: whose result they are stays with their split."""
    return Held(Order.objects.running().filter(customer__owner=person).count())


def _complaints(person: User, at: datetime) -> Held:
    rows = Complaint.objects.filter(customer__owner=person).exclude(state=ComplaintState.CLOSED)
    return Held(rows.count())


register(Holding("orders", _("Running orders"), (), _orders, Fate.WITH_CUSTOMERS))
register(Holding("complaints", _("Open complaints"), (), _complaints, Fate.WITH_CUSTOMERS))


# ── quotes ──────────────────────────────────────────────────────────────────
def _quotes(person: User, at: datetime) -> Held:
    return Held(Quote.objects.filter(owner=person, state__in=OPEN).count())


register(Holding("quotes", _("Open quotes"), ("sales.Quote.owner",), _quotes, Fate.WITH_CUSTOMERS))


# ── samples and proofs ──────────────────────────────────────────────────────


def _samples(person: User, at: datetime) -> Held:
    return Held(Sample.objects.open().filter(customer__owner=person).count())


def _proofs(person: User, at: datetime) -> Held:
    return Held(Proof.objects.open().filter(customer__owner=person).count())


def _to_answer(person: User, at: datetime) -> Held:
    """Who asked addresses them to somebody else."""
    return Held(DepartmentRequest.objects.open().filter(to=person).count())


register(Holding("samples", _("Samples on their way"), (), _samples, Fate.WITH_CUSTOMERS))
register(Holding("proofs", _("Proofs not finished"), (), _proofs, Fate.WITH_CUSTOMERS))
register(
    Holding(
        "requests", _("Colleagues' requests not answered"), ("sales.DepartmentRequest.to",), _to_answer, Fate.STAYS
    )
)  # fmt: skip
