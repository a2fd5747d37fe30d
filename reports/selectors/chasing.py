"""What whoever chases reports still waits for: how many are missing of the week and of the day, never whose words (S10)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value

from core.work_days import current_calendar
from reports.models import DailyReport, ReportDay, ReportPeriod, WeeklyReport

WEEK, DAY = "week", "day"


@dataclass(frozen=True)
class Missing:
    """So many reports of a `kind` (WEEK or DAY) are still missing, due on that day; `url`: where whose they are stands."""

    kind: str
    number: int
    due_on: date
    url: str


def read_missing(at: datetime) -> list[Missing]:
    """Return what is missing of the weekly reports until the department's have gone, and of the daily ones until the digests have. One query."""
    there = {"person__frozen_at": None}  # who was frozen hands nothing in, and is reminded of nothing
    weeks = WeeklyReport.objects.missing().filter(period__compiled_at=None, **there)
    days = DailyReport.objects.owed().filter(
        confirmed_at=None, day__sent_at=None, day__asked_at__lte=at, **there
    )
    rows = _counted(weeks, WEEK, "period__day", "period__due_at").union(
        _counted(days, DAY, "day__day", "day__digest_at"), all=True
    )
    return [_missing(*row) for row in sorted(rows, key=lambda row: row[2])]


def _counted(rows: "QuerySet[Any]", kind: str, on: str, due_at: str) -> "QuerySet[Any, Any]":
    named = rows.order_by().annotate(what=Value(kind, CharField()), on=F(on), until=F(due_at))
    counted: QuerySet[Any, Any] = named.values("what", "on", "until").annotate(number=Count("pk"))
    return counted.values_list("what", "on", "until", "number")


def _missing(kind: str, on: date, until: datetime, number: int) -> Missing:
    place = ReportPeriod(day=on) if kind == WEEK else ReportDay(day=on)
    return Missing(kind, number, current_calendar().day_of(until), place.get_absolute_url())
