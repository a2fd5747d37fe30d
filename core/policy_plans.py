"""Changes of the policy that apply from a later moment on: planned, shown, cancelled, applied exactly once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from core import audit, notices, policy
from core.capabilities import Can
from core.domain.refused import Refused
from core.models import PlannedPolicy, PolicySetting

State = PlannedPolicy.State
FURTHEST = timedelta(days=366)
LAPSED = gettext_noop("A planned change of a rule did not apply: see %(section)s")


def planned_changes(section: str = "") -> list[PlannedPolicy]:
    """Return what is planned for `section` (all without one), the next first."""
    rows = PlannedPolicy.objects.filter(state=State.PLANNED).select_related("planned_by")
    return list(rows.filter(section=section) if section else rows)


@transaction.atomic
def plan_change(
    section: str, values: dict[str, Any], *, effective_at: datetime, actor: Any, at: datetime,
    version: int | None = None,
) -> PlannedPolicy:  # fmt: skip
    """Plan values of `section` from `effective_at` on.

    Raises StalePolicy when the section is no longer at `version`, Refused for a moment that has passed or lies more than
    a year ahead, and ValueError when the values make no policy; then nothing is written.
    """
    if not at < effective_at <= at + FURTHEST:
        raise Refused("not_ahead", "A change is planned for a moment within the year to come.")
    row, _ = PolicySetting.objects.select_for_update().get_or_create(
        section=section, defaults={"changed_at": at}
    )
    if version not in (None, row.version):
        raise policy.StalePolicy(row)
    policy.sections()[section].load({**row.values, **values})
    changes = audit.changes_between(row.values, values)
    planned = PlannedPolicy.objects.create(
        section=section, values={name: values[name] for name in changes}, effective_at=effective_at,
        planned_by=actor, planned_at=at,
    )  # fmt: skip
    audit.record(
        "core.policy_planned",
        actor=actor,
        at=at,
        target=planned,
        changes=changes | {"effective_at": (None, effective_at)},
    )
    return planned


@transaction.atomic
def cancel_plan(planned: PlannedPolicy, *, actor: Any, at: datetime) -> bool:
    """Take a planned change back; False where it applies already or was taken back."""
    if not _end(planned.pk, State.CANCELLED, at):
        return False
    audit.record("core.policy_plan_cancelled", actor=actor, at=at, target=planned)
    return True


def apply_planned(*, at: datetime) -> int:
    """Apply what is due at `at`, in the order of its moments; returns how many were ended.

    Twice, late, or on two workers at once each is applied once: who ends the row first applies it.
    """
    due = PlannedPolicy.objects.filter(state=State.PLANNED, effective_at__lte=at)
    return sum(_apply(row, at) for row in due.select_related("planned_by"))


@transaction.atomic
def _apply(planned: PlannedPolicy, at: datetime) -> bool:
    if not _end(planned.pk, State.APPLIED, at):
        return False
    try:
        if not planned.planned_by.can(Can.WRITE_POLICY):
            raise Refused("not_allowed", "Who planned it may no longer change the policy.")
        policy.change(planned.section, planned.values, actor=planned.planned_by, at=at)
    except (ValueError, KeyError, TypeError):  # by now the values make no policy, or the section is gone
        _lapse(planned, at)
    return True


def _lapse(planned: PlannedPolicy, at: datetime) -> None:
    PlannedPolicy.objects.filter(pk=planned.pk).update(state=State.LAPSED)
    audit.record("core.policy_plan_lapsed", actor=None, at=at, target=planned)
    section = policy.sections().get(planned.section)
    notices.notify(
        [planned.planned_by_id],
        key=f"policy-plan-{planned.pk}",
        message=LAPSED,
        at=at,
        values={"section": str(section.title) if section else planned.section},
        url=reverse("core:policy", args=[planned.section]),
    )


def _end(pk: int, state: str, at: datetime) -> bool:
    """Whether this call ended the planned row: one statement, so that of two only one does."""
    return bool(PlannedPolicy.objects.filter(pk=pk, state=State.PLANNED).update(state=state, ended_at=at))


__all__ = ["apply_planned", "cancel_plan", "plan_change", "planned_changes"]
