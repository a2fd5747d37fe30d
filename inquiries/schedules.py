"""Periodic jobs of this app."""

from datetime import datetime

from core import jobs
from inquiries import services


@jobs.periodic("inquiries.escalate_past_limits", jobs.Every(minutes=1))
def escalate_past_limits(*, at: datetime) -> dict[str, int]:
    """Tell managers of limits that have passed."""
    return {"told": services.escalate_past_limits(at=at)}


@jobs.periodic("inquiries.remind_ungraded", jobs.Every(minutes=15))
def remind_ungraded(*, at: datetime) -> dict[str, int]:
    """Ask for the grades that the day still wants."""
    return {"told": services.remind_ungraded(at=at)}
