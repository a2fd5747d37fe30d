"""The manager's digest of a day: sent to the boss at its hour, with remarks from before, or added later (S136)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.notices import Notice, notify_each
from reports.domain.figures import Figures
from reports.models import DailyReport, DayDigest, ReportDay
from reports.permissions import can_write_digest
from reports.selectors.digests import DigestRow, rows_of, store_rows
from reports.selectors.roll import Part, leaders_at
from reports.services.refusals import ReportRefused, StaleReport
from reports.services.weekly import MOST_SIGNS

# A digest that is made up for later than this is told to nobody: the bell would be full of old days.
TOLD_WITHIN = timedelta(days=7)


def send_digests(
    digests: Collection[DayDigest],
    found: dict[Part, Figures],
    reports: dict[int, DailyReport],
    day: ReportDay,
    *,
    at: datetime,
) -> None:
    """Write what was done in each manager's teams, and tell the boss. `day` is locked; its figures are `found`."""
    notices: list[Notice] = []
    leaders = leaders_at(day.digest_at)
    bosses = set(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))
    for digest in digests:
        own = [part for part in found if leaders.key_of(part) == digest.manager_id]
        rows = rows_of(own, found, reports, day)
        digest.people, digest.sent_at, digest.version = store_rows(rows), at, digest.version + 1
        # Nobody briefs themselves: who is manager and boss in one is not told (§7).
        notices.append(_notice(digest, rows, bosses - {digest.manager_id}, day))
    DayDigest.objects.bulk_update(digests, ["people", "sent_at", "version"])
    if at - day.digest_at <= TOLD_WITHIN:
        notify_each(notices, at=at)


def _notice(digest: DayDigest, rows: list[DigestRow], bosses: set[int], day: ReportDay) -> Notice:
    values: dict[str, object] = {
        "day": f"{day.day:%m-%d}",
        "count": sum(row.figures.customers for row in rows),
    }
    message = gettext_noop("%(day)s: customers followed by those without a manager: %(count)s")
    if digest.manager is not None:
        message = gettext_noop("%(day)s: customers followed by %(person)s's people: %(count)s")
        values["person"] = digest.manager.full_name
    return Notice(
        bosses, f"digest-sent:{digest.pk}", message, values, digest.get_absolute_url(), about=digest
    )


@transaction.atomic
def write_digest(*, actor: User, digest: DayDigest, words: str, version: int, at: datetime) -> DayDigest:
    """Keep the manager's remarks; after the digest has gone they stand as added later, and the boss is told.

    Raises PermissionDenied, StaleReport, ReportRefused("too_long").
    """
    words = words.strip()
    if len(words) > MOST_SIGNS:
        raise ReportRefused("words", "too_long")
    day = ReportDay.objects.select_for_update().get(pk=digest.day_id)
    row = DayDigest.objects.select_for_update(of=("self",)).select_related("manager").get(pk=digest.pk)
    row.day = day
    if not can_write_digest(actor, row):
        raise PermissionDenied
    field = "later_words" if row.is_sent else "words"
    if getattr(row, field) == words:
        return row
    if row.version != version:
        raise StaleReport(row)
    setattr(row, field, words)
    row.version += 1
    if row.is_sent:
        row.later_at = at
        _tell_later(row, at)
    row.save(update_fields=[field, "later_at", "version"])
    audit.record("reports.digest_written", actor=actor, at=at, target=row)
    return row


def _tell_later(row: DayDigest, at: datetime) -> None:
    bosses = User.objects.active().filter(is_boss=True).exclude(pk=row.manager_id)
    message = gettext_noop("%(person)s added remarks to the digest of %(day)s")
    values = {"person": row.manager.full_name if row.manager else "", "day": f"{row.day.day:%m-%d}"}
    notice = Notice(
        bosses.values_list("pk", flat=True), f"digest-later:{row.pk}:{row.version}", message, values,
        row.get_absolute_url(), about=row,
    )  # fmt: skip
    notify_each([notice], at=at)
