"""What stands in a row of the team: the figures of a report, and what the page knows beside them. They add up."""

from dataclasses import dataclass, field, fields
from typing import Any

from reports.domain.figures import Figures


@dataclass(frozen=True)
class Row:
    """`figures` as in a report, without its amounts and times. `contacts`: all of them, whatever the grade.

    `risen`, `fallen`: steps of customers up to A or B and down from them; `a_customers`, `b_customers`: how many there are
    now. `reports_in_time` of `reports_owed` weekly reports, `days_in_time` of `days_owed` daily ones.
    """

    figures: Figures = field(default_factory=Figures)
    contacts: int = 0
    a_customers: int = 0
    b_customers: int = 0
    risen: int = 0
    fallen: int = 0
    reports_owed: int = 0
    reports_in_time: int = 0
    days_owed: int = 0
    days_in_time: int = 0

    def __add__(self, other: "Row") -> "Row":
        return Row(
            **{item.name: getattr(self, item.name) + getattr(other, item.name) for item in fields(self)}
        )

    @property
    def target_share(self) -> float | None:
        """Answered in target ÷ decided, from 0 to 1."""
        return self.figures.target_share

    @property
    def cadence_share(self) -> float | None:
        """Kept ÷ asked in the windows that have ended, from 0 to 1."""
        return self.figures.cadence_share

    @property
    def net_moves(self) -> int:
        """Steps up less steps down."""
        return self.risen - self.fallen

    def value_of(self, measure: str) -> float | None:
        """Return the figure that a target of this measure asks for; of a share from 0 to 1."""
        known: dict[str, Any] = {
            "in_target": self.target_share, "cadence": self.cadence_share, "contacts": self.contacts,
            "a_customers": self.a_customers,
        }  # fmt: skip
        if measure in known:
            found: float | None = known[measure]
            return found
        return float(getattr(self.figures, measure))


OF_FIGURES = frozenset(item.name for item in fields(Figures)) - {
    "contacts", "cadence_kept", "cadence_asked", "amounts",
}  # fmt: skip
