"""When a competitor's price is too old to go by (S181)."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.refused import Refused

LONGEST = 1095


@dataclass(frozen=True)
class RivalPolicy:
    """After how many days what somebody else asked says little of today."""

    aged_after_days: int = 180

    def __post_init__(self) -> None:
        if not 1 <= self.aged_after_days <= LONGEST:
            raise Refused("days", f"1 to {LONGEST} days")

    def fresh_from(self, today: date) -> date:
        """Return the first day whose prices are not aged."""
        return today - timedelta(days=self.aged_after_days)

    def is_aged(self, seen_on: date, today: date) -> bool:
        """Whether a price of `seen_on` is aged."""
        return seen_on < self.fresh_from(today)
