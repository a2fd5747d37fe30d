"""The working day at work: it begins, its reports are asked for and reminded of, the digests go to the boss (S135, S136).

Like the weekly timetable, each step of a day is done once, whoever comes first: its row is locked, and what was done is
written on it in the same transaction. A step that comes late writes what one in time would have written; of a day whose
digest was to have gone nobody is told any more. What a clock that ran ahead told or sent is told and sent in its time.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop

from accounts.models import Absence, User
from core import audit, robots
from core.capabilities import Can
from core.jobs import CLOCK_AHEAD, CLOCK_SLACK
from core.locks import lock_name
from core.models import AuditEntry
from core.work_days import current_calendar
from reports.domain.days import workday_of
from reports.domain.figures import Figures, to_stored
from reports.models import DailyReport, DayDigest, ReportDay
from reports.policies import days_policy
from reports.robot_topics import ASKED, DIGESTED
from reports.selectors.figures import read_figures, read_totals
from reports.selectors.roll import Part, Roll, leaders_at, managers_at, read_owing, read_roll, without_idle
from reports.services.digests import TOLD_WITHIN, send_digests
from reports.services.telling import tell_writers, to_tell, was_done

LOCK = "reports.days"
# After long dead times the days are made up for in order, so many a run.
MOST_AT_ONCE = 31
UNCONFIRMED = gettext_noop("Your report of %(day)s is not confirmed: the digest goes to the boss at %(time)s")


def keep_days(*, at: datetime) -> dict[str, int]:
    """Do every step whose hour has come: begin the day, ask for its reports, remind, send the digests. Returns how often each.

    May run twice, late, or on two workers at once.
    """
    _take_back(at)
    days = ReportDay.objects.all()
    return {
        "begun": begin_due(at=at),
        "asked": sum(_ask(pk, at) for pk in _in_order(to_tell(days, "asked_at", "ask_at", at))),
        "reminded": sum(_remind(pk, at) for pk in _in_order(to_tell(days, "reminded_at", "remind_at", at))),
        "sent": sum(_send(pk, at) for pk in _in_order(days.filter(sent_at=None, digest_at__lte=at))),
    }


def _in_order(days: QuerySet[ReportDay]) -> list[int]:
    return list(days.order_by("day").values_list("pk", flat=True))


@transaction.atomic
def _take_back(at: datetime) -> None:
    """What a clock that ran ahead of `at` sent has not gone (T3): it goes in its hour, with the figures and remarks of then."""
    ahead = Q(sent_at__gt=at + CLOCK_SLACK, sent_at__lte=at + CLOCK_AHEAD)
    for day in ReportDay.objects.filter(ahead).order_by("day").select_for_update():
        day.reports.update(figures=None)
        day.digests.filter(words="").update(words=F("later_words"), later_words="", later_at=None)
        day.digests.update(people=None, sent_at=None)
        changes = {"day": (None, day.day)}
        audit.record("reports.digests_taken_back", actor=None, at=at, target=day, changes=changes)
        day.sent_at = None
        day.save(update_fields=["sent_at"])


# ── begin ───────────────────────────────────────────────────────────────────
@transaction.atomic
def begin_due(*, at: datetime) -> int:
    """Begin the working days that have come, one after the other, so that none falls between."""
    newest = ReportDay.objects.first()
    if newest is not None and newest.day >= current_calendar().day_of(at):
        return 0
    lock_name(LOCK)
    days = _outstanding(at)
    for day in days:
        _begin(day)
    return len(days)


def _outstanding(at: datetime) -> list[date]:
    """A new installation begins with today, unless its digest's hour has passed."""
    calendar, newest = current_calendar(), ReportDay.objects.first()
    today = calendar.day_of(at)
    if newest is None:
        is_open = calendar.is_working_day(today) and at < calendar.instant_of(today, days_policy().digest_at)
        return [today] if is_open else []
    found: list[date] = []
    day = calendar.next_working_day(newest.day)
    while day <= today and len(found) < MOST_AT_ONCE:
        found.append(day)
        day = calendar.next_working_day(day)
    return found


