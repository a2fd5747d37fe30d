"""A working day: what somebody did, in figures and one line for each contact; who has confirmed it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Window

from followups.models import FollowUp
from reports.domain.figures import Figures
from reports.domain.timetable import Span
from reports.models import DailyReport, ReportDay
from reports.selectors.figures import read_totals, total_of
from reports.selectors.roll import read_roll
from reports.selectors.then import grade_then, within

MOST_LINES = 1_000


@dataclass(frozen=True)
class Stay:
    """Whose contacts are looked for, and from when until when."""

    person_id: int
    span: Span


@dataclass(frozen=True)
class Lines:
    """Contacts, each with `grade_of_then`; `hidden`: how many there are that the reader may not see; `more`: that are too many to be listed."""

    rows: list[Any]
    hidden: int = 0
    more: int = 0


def read_day_figures(report: DailyReport, at: datetime) -> Figures:
    """Return the frozen figures; until the digest goes, as they stand now."""
    frozen = report.frozen_figures
    if frozen is not None:
        return frozen
    span = report.day.span
    found = read_totals(read_roll(span, [report.person]), span, as_of=at, with_cadence=False)
    return total_of(found.values())


def read_lines(user: Any, stays: Collection[Stay], span: Span, *, known_at: datetime) -> Lines:
    """Return the contacts of `stays` in `span` that `user` may see, as they were known at `known_at`; two statements.

    Sorted by grade, customer and time.
    """
    if not stays:
        return Lines([])
    of_stays = Q()
    for stay in stays:
        of_stays |= within("at", stay.span) & Q(by=stay.person_id)
    made = Q(within("at", span), of_stays, is_contact=True, entered_at__lte=known_at)
    seen: Any = FollowUp.objects.visible_to(user).filter(made)
    graded = seen.annotate(
        grade_of_then=grade_then("customer", "at", "customer__grade"), seen_count=Window(Count("pk"))
    )
    columns = graded.select_related("customer", "by", "stood_in_for").order_by(
        "grade_of_then", "customer__name_sort", "customer_id", "at", "pk"
    )
    rows = list(columns[:MOST_LINES])
    count = rows[0].seen_count if rows else 0
    return Lines(rows, FollowUp.objects.filter(made).count() - count, count - len(rows))


def read_lines_of(report: DailyReport, user: Any, at: datetime) -> Lines:
    """Return the contacts of a report."""
    span = report.day.span
    known_at = span.ends_at if report.figures else at
    return read_lines(user, [Stay(report.person_id, span)], span, known_at=known_at)


def read_own_days(person: Any, skip: int, limit: int) -> list[DailyReport]:
    """Return a person's daily reports, the newest first, without the first `skip`."""
    rows = DailyReport.objects.filter(person=person).select_related("day")
    return list(rows.order_by("-day__day")[skip : skip + limit])


def read_days(skip: int, limit: int) -> list[ReportDay]:
    """Return working days, the newest first, without the first `skip`, with how many owe and have confirmed: two queries."""
    rows = list(ReportDay.objects.order_by("-day")[skip : skip + limit])
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    owed = DailyReport.objects.owed().filter(day__in=rows).values_list("day_id", "confirmed_at")
    for day_id, confirmed_at in owed:
        counts[day_id][0] += 1
        counts[day_id][1] += confirmed_at is not None
    for row in rows:
        row.owed_count, row.confirmed_count = counts[row.pk]  # type: ignore[attr-defined]  # for the list
    return rows


def read_day_chase(day: ReportDay) -> list[DailyReport]:
    """Return who owes a report of the day and whether it is confirmed: never what stands in it. One query."""
    rows = day.reports.owed().select_related("person__team", "manager")
    columns = (
        "day", "is_owed", "confirmed_at", "person__name", "person__english_name", "person__team__name", "manager__name",
        "manager__english_name", "version",
    )  # fmt: skip
    return list(rows.only(*columns).order_by("person__team__name", "person__name", "pk"))


def read_day_neighbours(report: DailyReport, user: Any) -> tuple[int | None, int | None]:
    """Return the report before and after this one of the same person."""
    seen = DailyReport.objects.visible_to(user).filter(person=report.person_id)
    before = seen.filter(day__day__lt=report.day.day).order_by("-day__day").values_list("pk", flat=True)
    after = seen.filter(day__day__gt=report.day.day).order_by("day__day").values_list("pk", flat=True)
    return before.first(), after.first()


def find_day(text: str) -> ReportDay | None:
    """Return the working day `2026-11-21`; None where there is none, or the text is no day."""
    try:
        return ReportDay.objects.filter(day=date.fromisoformat(text)).first()
    except ValueError:
        return None


def group_by_person(lines: Iterable[Any]) -> dict[int, list[Any]]:
    """Return contacts by who made them."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in lines:
        found[row.by_id].append(row)
    return found
