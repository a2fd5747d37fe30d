"""When a product wants to be looked through again, and how near the end of a certificate is (S26, S31)."""

from datetime import date, timedelta
from enum import StrEnum

EXPIRING_DAYS = 60  # ours: what an institute needs to renew a certificate


class Validity(StrEnum):
    """How a certificate stands on a day."""

    HOLDS = "holds"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def stale_before(day: date, review_after_days: int) -> date:
    """Return the first day that is fresh enough on `day`: what was looked through before it is stale."""
    return day - timedelta(days=review_after_days)


def validity_of(expires_on: date | None, day: date) -> Validity:
    """Return how a certificate that ends on `expires_on` (None: never) stands on `day`."""
    if expires_on is None or expires_on > day + timedelta(days=EXPIRING_DAYS):
        return Validity.HOLDS
    return Validity.EXPIRING if expires_on >= day else Validity.EXPIRED
