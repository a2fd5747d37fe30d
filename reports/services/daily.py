"""A salesperson's day, confirmed in a minute (S135)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from reports.models import DailyReport, ReportDay
from reports.permissions import can_confirm_day
from reports.services.refusals import ReportRefused, StaleReport

LONGEST_REMARK = 300


@transaction.atomic
def confirm_day(*, actor: User, report: DailyReport, remark: str, version: int, at: datetime) -> DailyReport:
    """Confirm the day with a line of remarks; until the digest goes the line can be changed.

    The same line once more changes nothing, so that a second tab or click is no error. Raises PermissionDenied,
    StaleReport, ReportRefused("too_long").
    """
    remark = " ".join(remark.split())
    if len(remark) > LONGEST_REMARK:
        raise ReportRefused("remark", "too_long")
    day = ReportDay.objects.select_for_update().get(pk=report.day_id)
    row = DailyReport.objects.select_for_update(of=("self",)).select_related("person").get(pk=report.pk)
    row.day = day
    if row.is_confirmed and row.remark == remark and row.person_id == actor.pk:
        return row
    if not can_confirm_day(actor, row):
        raise PermissionDenied
    if row.version != version:
        raise StaleReport(row)
    row.remark, row.confirmed_at, row.version = remark, row.confirmed_at or at, row.version + 1
    row.save(update_fields=["remark", "confirmed_at", "version"])
    audit.record("reports.day_confirmed", actor=actor, at=at, target=row)
    return row
