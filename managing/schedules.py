"""Background work of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from managing.services import measure_day


@jobs.periodic("managing.measure_day", jobs.Daily(hour=3, minute=40), label=_("Measure the company's figures and the plan"))  # fmt: skip
def measure_the_day(*, at: datetime) -> dict[str, int]:
    """Yesterday's stocks, and the milestones that were reached with them."""
    return measure_day(at=at)