def _begin(day: date) -> None:
    before = ReportDay.objects.first()
    found = workday_of(day, days_policy(), current_calendar())
    row = ReportDay.objects.create(
        day=day,
        starts_at=before.digest_at if before else found.span.starts_at,
        ask_at=found.asked_at,
        remind_at=found.reminded_at,
        digest_at=found.span.ends_at,
    )
    owing = read_owing(row.span)
    leading = managers_at(owing, row.digest_at)
    DailyReport.objects.bulk_create(
        DailyReport(day=row, person=person, manager=leading[person.pk]) for person in owing
    )


# ── ask ─────────────────────────────────────────────────────────────────────
@transaction.atomic
def _ask(pk: int, at: datetime) -> int:
    """From the late afternoon on the reports wait on Today, and the manager's digest for remarks; whoever owes one, or remarks, is told."""
    row = _lock(pk)
    if was_done(row.asked_at, at):
        return 0
    if row.asked_at is None:
        _settle_owing(row)
        _open_digests(row, _parts_of(read_roll(row.span)))
        if current_calendar().day_of(at) == row.day:
            robots.announce(ASKED, at=at)
    _tell_writers(
        row, gettext_noop("Your report of %(day)s is ready: confirm it by %(time)s"), "day-asked", at
    )
    _tell_managers(row, at)
    return _done(row, "asked_at", at)


def _tell_writers(day: ReportDay, message: str, key: str, at: datetime) -> None:
    """Tell whoever owes the day and has not confirmed it; from its digest's hour on nobody."""
    if at >= day.digest_at:
        return
    tell_writers(_unconfirmed(day), message, _values(day), f"{key}:{day.pk}", at)


def _unconfirmed(day: ReportDay) -> QuerySet[DailyReport]:
    """Of everybody who is there: to whom a report belongs is no matter here."""
    return day.reports.owed().filter(
        confirmed_at=None, person__in=User.objects.active()
    )  # scope: of everybody


def _tell_managers(day: ReportDay, at: datetime) -> None:
    """Tell who leads that the digest waits for remarks, but not who is away; from its hour on nobody.

    Nobody briefs themselves: who is manager and boss in one is not told (§7).
    """
    if at >= day.digest_at:
        return
    there = User.objects.active().filter(is_manager=True, is_boss=False)
    there = there.exclude(pk__in=Absence.objects.on(day.day).values("user"))
    rows = day.digests.filter(words="", sent_at=None, manager__in=there)
    message = gettext_noop("The digest of %(day)s waits for your remarks: it goes to the boss at %(time)s")
    tell_writers(rows, message, _values(day), f"digest-asked:{day.pk}", at, writer="manager_id")


def _values(day: ReportDay) -> dict[str, object]:
    return {"day": f"{day.day:%m-%d}", "time": f"{current_calendar().local(day.digest_at):%H:%M}"}


def _settle_owing(day: ReportDay) -> None:
    """Who is there, and not away, owes a report to who leads them at the digest's hour."""
    owing = {person.pk: person for person in read_owing(day.span)}
    rows = list(day.reports.select_for_update(of=("self",)).select_related("person").order_by("pk"))
    leading = managers_at([*owing.values(), *(row.person for row in rows)], day.digest_at)
    for row in rows:
        row.is_owed = row.person_id in owing or row.is_confirmed
        row.manager = leading[row.person_id]
    DailyReport.objects.bulk_update(rows, ["is_owed", "manager"])
    there = {row.person_id for row in rows}
    DailyReport.objects.bulk_create(
        DailyReport(day=day, person=person, manager=leading[pk])
        for pk, person in owing.items()
        if pk not in there
    )


def _open_digests(day: ReportDay, parts: Iterable[Part]) -> list[DayDigest]:
    """One for each manager with people in the day, and one for those whom nobody leads."""
    there = {row.manager_id: row for row in day.digests.select_for_update(of=("self",)).order_by("pk")}
    leaders = leaders_at(day.digest_at)
    managers = {leaders.key_of(part): leaders.of_part(part) for part in parts}
    DayDigest.objects.bulk_create(
        DayDigest(day=day, manager=manager) for pk, manager in managers.items() if pk not in there
    )
    return list(day.digests.select_related("manager").order_by("pk"))


