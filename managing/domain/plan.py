"""The three-year plan (S151–S174): its phases, and the milestones with the months in which they are asked.

A year of sowing, one of cultivating, one of harvest. A milestone is measured from the records, or judged by a person with
a word of evidence. The first year is not judged by its orders (S152).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from managing.domain.frames import MONTHS_OF_YEAR, ONE_DAY, add_months

YEARS = 3


class Phase(StrEnum):
    """What a year is for (S151)."""

    SOWING = "sowing"
    CULTIVATING = "cultivating"
    HARVEST = "harvest"


PHASES = (Phase.SOWING, Phase.CULTIVATING, Phase.HARVEST)


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: asked from the beginning of month `first` to the end of month `last` of the plan, both from 1.

    `measure` names the figure that answers it, "" for one that a person judges; `goal` is reached with that figure, and
    `until` the upper end of what the plan speaks of (20–30). `source`: the line of the plan.
    """

    code: str
    source: str
    first: int
    last: int
    measure: str = ""
    goal: int = 1
    until: int | None = None

    @property
    def is_measured(self) -> bool:
        """Whether the records answer it."""
        return bool(self.measure)


STEPS = (
    Step("platform", "S153", 1, 3),
    Step("products", "S154", 1, 3),
    Step("storefront", "S155", 1, 3),
    Step("buyers", "S156", 1, 3),
    Step("potentials", "S157", 4, 6, "potentials"),
    Step("first_a", "S158", 4, 6, "a_customers"),
    Step("samples", "S159", 4, 6, "sample_askers"),
    Step("expert", "S163", 4, 6),
    Step("markets", "S160", 7, 9),
    Step("visits", "S161", 7, 9, "visits"),
    Step("trials", "S162", 7, 9, "first_orders"),
    Step("repeats", "S164", 10, 12, "repeat_orders"),
    Step("key_accounts", "S165", 10, 12, "key_accounts"),
    Step("next_year", "S166", 10, 12),
    Step("staff", "S167", 13, 24),
    Step("stable", "S168", 13, 24, "stable_customers", goal=3),
    Step("quality", "S169", 13, 24, "quality_potentials", goal=20, until=30),
    Step("new_products", "S170", 13, 24, "new_products"),
    Step("channels", "S171", 13, 24, "sources", goal=3),
    Step("transformed", "S172", 25, 36),
    Step("department", "S172", 25, 36),
    Step("structure", "S173", 25, 36),
    Step("growth", "S174", 25, 36),
    Step("brand", "S174", 25, 36),
)
BY_CODE = {step.code: step for step in STEPS}


class StepState(StrEnum):
    """How a milestone stands on a day."""

    REACHED = "reached"
    LATER = "later"
    NOW = "now"
    OVERDUE = "overdue"


def month_of(starts_on: date, today: date) -> int:
    """Return the month of the plan that holds `today`, from 1; 0 or less before its beginning, over 36 after its end."""
    months = (today.year - starts_on.year) * MONTHS_OF_YEAR + today.month - starts_on.month
    return months + 1 if add_months(starts_on, months) <= today else months


def phase_of(month: int) -> Phase | None:
    """Return the phase of a month of the plan; None outside of it."""
    return PHASES[(month - 1) // MONTHS_OF_YEAR] if 1 <= month <= YEARS * MONTHS_OF_YEAR else None


def due_on(step: Step, starts_on: date) -> date:
    """Return the last day on which a milestone is in time."""
    return add_months(starts_on, step.last) - ONE_DAY


def begins_on(step: Step, starts_on: date) -> date:
    """Return the first day of the months in which it is asked."""
    return add_months(starts_on, step.first - 1)


def state_of(step: Step, starts_on: date, today: date, *, is_reached: bool) -> StepState:
    """Return how it stands: what is reached stays so, also when the figure falls later."""
    if is_reached:
        return StepState.REACHED
    if today > due_on(step, starts_on):
        return StepState.OVERDUE
    return StepState.NOW if today >= begins_on(step, starts_on) else StepState.LATER


def years_to_plan(starts_on: date, today: date) -> Iterable[int]:
    """Return the years of the plan (from 1) whose last quarter has begun: the next year's plan is to be made (S166)."""
    return range(1, min(YEARS, (month_of(starts_on, today) + 2) // MONTHS_OF_YEAR) + 1)
