"""Background work of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from reports.services import keep_timetable


@jobs.periodic("reports.keep_timetable", jobs.Every(minutes=1), label=_("Issue, close and compile the weekly reports"))  # fmt: skip
def keep_the_timetable(*, at: datetime) -> dict[str, int]:
    """The hours of the reports' day, moved or not."""
    return keep_timetable(at=at)
