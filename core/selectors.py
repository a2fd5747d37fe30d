"""Reads of the house: the health of background jobs, the latest changes of the policy."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum

from core import jobs
from core.models import AuditEntry, Job, PolicySetting


@dataclass(frozen=True)
class KindHealth:
    """How a kind of background work is doing. Times are UTC; `next_at` None: it runs when something asks for it.

    `done` of `total` rows: how far a long job is that has not ended; `total` 0: there is none.
    """

    label: Any
    last_run_at: datetime | None
    last_success_at: datetime | None
    next_at: datetime | None
    failed: int
    is_late: bool
    done: int = 0
    total: int = 0


def read_health(at: datetime) -> list[KindHealth]:
    """Return every registered kind with its last run, last success and next run, in one query."""
    done, open_ = Q(state=Job.State.DONE), Q(state__in=(Job.State.QUEUED, Job.State.RUNNING))
    rows = Job.objects.values("kind").annotate(
        run=Max("started_at"),
        success=Max("finished_at", filter=done),
        failed=Count("pk", filter=Q(state=Job.State.FAILED)),
        done=Sum("done_count", filter=open_, default=0),
        total=Sum("total_count", filter=open_, default=0),
    )
    found: dict[str, dict[str, Any]] = {row["kind"]: dict(row) for row in rows}
    return [_health_of(kind, found.get(kind.name, {}), at) for kind in jobs.kinds()]


def _health_of(kind: jobs.Kind, row: dict[str, Any], at: datetime) -> KindHealth:
    success = row.get("success")
    next_at = kind.schedule.next_after(at) if kind.schedule else None
    grace = jobs.LEASE * 2
    is_late = bool(kind.schedule and at - kind.schedule.latest(at)[1] > grace) and (
        success is None or (kind.schedule is not None and success < kind.schedule.latest(at)[1])
    )
    counts = {name: row.get(name, 0) for name in ("failed", "done", "total")}
    return KindHealth(kind.label, row.get("run"), success, next_at, is_late=is_late, **counts)


def latest_policy_changes(limit: int = 20, *, without: str = "") -> list[AuditEntry]:
    """Return the newest changes of the policy with who, when, old and new values; `without` a section."""
    rows = AuditEntry.objects.filter(verb="core.policy_changed").select_related("actor", "detail")
    rows = rows.exclude(detail__label=without) if without else rows
    return list(rows.order_by("-id")[:limit])


def policy_changes_of(section: str, limit: int = 50) -> list[AuditEntry]:
    """Return the newest changes of one section."""
    row = PolicySetting.objects.filter(section=section).values_list("pk", flat=True).first()
    if row is None:
        return []
    target = {"target_type": PolicySetting._meta.label_lower, "target_id": str(row)}
    rows = AuditEntry.objects.filter(verb="core.policy_changed", **target).select_related("actor", "detail")
    return list(rows.order_by("-id")[:limit])
