"""Background work of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from managing.services import keep_results, measure_day


@jobs.periodic("managing.measure_day", jobs.Daily(hour=3, minute=40), label=_("Measure the company's figures and the plan"))  # fmt: skip
def measure_the_day(*, at: datetime) -> dict[str, int]:
    """Yesterday's stocks, the milestones that were reached with them, what came of the targets whose time is over."""
    return {**measure_day(at=at), "results": keep_results(at=at)}
