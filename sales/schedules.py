"""Background work of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from sales.services.proofs import escalate_proofs

# ── samples and proofs ──────────────────────────────────────────────────────


@jobs.periodic(
    "sales.escalate_proofs",
    jobs.Every(minutes=15),
    label=_("Tell managers and the boss of proofs without a date"),
)
def escalate_late_proofs(*, at: datetime) -> dict[str, int]:
    """Proofs for which production named no date within the working day."""
    return escalate_proofs(at=at)
