"""Which reports wait for a person: for Today, in one query."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, F, Value
from django.urls import reverse

from core.capabilities import Can
from core.waiting import SHOWN
from core.work_days import current_calendar
from reports.models import AListPart, DailyReport, DayDigest

# A day that was not confirmed goes on waiting this long; after that it stands as it is.
WAITS = timedelta(days=7)
PAGES = {"day": "reports:daily_report", "digest": "reports:digest", "a_list": "reports:a_list_part"}


@dataclass(frozen=True)
class Waiting:
    """What waits: `kind` "day", "digest" or "a_list", of which day or month, due when, and where it is done."""

    kind: str
    on: date
    due_on: date
    url: str


def read_own_waiting(person: Any, today: date) -> list[Waiting]:
    """Return the reports that `person` is to confirm, the digests that take remarks, the parts of the A list. One query."""
    parts = []
    if person.can(Can.REPORT) and not person.is_boss:
        days = DailyReport.objects.owed().filter(
            person=person, confirmed_at=None, day__asked_at__isnull=False, day__day__gte=today - WAITS
        )
        parts.append(_named(days, "day", "day__day", "day__digest_at"))
    if person.is_manager and not person.is_boss:  # nobody briefs themselves (§7)
        digests = DayDigest.objects.filter(
            manager=person, sent_at=None, words="", day__asked_at__isnull=False
        )
        parts.append(_named(digests, "digest", "day__day", "day__digest_at"))
    if person.can(Can.WORK_WITH_CUSTOMERS):
        own = AListPart.objects.filter(person=person, confirmed_at=None, a_list__sent_at=None)
        parts.append(_named(own, "a_list", "a_list__month", "a_list__send_at"))
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    day_of = current_calendar().day_of
    return [
        Waiting(kind, on, day_of(due_at), reverse(PAGES[kind], args=[pk]))
        for kind, pk, on, due_at in sorted(rows[:SHOWN], key=lambda row: row[3])
    ]


def _named(rows: Any, kind: str, on: str, due_at: str) -> Any:
    named = rows.order_by().annotate(
        kind=Value(kind, output_field=CharField()), on=F(on), due_at=F(due_at), number=F("pk")
    )
    return named.values_list("kind", "number", "on", "due_at")
