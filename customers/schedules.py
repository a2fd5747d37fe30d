"""Periodic jobs of this app."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import jobs
from customers.services.twins import scan_twins


@jobs.periodic("customers.scan_twins", jobs.Daily(hour=2), label=_("Look for customers entered twice"))
def scan_for_twins(*, at: datetime, cursor: Any = None) -> jobs.Parts:
    """Buyers that were entered twice, for the managers' list."""
    return scan_twins(at=at, cursor=cursor)
