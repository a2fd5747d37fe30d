"""Background work of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from followups.services import keep_windows
from reports.services import keep_a_lists, keep_days, keep_records, keep_timetable, records_are_due


@jobs.periodic("reports.keep_timetable", jobs.Every(minutes=1), label=_("Issue, close and compile the weekly reports"))  # fmt: skip
def keep_the_timetable(*, at: datetime) -> dict[str, int]:
    """The hours of the reports' day, moved or not."""
    return keep_timetable(at=at)


@jobs.periodic("reports.keep_days", jobs.Every(minutes=1), label=_("Ask for the daily reports, send the digests"))  # fmt: skip
def keep_the_days(*, at: datetime) -> dict[str, int]:
    """The hours of the working day."""
    return keep_days(at=at)


@jobs.periodic("reports.keep_a_lists", jobs.Every(minutes=1), label=_("Draft and send the monthly A list"))  # fmt: skip
def keep_the_a_lists(*, at: datetime) -> dict[str, int]:
    """The month's last two working days."""
    return keep_a_lists(at=at)


@jobs.periodic("reports.keep_records", jobs.Every(minutes=5), label=_("Open and issue the records of months and quarters"))  # fmt: skip
def keep_the_records(*, at: datetime, cursor: str = "") -> jobs.Parts:
    """The first working day after a month or quarter; the nights may have been dead, so their work comes before."""
    if records_are_due(at=at):
        yield from keep_windows(at=at, cursor=cursor)
    return keep_records(at=at)
