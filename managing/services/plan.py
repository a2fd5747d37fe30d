"""The plan begins when the boss says so; milestones are noted with their evidence, and their goals are the company's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from core.locks import lock_name
from core.work_days import current_calendar
from managing.domain.plan import STEPS, Step
from managing.models import Milestone, Plan
from managing.permissions import can_note_milestone, can_start_plan
from managing.services.measuring import count_anew
from managing.services.refusals import ManagingRefused, StaleMilestone

MOST_SIGNS = 2_000
NOTED = ("goal", "until", "reached_on", "value", "evidence")


@transaction.atomic
def start_plan(*, actor: User, starts_on: date, at: datetime) -> Plan:
    """Say when the three years begin, or that they began otherwise. Raises PermissionDenied.

    What people judged stays; what was measured from another beginning is open again, and counted anew from this one.
    """
    if not can_start_plan(actor):
        raise PermissionDenied
    lock_name("managing.plan")
    row = Plan.objects.select_for_update().first()
    before = row.starts_on.isoformat() if row else None
    if row is None:
        row = Plan.objects.create(starts_on=starts_on, set_by=actor, set_at=at)
    elif row.starts_on != starts_on:
        row.starts_on, row.set_by, row.set_at = starts_on, actor, at
        row.save(update_fields=["starts_on", "set_by", "set_at"])
    else:
        return row
    changes = {"starts_on": (before, starts_on.isoformat())}
    audit.record("managing.plan_started", actor=actor, at=at, target=row, changes=changes)
    if before is not None:
        _reopen_measured(actor, at)
    count_anew(row)
    return row


def _reopen_measured(actor: User, at: datetime) -> None:
    measured = [step.code for step in STEPS if step.is_measured]
    for row in Milestone.objects.select_for_update().filter(code__in=measured, reached_on__isnull=False):
        was_on = row.reached_on.isoformat() if row.reached_on else None
        changes = {"reached_on": (was_on, None), "value": (row.value, None)}
        row.reached_on, row.value, row.version = None, None, row.version + 1
        row.save(update_fields=["reached_on", "value", "version"])
        audit.record("managing.milestone_reopened", actor=actor, at=at, target=row, changes=changes)


@dataclass(frozen=True)
class MilestoneValues:
    """What is noted. `reached_on` is a person's word only where nothing is measured; `goal` None: as the plan says."""

    goal: int | None = None
    until: int | None = None
    reached_on: date | None = None
    evidence: str = ""


@transaction.atomic
def note_milestone(
    *, actor: User, step: Step, values: MilestoneValues, version: int, at: datetime
) -> Milestone:
    """Note goals, evidence, and of what a person judges the day; a goal that rises above the figure opens it again. Raises PermissionDenied, ManagingRefused, StaleMilestone.

    `version` 0: nothing was noted when the form was opened.
    """
    if not can_note_milestone(actor):
        raise PermissionDenied
    lock_name(f"managing.milestone:{step.code}")
    row = Milestone.objects.select_for_update().filter(code=step.code).first() or Milestone(
        code=step.code, version=0
    )
    if row.version != version:
        raise StaleMilestone(row)
    wanted = _checked(step, row, values, current_calendar().day_of(at))
    before = {name: getattr(row, name) for name in NOTED}
    changes = audit.changes_between(before, wanted)
    if not changes:
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    row.noted_by, row.noted_at, row.version = actor, at, row.version + 1
    row.save()
    plain = {
        name: tuple(one.isoformat() if isinstance(one, date) else one for one in pair)
        for name, pair in changes.items()
    }
    audit.record("managing.milestone_noted", actor=actor, at=at, target=row, changes=plain)  # type: ignore[arg-type]  # pairs
    return row


def _checked(step: Step, row: Milestone, values: MilestoneValues, today: date) -> dict[str, Any]:
    if values.goal is not None and not step.is_measured:
        raise ManagingRefused("goal", "not_measured")
    if values.until is not None and values.until < (values.goal or 0):
        raise ManagingRefused("until", "below_goal")
    evidence = values.evidence.strip()[:MOST_SIGNS]
    reached_on, value = (row.reached_on, row.value) if step.is_measured else (values.reached_on, None)
    if value is not None and value < (values.goal or step.goal):
        reached_on = value = None  # the goal has risen above what was reached: it is open again
    if reached_on is not None and not step.is_measured:
        if reached_on > today:
            raise ManagingRefused("reached_on", "in_the_future")
        if not evidence:
            raise ManagingRefused("evidence", "no_evidence")
    return {
        "goal": values.goal,
        "until": values.until,
        "reached_on": reached_on,
        "value": value,
        "evidence": evidence,
    }
