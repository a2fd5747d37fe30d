"""Background work of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from briefings.services import keep_briefings
from core import jobs


@jobs.periodic("briefings.keep", jobs.Every(minutes=1), label=_("Plan, prepare and close the briefings"))
def keep_the_briefings(*, at: datetime) -> dict[str, int]:
    """The timetable of the briefings, and what waits for a ruling for too long."""
    return keep_briefings(at=at)
