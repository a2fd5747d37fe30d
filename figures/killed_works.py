"""The works of K3: each job with how to take away what it wrote of the newest time, and what it has written.

What is compared has no key of a row that is written anew: people, customers, managers and days name it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

WEEKS, DAYS = 2, 3  # so many of the newest are done once more: the last of them may still run
ENDED = timedelta(
    minutes=1
)  # before the first run the briefing's hours were over: within an hour what was shown is kept


@dataclass(frozen=True)
class Work:
    """A job, how to take away what it wrote, and what it wrote: rows of which the first value names the row."""

    kind: str
    take_away: Callable[[], None]
    outcome: Callable[[], list[Any]]


def works() -> list[Work]:
    """Return all of them."""
    return [
        Work("followups.keep_windows", _forget_windows, _windows),
        Work("reports.keep_timetable", _forget_weeks, _weeks),
        Work("reports.keep_days", _forget_days, _days),
        Work("reports.keep_a_lists", _forget_a_list, _a_lists),
        Work("reports.keep_records", _forget_records, _records),
        Work("briefings.keep", _forget_briefing, _briefings),
        Work("managing.measure_day", _forget_snapshot, _snapshots),
    ]


def _named(name: str, rows: Iterable[Any], keys: int) -> list[Any]:
    """Rows of a table: what names each, its first `keys` values, and the rest."""
    return sorted((((name, *map(str, row[:keys])), *row[keys:]) for row in rows), key=lambda row: row[0])


def _is_missing(field: str) -> Any:
    """Whether a moment is not set: when it was set differs from run to run."""
    from django.db.models import BooleanField, ExpressionWrapper, Q

    return ExpressionWrapper(Q(**{f"{field}__isnull": True}), output_field=BooleanField())


def _told(*prefixes: str) -> list[Any]:
    """Who was told what, how often: words that name no week are told once in each."""
    rows = _notices(*prefixes).values_list("user", "message", "values")
    return sorted((("told", text), number) for text, number in Counter(map(str, rows)).items())


def _notices(*prefixes: str) -> Any:
    from functools import reduce
    from operator import or_

    from django.db.models import Q

    from core.models import Notification

    return Notification.objects.filter(reduce(or_, (Q(key__startswith=prefix) for prefix in prefixes)))


# ── the cadence ─────────────────────────────────────────────────────────────
def _forget_windows() -> None:
    from followups.models import CadenceWindow

    CadenceWindow.objects.all().delete()


def _windows() -> list[Any]:
    from followups.models import CadenceWindow

    rows = CadenceWindow.objects.values_list("user", "grade", "last_on", "asked", "kept", "is_fixed")
    return _named("window", rows, 3)


# ── weeks ───────────────────────────────────────────────────────────────────
OF_WEEKS = ("report-issued:", "report-due:", "department-open:", "department-sent:")


def _forget_weeks() -> None:
    """The newest weeks are to be issued, closed and compiled again: their forms, and the departments' reports."""
    from reports.models import DepartmentReport, ReportPeriod, WeeklyReport

    newest = list(ReportPeriod.objects.order_by("-day")[: WEEKS + 1])
    if len(newest) <= WEEKS:
        raise RuntimeError("Too few weeks: a new installation begins with the running one.")
    weeks = newest[:WEEKS]
    _notices(*OF_WEEKS).delete()
    for model in (WeeklyReport, DepartmentReport):
        model.objects.filter(period__in=weeks).delete()
    ReportPeriod.objects.filter(pk__in=[week.pk for week in weeks]).delete()


def _weeks() -> list[Any]:
    from reports.models import DepartmentReport, ReportPeriod, WeeklyReport

    weeks = ReportPeriod.objects.values_list(
        "day", "starts_at", "due_at", _is_missing("closed_at"), _is_missing("compiled_at")
    )
    reports = WeeklyReport.objects.values_list(
        "period__day", "person", "manager", "is_owed", "state", "figures"
    )
    departments = DepartmentReport.objects.values_list("period__day", "manager", "state", "figures")
    return [
        *_named("week", weeks, 1), *_named("report", reports, 2), *_named("department", departments, 2), *_told(*OF_WEEKS),
    ]  # fmt: skip


# ── days ────────────────────────────────────────────────────────────────────
OF_DAYS = ("day-asked:", "day-due:", "digest-sent:")


def _forget_days() -> None:
    """The newest working days are to be begun, asked for and sent again: the daily reports, and the digests."""
    from reports.models import DailyReport, DayDigest, ReportDay

    newest = list(ReportDay.objects.order_by("-day")[: DAYS + 1])
    if len(newest) <= DAYS:
        raise RuntimeError("Too few days: a new installation begins with the running one.")
    days = newest[:DAYS]
    _notices(*OF_DAYS).delete()
    for model in (DailyReport, DayDigest):
        model.objects.filter(day__in=days).delete()
    ReportDay.objects.filter(pk__in=[day.pk for day in days]).delete()


