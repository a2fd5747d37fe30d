"""The department: who has submitted, the figures of each, and what they wrote."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from reports.domain.figures import Figures, from_stored
from reports.models import DepartmentReport, ReportPeriod, TeamMove, WeeklyReport
from reports.selectors.figures import read_figures, total_of
from reports.selectors.roll import Leaders, read_roll


@dataclass(frozen=True)
class PersonFigures:
    """What somebody did in a manager's teams. `mark`: "left", "moved", "manager" (the manager, who does not sell) or ""."""

    person: User
    figures: Figures
    mark: str = ""


def read_department_figures(
    period: ReportPeriod, until: datetime | None = None
) -> dict[int | None, list[PersonFigures]]:
    """Return by manager (None: nobody) what was done in the teams of each, as it was known at the cut-off.

    Of who submitted later, and was in one team, the figures are those of the submission (N18); `until`: of submissions up to
    that moment. What a manager who does not sell did, above all in place of their people, stands with their own
    department: it is in nobody else's figures (N9).
    """
    leading = set(period.departments.exclude(manager=None).values_list("manager_id", flat=True))
    sold = set(period.reports.values_list("person_id", flat=True))
    leaders = Leaders(period.due_at, known=leading)
    roll = read_roll(period.span, and_people=leading, sold=sold)
    found = read_figures(roll, period.span, as_of=period.due_at)
    submitted = period.reports.exclude(figures__isnull=True)
    if until is not None:
        submitted = submitted.filter(figures_at__lte=until)
    frozen = {row.person_id: row.frozen_figures for row in submitted}
    people: dict[int | None, list[PersonFigures]] = defaultdict(list)
    for own in roll.parts.values():
        person = own[0].person
        if not person.is_salesperson and person.pk not in sold:
            # Mail is asked of who sells.
            done = replace(total_of(found[part] for part in own), mail_asked=0, mail_done=0)
            if done != Figures():
                people[person.pk].append(PersonFigures(person, done, "manager"))
            continue
        for part in own:
            is_whole = len(own) == 1 and not part.mark
            figures = (frozen.get(part.person.pk) if is_whole else None) or found[part]
            people[leaders.key_of(part)].append(PersonFigures(part.person, figures, part.mark))
    return people


@dataclass(frozen=True)
class PersonRow:
    """A line of the department: the person, how their report stands, their figures."""

    person: User
    mark: str
    figures: Figures
    report: WeeklyReport | None


@dataclass(frozen=True)
class Department:
    """The department's page: a row per person, the sum, the reports that are in, how many are missing."""

    rows: list[PersonRow]
    total: Figures
    reports: list[WeeklyReport]
    missing: list[WeeklyReport]
    figures_at: datetime | None


def read_department(report: DepartmentReport) -> Department:
    """Return the department as it was sent; until then as it stands now. The number of queries does not grow."""
    people = (
        _sent_people(report)
        if report.figures
        else read_department_figures(report.period).get(report.manager_id, [])
    )
    reports = list(
        _reports_of(report, people)
        .select_related("person", "period")
        .prefetch_related("key_customers")
        .order_by("person__name", "pk")
    )
    own = {row.person_id: row for row in reports}
    rows = [PersonRow(one.person, one.mark, one.figures, own.get(one.person.pk)) for one in people]
    return Department(
        rows=rows,
        total=total_of(one.figures for one in people),
        reports=[row for row in reports if row.is_submitted],
        missing=[row for row in reports if not row.is_submitted],
        figures_at=report.figures_at,
    )


def _reports_of(report: DepartmentReport, people: list[PersonFigures]) -> "QuerySet[WeeklyReport]":
    """Return the reports that were handed in to its manager, and the manager's own, which went to nobody, where their figures stand."""
    owed, there = report.period.reports.owed(), [one.person.pk for one in people if one.mark != "moved"]
    if report.manager_id in there:
        return owed.filter(Q(manager=report.manager_id) | Q(manager=None, person=report.manager_id))
    if report.manager_id is not None:
        return owed.filter(manager=report.manager_id)
    leading = report.period.departments.exclude(manager=None).values("manager")
    return owed.filter(manager=None).exclude(Q(person__in=leading) & ~Q(person__in=there))


def read_moved(report: DepartmentReport) -> set[int]:
    """Return who changed teams in the period: a line of theirs is of one of their teams. One query."""
    span = report.period.span
    moves = TeamMove.objects.filter(at__gt=span.starts_at, at__lt=span.ends_at)
    return set(moves.values_list("person_id", flat=True))


def _sent_people(report: DepartmentReport) -> list[PersonFigures]:
    stored = (report.figures or {}).get("people", [])
    people = User.objects.in_bulk([row["person"] for row in stored])
    return [PersonFigures(people[row["person"]], from_stored(row["figures"]), row["mark"]) for row in stored]


def read_departments(user: Any, skip: int, limit: int) -> list[DepartmentReport]:
    """Return the department reports that `user` reads, the newest first, without the first `skip`. One query."""
    rows = DepartmentReport.objects.visible_to(user).select_related("period", "manager", "sent_by")
    return list(rows.order_by("-period__day", "manager__name", "pk")[skip : skip + limit])


def read_neighbours(report: DepartmentReport, user: Any) -> tuple[int | None, int | None]:
    """Return the same department's report of the week before and of the week after. Two queries."""
    seen = DepartmentReport.objects.visible_to(user).filter(manager=report.manager_id)
    before = seen.filter(period__day__lt=report.period.day).order_by("-period__day")
    after = seen.filter(period__day__gt=report.period.day).order_by("period__day")
    return before.values_list("pk", flat=True).first(), after.values_list("pk", flat=True).first()


def read_chase(period: ReportPeriod) -> list[WeeklyReport]:
    """Return who owes a report of the period and how it stands: never what stands in it. One query."""
    rows = period.reports.owed().select_related("person__team", "manager")
    columns = (
        "state", "submitted_at", "first_submitted_at", "is_owed", "period", "person__name", "person__english_name",
        "person__team__name", "manager__name", "manager__english_name", "version",
    )  # fmt: skip
    return list(rows.only(*columns).order_by("person__team__name", "person__name", "pk"))
