"""Which reports wait for a person, and how their weekly report stands: for Today, in one query."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, DateTimeField, F, Subquery, Value
from django.urls import reverse

from core.capabilities import Can
from core.request_context import once
from core.waiting import SHOWN
from core.work_days import current_calendar
from reports.models import AListPart, DailyReport, DayDigest, ReportPeriod, WeeklyReport

# A day that was not confirmed goes on waiting over a Sunday; after that it stands as it is.
WAITS = timedelta(days=3)
WEEKLY = "weekly"
PAGES = {"day": "reports:daily_report", "digest": "reports:digest", "a_list": "reports:a_list_part"}


@dataclass(frozen=True)
class Waiting:
    """What waits: `kind` "day", "digest" or "a_list", of which day or month, due when, and where it is done."""

    kind: str
    on: date
    due_on: date
    url: str


@dataclass(frozen=True)
class Own:
    """A person's reports on Today: what waits, and the weekly report that is theirs to write, else the newest one."""

    waiting: list[Waiting]
    weekly: WeeklyReport | None


def read_own(person: Any, today: date) -> Own:
    """Return what of the reports stands on the person's own Today. One query, asked once in a request."""
    return once(("reports", "own", person.pk, today), lambda: _read_own(person, today))


def _read_own(person: Any, today: date) -> Own:
    parts = _parts(person, today)
    if not parts:
        return Own([], None)
    rows = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    day_of = current_calendar().day_of
    waiting = [
        Waiting(kind, on, day_of(due_at), reverse(PAGES[kind], args=[pk]))
        for kind, pk, on, due_at, *_rest in sorted(rows, key=lambda row: row[3])
        if kind != WEEKLY
    ]
    weekly = next((_as_report(row) for row in rows if row[0] == WEEKLY), None)
    return Own(waiting[:SHOWN], weekly)


def _parts(person: Any, today: date) -> list[Any]:
    """A part of the one query for each kind that the person has; nobody briefs themselves, and a boss owes none (§7)."""
    parts = []
    if person.can(Can.REPORT) and not person.is_boss:
        owed = WeeklyReport.objects.owed().filter(person=person)
        newest = owed.order_by("-period__day").values("period__day")[:1]
        weekly = owed.filter(period__day=Subquery(newest)).annotate(
            how=F("state"), done_at=F("first_submitted_at")
        )
        parts.append(_named(weekly, WEEKLY, "period__day", "period__due_at"))
        days = DailyReport.objects.owed().filter(
            person=person, confirmed_at=None, day__asked_at__isnull=False, day__day__gte=today - WAITS
        )
        parts.append(_named(_plain(days), "day", "day__day", "day__digest_at"))
    if person.is_manager and not person.is_boss:
        digests = DayDigest.objects.filter(
            manager=person, sent_at=None, words="", day__asked_at__isnull=False
        )
        parts.append(_named(_plain(digests), "digest", "day__day", "day__digest_at"))
    if person.can(Can.WORK_WITH_CUSTOMERS) and not person.is_boss:
        own = AListPart.objects.filter(person=person, confirmed_at=None, a_list__sent_at=None)
        parts.append(_named(_plain(own), "a_list", "a_list__month", "a_list__send_at"))
    return parts


def _plain(rows: Any) -> Any:
    return rows.annotate(
        how=Value("", output_field=CharField()), done_at=Value(None, output_field=DateTimeField())
    )


def _named(rows: Any, kind: str, on: str, due_at: str) -> Any:
    named = rows.order_by().annotate(
        kind=Value(kind, output_field=CharField()), on=F(on), due_at=F(due_at), number=F("pk")
    )
    return named.values_list("kind", "number", "on", "due_at", "how", "done_at")


def _as_report(row: tuple[str, int, date, datetime, str, datetime | None]) -> WeeklyReport:
    """The weekly report as its line on Today shows it."""
    _kind, pk, day, due_at, state, submitted_at = row
    period = ReportPeriod(day=day, due_at=due_at)
    return WeeklyReport(pk=pk, period=period, state=state, first_submitted_at=submitted_at)
