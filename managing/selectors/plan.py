"""The three-year plan as it stands: its phase, and each milestone with its figure, its days and its state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from managing.domain.plan import (
    BY_CODE,
    STEPS,
    Phase,
    Step,
    StepState,
    begins_on,
    due_on,
    month_of,
    phase_of,
    state_of,
)
from managing.models import Milestone, Plan


@dataclass(frozen=True)
class Standing:
    """A milestone: what the plan asks, what is known of it, and the figure of now (None: judged by a person)."""

    step: Step
    row: Milestone | None
    goal: int
    until: int | None
    now: int | None
    begins_on: date
    due_on: date
    state: StepState

    @property
    def is_late(self) -> bool:
        """Whether its months have passed without it."""
        return self.state is StepState.OVERDUE

    @property
    def reached_on(self) -> date | None:
        return self.row.reached_on if self.row else None

    @property
    def evidence(self) -> str:
        return self.row.evidence if self.row else ""


@dataclass(frozen=True)
class PlanPage:
    """`month` of 36; before the beginning it is 0 or less."""

    plan: Plan
    month: int
    phase: Phase | None
    years: list[tuple[Phase, list[Standing]]]

    @property
    def all(self) -> list[Standing]:
        return [one for _phase, steps in self.years for one in steps]

    @property
    def due(self) -> list[Standing]:
        """What is asked now, or was and is not there."""
        return [one for one in self.all if one.state in {StepState.NOW, StepState.OVERDUE}]

    @property
    def reached_count(self) -> int:
        return sum(one.state is StepState.REACHED for one in self.all)


def read_plan() -> Plan | None:
    """Return the plan; None until the boss has said when it begins. One query."""
    return Plan.objects.select_related("set_by").first()


def read_milestone(code: str) -> Milestone | None:
    """Return what is noted of a milestone; None for nothing yet. One query."""
    return Milestone.objects.filter(code=code).first()


def goal_of(step: Step, row: Milestone | None) -> tuple[int, int | None]:
    """Return what is to be reached, and the upper end: the company's figures where it set its own."""
    if row is None or row.goal is None:
        return step.goal, step.until
    return row.goal, row.until


def read_plan_page(plan: Plan, stocks: Mapping[str, int], today: date) -> PlanPage:
    """Return the plan as it stands on the company's day with these figures. One query."""
    rows = {row.code: row for row in Milestone.objects.select_related("noted_by")}
    month = month_of(plan.starts_on, today)
    standings = [_standing(step, rows.get(step.code), plan.starts_on, stocks, today) for step in STEPS]
    years = [(phase, list(_of_year(standings, place))) for place, phase in enumerate(Phase)]
    return PlanPage(plan, month, phase_of(month), years)


def _of_year(standings: Iterable[Standing], place: int) -> Iterable[Standing]:
    return (one for one in standings if (one.step.last - 1) // 12 == place)


def _standing(
    step: Step, row: Milestone | None, starts_on: date, stocks: Mapping[str, int], today: date
) -> Standing:
    goal, until = goal_of(step, row)
    is_reached = row is not None and row.reached_on is not None
    return Standing(
        step=step, row=row, goal=goal, until=until, now=stocks.get(step.measure, 0) if step.is_measured else None,
        begins_on=begins_on(step, starts_on), due_on=due_on(step, starts_on),
        state=state_of(step, starts_on, today, is_reached=is_reached),
    )  # fmt: skip


__all__ = ["BY_CODE", "PlanPage", "Standing", "goal_of", "read_milestone", "read_plan", "read_plan_page"]
