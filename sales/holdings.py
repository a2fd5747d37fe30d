"""What this app knows of a person's holdings."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.holdings import Fate, Held, Holding, register
from sales.models import DepartmentRequest, Proof, Sample

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