def _days() -> list[Any]:
    from reports.models import DailyReport, DayDigest, ReportDay

    days = ReportDay.objects.values_list(
        "day", "starts_at", "digest_at", _is_missing("asked_at"), _is_missing("sent_at")
    )
    reports = DailyReport.objects.values_list("day__day", "person", "manager", "is_owed", "figures")
    digests = DayDigest.objects.values_list("day__day", "manager", "people", _is_missing("sent_at"))
    return [
        *_named("day", days, 1),
        *_named("report", reports, 2),
        *_named("digest", digests, 2),
        *_told(*OF_DAYS),
    ]


# ── the A list ──────────────────────────────────────────────────────────────
def _forget_a_list() -> None:
    """The newest list that went is to be written and to go again."""
    from reports.models import AList, AListPart

    newest = AList.objects.exclude(sent_at=None).order_by("-month").first()
    if newest is None:
        raise RuntimeError("No A list has gone.")
    _notices("a-list-due:", "a-list-sent:").delete()
    AListPart.objects.filter(a_list=newest).delete()
    AList.objects.filter(pk=newest.pk).update(reminded_at=None, sent_at=None)


def _a_lists() -> list[Any]:
    from reports.models import AList, AListEntry, AListPart

    lists = AList.objects.values_list("month", _is_missing("sent_at"))
    parts = AListPart.objects.values_list("a_list__month", "person", "manager")
    entries = AListEntry.objects.values_list(
        "part__a_list__month", "customer", "part__person", "name", "words", "kept"
    )
    return [
        *_named("list", lists, 1), *_named("part", parts, 2), *_named("entry", entries, 2), *_told("a-list-due:", "a-list-sent:"),
    ]  # fmt: skip


# ── records ─────────────────────────────────────────────────────────────────
def _forget_records() -> None:
    """All months and quarters that were issued are to be issued again."""
    from reports.models import PersonRecord, RecordPeriod

    issued = RecordPeriod.objects.exclude(issued_at=None)
    PersonRecord.objects.filter(period__in=issued).delete()
    issued.update(issued_at=None, settled_on=None)
    _notices("record").delete()


def _records() -> list[Any]:
    from reports.models import PersonRecord, RecordPeriod

    periods = RecordPeriod.objects.exclude(issued_at=None).values_list("kind", "first_on")
    rows = PersonRecord.objects.values_list("period", "person", "manager", "figures", "customers")
    return [*_named("period", periods, 2), *_named("record", rows, 2), *_told("record")]


# ── the briefing ────────────────────────────────────────────────────────────
def _forget_briefing() -> None:
    """The last briefing is to be closed again, as one whose hours have just ended; those ahead are to be planned again."""
    from django.utils import timezone

    from briefings.models import Briefing, BriefingState, ShownPage
    from briefings.services.timetable import KEPT_WITHIN

    over = Briefing.objects.filter(
        state__in=(BriefingState.HELD, BriefingState.MISSED), slot__lt=timezone.localdate()
    )
    last = over.order_by("-slot").first()
    if last is None:
        raise RuntimeError("No briefing has been.")
    is_set = (
        timezone.now() - last.ends_at < KEPT_WITHIN
    )  # by the run before: all of them close one and the same
    ends_at = last.ends_at if is_set else timezone.now() - ENDED
    ShownPage.objects.filter(briefing=last).delete()
    done = dict.fromkeys(("closed_at", "figures", "figures_at", "ready_told_at", "compile_told_at"))
    Briefing.objects.filter(pk=last.pk).update(
        state=BriefingState.PLANNED, starts_at=ends_at - timedelta(hours=3), ends_at=ends_at, **done
    )
    Briefing.objects.filter(starts_at__gt=timezone.now(), points=None, rulings=None).delete()


def _briefings() -> list[Any]:
    """Without the moments of the run, and figures of what has not begun, which are taken anew each hour."""
    from django.db.models import Case, F, Value, When

    from briefings.models import Briefing, BriefingState, ShownPage

    is_over = {"state__in": (BriefingState.HELD, BriefingState.MISSED)}
    final = Case(When(**is_over, then=F("figures")), default=Value(None))
    rows = Briefing.objects.annotate(final=final).values_list("slot", "day", "state", "since_at", "final")
    pages = ShownPage.objects.values_list("briefing__slot", "manager", "page")
    shown = [
        (slot, manager, {key: value for key, value in page.items() if key != "as_of"})
        for slot, manager, page in pages
    ]
    return [*_named("briefing", rows, 1), *_named("page", shown, 2)]


# ── the snapshot ────────────────────────────────────────────────────────────
def _forget_snapshot() -> None:
    from managing.models import Snapshot

    Snapshot.objects.latest("day").delete()


def _snapshots() -> list[Any]:
    from managing.models import Snapshot

    return _named("snapshot", Snapshot.objects.values_list("day", "figures"), 1)
