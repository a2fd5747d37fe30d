"""The timetable at work: forms go out, who is late is reminded, figures freeze, the department's report goes up (§7).

Each step of a period is done once, whoever comes first: its row is locked, and what was done is written on it in the same
transaction. A step that comes late finds what one in time would have found, for deadlines stand on the row and figures are
read as they were known at the cut-off.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit, robots
from core.capabilities import Can
from core.locks import lock_name
from core.notices import Notice, notify_each
from core.work_days import current_calendar
from reports.domain.figures import Figures, to_stored
from reports.domain.timetable import Period, last_issued, next_day_after, period_of
from reports.models import DepartmentReport, ReportPeriod, WeeklyReport, WeeklyState
from reports.policies import timetable_policy
from reports.robot_topics import COMPILED, ISSUED
from reports.selectors.figures import read_totals
from reports.selectors.roll import Leaders, Part, Roll, leaders_at, managers_at, read_owing, read_roll
from reports.services.departments import send_by_itself
from reports.services.refusals import ReportRefused
from reports.services.telling import tell_writers

LOCK = "reports.timetable"
# How long before their hour the forms may be issued by hand.
EARLIEST = timedelta(days=1)


def keep_timetable(*, at: datetime) -> dict[str, int]:
    """Do every step whose hour has come: issue, remind, close, compile. Returns how often each was done.

    May run twice, late, or on two workers at once.
    """
    return {
        "issued": issue_due(at=at),
        "reminded": sum(_remind(pk, at) for pk in _waiting("reminded_at", "remind_at", at)),
        "closed": sum(_close(pk, at) for pk in _waiting("closed_at", "due_at", at)),
        "compiled": sum(_compile(pk, at) for pk in _waiting("compiled_at", "department_at", at)),
    }


def _waiting(done: str, wanted: str, at: datetime) -> list[int]:
    rows = ReportPeriod.objects.filter(**{f"{done}__isnull": True, f"{wanted}__lte": at})
    return list(rows.order_by("day").values_list("pk", flat=True))


# ── issue ───────────────────────────────────────────────────────────────────
@transaction.atomic
def issue_due(*, at: datetime) -> int:
    """Issue what was to be issued by now; after dead weeks one period after the other, so that none falls between."""
    lock_name(LOCK)
    periods = _outstanding(at)
    for period in periods:
        _issue(period, actor=None, at=at)
    return len(periods)


@transaction.atomic
def issue_now(*, actor: User, at: datetime) -> ReportPeriod:
    """Issue the forms with one click, from the day before on; a second click changes nothing (S130).

    Raises PermissionDenied, and ReportRefused("too_early").
    """
    if not actor.can(Can.CHASE_REPORTS):
        raise PermissionDenied
    lock_name(LOCK)
    following = next_to_issue(at)
    if following.issued_at - EARLIEST > at:
        newest = ReportPeriod.objects.first()
        if newest is not None and at < newest.due_at:
            return newest
        raise ReportRefused("", "too_early")
    return _issue(following, actor=actor, at=at)


def can_issue(at: datetime) -> bool:
    """Whether a click would issue forms now."""
    return next_to_issue(at).issued_at - EARLIEST <= at


def next_to_issue(at: datetime) -> Period:
    """Return the first period that has not been issued yet and whose cut-off is to come, or has passed unissued."""
    outstanding = _outstanding(at)
    if outstanding:
        return outstanding[0]
    newest, calendar, policy = ReportPeriod.objects.first(), current_calendar(), timetable_policy()
    after = _end_of_week(newest.day) if newest else last_issued(at, policy, calendar).day
    return period_of(next_day_after(after, calendar), policy, calendar)


def _outstanding(at: datetime) -> list[Period]:
    """What should have been issued by `at`. A new installation begins with a period whose cut-off has not passed."""
    calendar, policy = current_calendar(), timetable_policy()
    newest, wanted = ReportPeriod.objects.first(), last_issued(at, policy, calendar)
    if newest is None:
        return [wanted] if at < wanted.due_at else []
    periods = []
    day = next_day_after(_end_of_week(newest.day), calendar)
    while day <= wanted.day:
        periods.append(period_of(day, policy, calendar))
        day = next_day_after(day, calendar)
    return periods


def _end_of_week(day: Any) -> Any:
    """A week has one report, also when its day was moved after it was issued."""
    return day + timedelta(days=6 - day.weekday())


def _issue(period: Period, *, actor: User | None, at: datetime) -> ReportPeriod:
    before = ReportPeriod.objects.first()
    row = ReportPeriod.objects.create(
        day=period.day,
        starts_at=before.due_at if before else period.span.starts_at,
        issue_at=period.issued_at,
        remind_at=period.reminded_at,
        due_at=period.due_at,
        department_at=period.department_at,
        issued_at=at,
        issued_by=actor,
    )
    people = read_owing(row.span)
    leading = managers_at(people, row.due_at)
    WeeklyReport.objects.bulk_create(
        WeeklyReport(period=row, person=person, manager=leading[person.pk]) for person in people
    )
    changes = {"day": (None, row.day), "count": (0, len(people))}
    audit.record("reports.issued", actor=actor, at=at, target=row, changes=changes)
    robots.announce(ISSUED, at=at)
    _tell_writers(row, gettext_noop("Your weekly report is ready: due by %(time)s"), "report-issued", at)
    return row


def _tell_writers(period: ReportPeriod, message: str, key: str, at: datetime) -> int:
    """Tell whoever has not submitted; the notice leads to the report."""
    rows = list(
        WeeklyReport.objects.missing().filter(period=period, person__frozen_at=None)
    )  # scope: of everybody
    local = current_calendar().local(period.due_at)
    tell_writers(rows, message, {"time": f"{local:%m-%d %H:%M}"}, f"{key}:{period.pk}", at)
    return len(rows)


# ── remind ──────────────────────────────────────────────────────────────────
@transaction.atomic
def _remind(pk: int, at: datetime) -> int:
    row = _lock(pk)
    if row.reminded_at is not None:
        return 0
    if at < row.due_at:
        _tell_writers(row, gettext_noop("Your weekly report is missing: due by %(time)s"), "report-due", at)
    return _done(row, "reminded_at", at)


@transaction.atomic
def remind_now(*, actor: User, period: ReportPeriod, at: datetime) -> int:
    """Remind who has not submitted; within an hour they are told once. Returns how many. Raises PermissionDenied."""
    if not actor.can(Can.CHASE_REPORTS):
        raise PermissionDenied
    row = _lock(period.pk)
    message = gettext_noop("Your weekly report is missing: due by %(time)s")
    count = _tell_writers(row, message, f"report-reminded:{at:%Y-%m-%dT%H}", at)
    audit.record("reports.reminded", actor=actor, at=at, target=row, changes={"count": (0, count)})
    return count


# ── close ───────────────────────────────────────────────────────────────────
@transaction.atomic
def _close(pk: int, at: datetime) -> int:
    """The cut-off: who owes is settled, the figures of what was submitted freeze, managers get their department's report."""
    row = _lock(pk)
    if row.closed_at is not None:
        return 0
    _settle_owing(row)
    roll = read_roll(row.span, sold=list(row.reports.values_list("person_id", flat=True)))
    _freeze(row, roll)
    _open_departments(row, roll, at)
    audit.record("reports.closed", actor=None, at=at, target=row, changes={"due_at": (None, row.due_at)})
    return _done(row, "closed_at", at)