def _parts_of(roll: Roll) -> Iterable[Part]:
    return (part for own in roll.parts.values() for part in own)


# ── remind ──────────────────────────────────────────────────────────────────
@transaction.atomic
def _remind(pk: int, at: datetime) -> int:
    """Who has not confirmed is reminded; nobody if the reports were asked for so late that everybody was told only now."""
    row = _lock(pk)
    if was_done(row.reminded_at, at) or row.asked_at is None:
        return 0
    if row.asked_at < row.remind_at and at < row.digest_at:
        if row.sent_at is None:
            _settle_owing(row)
        _tell_writers(row, UNCONFIRMED, "day-due", at)
    return _done(row, "reminded_at", at)


@transaction.atomic
def remind_of_day(*, actor: User, day: ReportDay, at: datetime) -> int:
    """Remind who has not confirmed a day that was asked for; within a minute they are told once. Returns how many.

    Raises PermissionDenied.
    """
    if not actor.can(Can.CHASE_REPORTS):
        raise PermissionDenied
    row = _lock(day.pk)
    if row.asked_at is None:
        return 0
    rows = list(_unconfirmed(row))
    message = UNCONFIRMED if at < row.digest_at else gettext_noop("Your report of %(day)s is not confirmed")
    tell_writers(rows, message, _values(row), f"day-reminded:{at:%Y-%m-%dT%H:%M}:{row.pk}", at)
    changes = {"count": (0, len(rows))}
    audit.record("reports.day_reminded", actor=actor, at=at, target=row, changes=changes)
    return len(rows)


# ── send ────────────────────────────────────────────────────────────────────
@transaction.atomic
def _send(pk: int, at: datetime) -> int:
    """Freeze the day's figures, and send the digests to the boss."""
    row = _lock(pk)
    if row.sent_at is not None or row.asked_at is None:
        return 0
    _settle_owing(row)
    people = list(row.reports.values_list("person_id", flat=True))
    roll = read_roll(row.span, sold=people, with_managers=True)
    done = read_figures(roll, row.span, as_of=row.digest_at, with_cadence=False)
    reports = _freeze(row, roll, done)
    found = without_idle(done, Figures())
    send_digests(_open_digests(row, found), found, reports, row, at=at)
    is_first = not _was_sent_before(row)
    audit.record("reports.digests_sent", actor=None, at=at, target=row, changes={"day": (None, row.day)})
    if is_first and at - row.digest_at <= TOLD_WITHIN:
        robots.announce(DIGESTED, at=at)
    return _done(row, "sent_at", at)


def _freeze(day: ReportDay, roll: Roll, found: dict[Part, Figures]) -> dict[int, DailyReport]:
    rows, moved = list(day.reports.select_related("person")), roll.whole(moved_only=True)
    totals = {pk: found[own[0]] for pk, own in roll.parts.items() if pk not in moved.parts}
    if moved.parts:
        totals |= read_totals(moved, day.span, as_of=day.digest_at, with_cadence=False)
    for row in rows:
        row.figures = to_stored(totals.get(row.person_id, Figures()))
    DailyReport.objects.bulk_update(rows, ["figures"])
    return {row.person_id: row for row in rows}


# ── inside ──────────────────────────────────────────────────────────────────
def _lock(pk: int) -> ReportDay:
    """The day before its reports and digests: the order in which every service locks."""
    return ReportDay.objects.select_for_update().get(pk=pk)


def _was_sent_before(day: ReportDay) -> bool:
    """By a clock that ran ahead: the trail remembers it."""
    rows = AuditEntry.objects.filter(target_type=day._meta.label_lower, target_id=str(day.pk))
    return rows.filter(verb="reports.digests_sent").exists()


def _done(row: ReportDay, field: str, at: datetime) -> int:
    setattr(row, field, at)
    row.save(update_fields=[field])
    return 1
