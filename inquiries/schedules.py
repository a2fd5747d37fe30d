"""Periodic jobs of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from inquiries import services


@jobs.periodic(
    "inquiries.escalate_past_limits", jobs.Every(minutes=1), label=_("Tell of inquiries past their limit")
)
def escalate_past_limits(*, at: datetime) -> dict[str, int]:
    """Tell managers of limits that have passed."""
    return {"told": services.escalate_past_limits(at=at)}


@jobs.periodic("inquiries.remind_ungraded", jobs.Every(minutes=15), label=_("Ask for missing grades"))
def remind_ungraded(*, at: datetime) -> dict[str, int]:
    """Ask for the grades that the day still wants."""
    return {"told": services.remind_ungraded(at=at)}
