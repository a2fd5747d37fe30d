"""The department's report: the manager's words, and sent to the boss with the figures of then (S106)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.notices import notify
from reports.domain.figures import VERSION, to_stored
from reports.domain.steps import DEPARTMENT_STEPS, DepartmentStep
from reports.models import DepartmentReport, DepartmentState, ReportPeriod
from reports.permissions import can_send_department
from reports.selectors.department import PersonFigures, read_department_figures
from reports.services.refusals import ReportRefused, StaleReport
from reports.services.weekly import MOST_SIGNS


@transaction.atomic
def write_department(
    *, actor: User, report: DepartmentReport, words: str, version: int, at: datetime
) -> DepartmentReport:
    """Keep the manager's comments. Raises PermissionDenied, StaleReport, ReportRefused."""
    row = _lock_for(actor, report, version)
    _set_words(row, words)
    row.version += 1
    row.save(update_fields=["words", "version"])
    audit.record("reports.department_written", actor=actor, at=at, target=row)
    return row


@transaction.atomic
def send_department(
    *, actor: User, report: DepartmentReport, words: str, version: int, at: datetime
) -> DepartmentReport:
    """Send it to the boss with these comments; once more when late reports came in. Raises as `write_department`."""
    row = _lock_for(actor, report, version)
    _set_words(row, words)
    _send([row], row.period, actor=actor, at=at)
    return row


def send_by_itself(period: ReportPeriod, *, at: datetime) -> int:
    """Send what no manager has sent, at the hour (§7). `period` is locked. Returns how many.

    However late it comes, it sends what it would have sent at the hour.
    """
    rows = list(
        period.departments.select_for_update(of=("self",))
        .filter(state=DepartmentState.OPEN)
        .select_related("manager")
        .order_by("pk")
    )
    _send(rows, period, actor=None, at=at, until=period.department_at)
    return len(rows)


def _send(
    rows: list[DepartmentReport], period: ReportPeriod, *, actor: User | None, at: datetime, until: datetime | None = None
) -> None:  # fmt: skip
    if not rows:
        return
    figures = read_department_figures(period, until)
    for row in rows:
        row.state = DEPARTMENT_STEPS.after(row.state, DepartmentStep.SEND).value
        row.figures = _stored(figures.get(row.manager_id, ()))
        row.figures_at = row.sent_at = at
        row.sent_by, row.edition, row.version = actor, row.edition + 1, row.version + 1
        row.save()
        changes = {"edition": (row.edition - 1, row.edition)}
        audit.record("reports.department_sent", actor=actor, at=at, target=row, changes=changes)
        _tell_the_boss(row, at)


def _stored(people: Iterable[PersonFigures]) -> dict[str, Any]:
    rows = [{"person": one.person.pk, "mark": one.mark, "figures": to_stored(one.figures)} for one in people]
    return {"version": VERSION, "people": rows}


def _tell_the_boss(report: DepartmentReport, at: datetime) -> None:
    """Nobody briefs themselves: who is manager and boss in one is not told (§7)."""
    bosses = User.objects.active().filter(is_boss=True).exclude(pk=report.manager_id)
    message = (
        gettext_noop("The weekly report of %(person)s's department is here")
        if report.manager
        else gettext_noop("The weekly report of those without a manager is here")
    )
    values = {"person": report.manager.full_name} if report.manager else {}
    notify(
        bosses.values_list("pk", flat=True), key=f"department-sent:{report.pk}:{report.edition}", message=message,
        values=values, url=report.get_absolute_url(), about=report, at=at,
    )  # fmt: skip


def _lock_for(actor: User, report: DepartmentReport, version: int) -> DepartmentReport:
    """Behind the lock of its period; the actor's right is asked again."""
    ReportPeriod.objects.select_for_update().get(pk=report.period_id)
    rows = DepartmentReport.objects.select_for_update(of=("self",)).select_related("manager", "period")
    row = rows.get(pk=report.pk)
    if not can_send_department(actor, row):
        raise PermissionDenied
    if row.version != version:
        raise StaleReport(row)
    return row


def _set_words(row: DepartmentReport, words: str) -> None:
    if len(words) > MOST_SIGNS:
        raise ReportRefused("words", "too_long")
    row.words = words.strip()
