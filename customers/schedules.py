"""Background jobs of this app."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import jobs
from customers.services.exports import JOB as EXPORT
from customers.services.exports import clear_exports, make_export
from customers.services.twins import scan_twins


@jobs.periodic("customers.scan_twins", jobs.Daily(hour=2), label=_("Look for customers entered twice"))
def scan_for_twins(*, at: datetime, cursor: Any = None) -> jobs.Parts:
    """Buyers that were entered twice, for the managers' list."""
    return scan_twins(at=at, cursor=cursor)


@jobs.job(EXPORT, label=_("Export customers"))
def export_customers(*, at: datetime, export_id: int, cursor: Any = None) -> jobs.Parts:
    """The file of an export; an interrupted one is begun anew, whatever the cursor."""
    return make_export(export_id=export_id, at=at)


@jobs.periodic(
    "customers.clear_exports", jobs.Every(minutes=10), label=_("Delete exported files after a day")
)
def clear_old_exports(*, at: datetime) -> dict[str, int]:
    """The files whose 24 hours are over."""
    return clear_exports(at=at)
