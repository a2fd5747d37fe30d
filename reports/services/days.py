"""The working day at work: it begins, its reports wait from the late afternoon on, the digests go to the boss (S135, S136).

Like the weekly timetable, each step of a day is done once, whoever comes first: its row is locked, and what was done is
written on it in the same transaction. A step that comes late writes what one in time would have written.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from core import audit, robots
from core.locks import lock_name
from core.work_days import current_calendar
from reports.domain.days import workday_of
from reports.domain.figures import Figures, to_stored
from reports.models import DailyReport, DayDigest, ReportDay
from reports.policies import days_policy
from reports.robot_topics import ASKED, DIGESTED
from reports.selectors.figures import read_figures, read_totals
from reports.selectors.roll import Part, Roll, managers_at, read_owing, read_roll
from reports.services.digests import TOLD_WITHIN, send_digests

LOCK = "reports.days"
# After long dead times the days are made up for in order, so many a run.
MOST_AT_ONCE = 31


def keep_days(*, at: datetime) -> dict[str, int]:
    """Do every step whose hour has come: begin the day, let its reports wait, send the digests. Returns how often each.

    May run twice, late, or on two workers at once.
    """
    return {
        "begun": begin_due(at=at),
        "asked": sum(_ask(pk, at) for pk in _waiting("asked_at", "ask_at", at)),
        "sent": sum(_send(pk, at) for pk in _waiting("sent_at", "digest_at", at)),
    }


def _waiting(done: str, wanted: str, at: datetime) -> list[int]:
    rows = ReportDay.objects.filter(**{f"{done}__isnull": True, f"{wanted}__lte": at})
    return list(rows.order_by("day").values_list("pk", flat=True))


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
    """From the late afternoon on the reports wait on Today, and the manager's digest for remarks."""
    row = _lock(pk)
    if row.asked_at is not None:
        return 0
    _settle_owing(row)
    _open_digests(row, read_roll(row.span))
    if current_calendar().day_of(at) == row.day:
        robots.announce(ASKED, at=at)
    return _done(row, "asked_at", at)


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


def _open_digests(day: ReportDay, roll: Roll) -> list[DayDigest]:
    """One for each manager with people in the day, and one for those whom nobody leads."""
    there = {row.manager_id: row for row in day.digests.select_for_update(of=("self",)).order_by("pk")}
    managers = {part.manager.pk if part.manager else None: part.manager for part in _parts_of(roll)}
    DayDigest.objects.bulk_create(
        DayDigest(day=day, manager=manager) for pk, manager in managers.items() if pk not in there
    )
    return list(day.digests.select_related("manager").order_by("pk"))


def _parts_of(roll: Roll) -> Iterable[Part]:
    return (part for own in roll.parts.values() for part in own)


# ── send ────────────────────────────────────────────────────────────────────
@transaction.atomic
def _send(pk: int, at: datetime) -> int:
    """Freeze the day's figures, and send the digests to the boss."""
    row = _lock(pk)
    if row.sent_at is not None or row.asked_at is None:
        return 0
    _settle_owing(row)
    roll = read_roll(row.span, and_people=list(row.reports.values_list("person_id", flat=True)))
    found = read_figures(roll, row.span, as_of=row.digest_at, with_cadence=False)
    reports = _freeze(row, roll, found)
    send_digests(_open_digests(row, roll), list(_parts_of(roll)), found, reports, row, at=at)
    audit.record("reports.digests_sent", actor=None, at=at, target=row, changes={"day": (None, row.day)})
    if at - row.digest_at <= TOLD_WITHIN:
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


def _done(row: ReportDay, field: str, at: datetime) -> int:
    setattr(row, field, at)
    row.save(update_fields=[field])
    return 1
