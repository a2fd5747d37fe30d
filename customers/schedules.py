"""Periodic jobs of this app."""

from datetime import datetime
from typing import Any

from core import jobs
from customers.services.twins import scan_twins


@jobs.periodic("customers.scan_twins", jobs.Daily(hour=2))
def scan_for_twins(*, at: datetime, cursor: Any = None) -> jobs.Parts:
    """Buyers that were entered twice, for the managers' list."""
    return scan_twins(at=at, cursor=cursor)