def _settle_owing(period: ReportPeriod) -> None:
    """Who is there at the cut-off owes a report to the manager of the cut-off (N18)."""
    owing = {person.pk: person for person in read_owing(period.span)}
    rows = list(period.reports.select_for_update(of=("self",)).select_related("person").order_by("pk"))
    leading = managers_at([*owing.values(), *(row.person for row in rows)], period.due_at)
    for row in rows:
        row.is_owed = row.person_id in owing or row.is_submitted
        row.manager = leading[row.person_id]
    WeeklyReport.objects.bulk_update(rows, ["is_owed", "manager"])
    there = {row.person_id for row in rows}
    WeeklyReport.objects.bulk_create(
        WeeklyReport(period=period, person=person, manager=leading[pk])
        for pk, person in owing.items()
        if pk not in there
    )


def _freeze(period: ReportPeriod, roll: Roll) -> None:
    rows = list(period.reports.filter(state=WeeklyState.SUBMITTED, figures__isnull=True))
    if not rows:
        return
    found = read_totals(roll, period.span, as_of=period.due_at)
    for row in rows:
        row.figures = to_stored(found.get(row.person_id, Figures()))
        row.figures_at = period.due_at
    WeeklyReport.objects.bulk_update(rows, ["figures", "figures_at"])


def _open_departments(period: ReportPeriod, roll: Roll, at: datetime) -> None:
    """One for each manager with people in the period, and one for those whom nobody leads; of a boss's own nothing waits (§7)."""
    leaders = leaders_at(period.due_at)
    managers = {leaders.of_part(part) for own in roll.parts.values() for part in own}
    bosses = set(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))
    made = DepartmentReport.objects.bulk_create(
        DepartmentReport(
            period=period, manager=manager, stays_with_boss=manager is not None and bosses == {manager.pk}
        )
        for manager in managers
    )
    in_own = {pk for pk, own in roll.parts.items() if any(_leads_self(part, leaders) for part in own)}
    states: dict[int | None, list[bool]] = defaultdict(list)
    for manager_id, person_id, state in period.reports.owed().values_list("manager", "person", "state"):
        is_own = not manager_id and person_id in in_own
        states[person_id if is_own else manager_id].append(state == WeeklyState.SUBMITTED)
    message = gettext_noop(
        "Weekly reports: %(count)s of %(total)s are in. Your department's report waits for your comments."
    )
    notify_each(
        (
            Notice(
                [report.manager.pk],
                f"department-open:{report.pk}",
                message,
                {"count": sum(states[report.manager.pk]), "total": len(states[report.manager.pk])},
                report.get_absolute_url(),
                about=report,
            )
            for report in made
            if report.manager is not None and not report.stays_with_boss
        ),
        at=at,
    )


def _leads_self(part: Part, leaders: Leaders) -> bool:
    """Whether a manager who sells was in their own team to the end: their figures and their report stand in their department."""
    return part.mark != "moved" and leaders.key_of(part) == part.person.pk


# ── compile ─────────────────────────────────────────────────────────────────
@transaction.atomic
def _compile(pk: int, at: datetime) -> int:
    """What no manager has sent goes to the boss by itself."""
    row = _lock(pk)
    if row.compiled_at is not None or row.closed_at is None:
        return 0
    send_by_itself(row, at=at)
    robots.announce(COMPILED, at=at)
    return _done(row, "compiled_at", at)


# ── inside ──────────────────────────────────────────────────────────────────
def _lock(pk: int) -> ReportPeriod:
    """The period before its reports: the order in which every service locks."""
    return ReportPeriod.objects.select_for_update().get(pk=pk)


def _done(row: ReportPeriod, field: str, at: datetime) -> int:
    setattr(row, field, at)
    row.save(update_fields=[field])
    return 1
