"""Periodic jobs of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from sales.services.proofs import escalate_proofs
from sales.services.quote_outcomes import expire_quotes


# ── quotes ──────────────────────────────────────────────────────────────────
@jobs.periodic("sales.expire_quotes", jobs.Daily(hour=1), label=_("Close quotes whose validity is over"))
def close_expired_quotes(*, at: datetime) -> dict[str, int]:
    """Sent quotes that the buyer let run out."""
    return {"expired": expire_quotes(at=at)}


# ── samples and proofs ──────────────────────────────────────────────────────


@jobs.periodic(
    "sales.escalate_proofs",
    jobs.Every(minutes=15),
    label=_("Tell managers and the boss of proofs without a date"),
)
def escalate_late_proofs(*, at: datetime) -> dict[str, int]:
    """Proofs for which production named no date within the working day."""
    return escalate_proofs(at=at)
