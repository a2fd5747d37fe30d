"""Periodic jobs of this app."""

from datetime import datetime

from core import jobs
from customers.services.twins import scan_twins


@jobs.periodic("customers.scan_twins", jobs.Daily(hour=2))
def scan_for_twins(*, at: datetime) -> dict[str, int]:
    """Buyers that were entered twice, for the managers' list."""
    return scan_twins(at=at)
