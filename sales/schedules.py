"""Periodic jobs of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from sales.services.quote_outcomes import expire_quotes


# ── quotes ──────────────────────────────────────────────────────────────────
@jobs.periodic("sales.expire_quotes", jobs.Daily(hour=1), label=_("Close quotes whose validity is over"))
def close_expired_quotes(*, at: datetime) -> dict[str, int]:
    """Sent quotes that the buyer let run out."""
    return {"expired": expire_quotes(at=at)}
