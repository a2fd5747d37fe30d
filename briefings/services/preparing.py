"""Preparing a briefing: moved to another day, who was there, that the boss has looked (S109, S12)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from briefings.domain.steps import STEPS
from briefings.models import Attendance, Briefing, BriefingState
from briefings.permissions import can_move, can_note_attendance
from briefings.services.refusals import BriefingRefused
from briefings.services.timetable import LOCK, managers_who_brief, put_on, step_of
from core import audit
from core.capabilities import Can
from core.locks import lock_name
from core.notices import notify
from core.work_days import current_calendar

FURTHEST = timedelta(days=14)


@transaction.atomic
def move_briefing(
    *, actor: User, briefing: Briefing, day: date, starts_at: time, reason: str, at: datetime
) -> Briefing:
    """Move one that is to come to a working day at that time of the company's clock, as long as before; all are told.

    Onto the day of another one they become one (N19); returns the one that stands. Raises PermissionDenied, and
    BriefingRefused("no_reason", "day_off", "in_past", "too_far", "is_over": that of the day has been).
    """
    lock_name(LOCK)
    row = _lock(briefing)
    if not can_move(actor, row):
        raise PermissionDenied
    calendar = current_calendar()
    new_start = calendar.instant_of(day, starts_at)
    _check_move(row, day, new_start, reason, at)
    row.moved_at, row.moved_by, row.moved_why = at, actor, reason.strip()
    put_on(row, new_start, new_start + (row.ends_at - row.starts_at), actor=actor, at=at)
    standing = row.joined_into or row
    local = calendar.local(standing.starts_at)
    bosses = User.objects.active().filter(is_boss=True).values_list("pk", flat=True)
    notify(
        {*bosses, *managers_who_brief()} - {actor.pk}, key=f"briefing-moved:{row.pk}:{at.isoformat()}", at=at,
        message=gettext_noop("%(person)s moved the briefing to %(time)s: %(reason)s"), url=standing.get_absolute_url(),
        values={"person": actor.full_name, "time": f"{local:%m-%d %H:%M}", "reason": row.moved_why}, about=standing,
    )  # fmt: skip
    return standing


def _check_move(row: Briefing, day: date, new_start: datetime, reason: str, at: datetime) -> None:
    if not reason.strip():
        raise BriefingRefused("reason", "no_reason")
    if new_start <= at:
        raise BriefingRefused("day", "in_past")
    if abs(day - row.slot) > FURTHEST:
        raise BriefingRefused("day", "too_far")
    if not current_calendar().is_working_day(day):
        raise BriefingRefused("day", "day_off")
    on_day = Briefing.objects.standing().filter(day=day).exclude(pk=row.pk)  # scope: of everybody
    if on_day.exclude(state=BriefingState.PLANNED).exists():
        raise BriefingRefused("day", "is_over")


@transaction.atomic
def note_attendance(*, actor: User, briefing: Briefing, people: Collection[User], at: datetime) -> Briefing:
    """Note who was there, in place of what was noted; from the day of the briefing on. It was held if anybody was.

    Raises PermissionDenied, and BriefingRefused("too_early").
    """
    row = _lock(briefing)
    if not can_note_attendance(actor, row):
        raise PermissionDenied
    if current_calendar().day_of(at) < row.day:
        raise BriefingRefused("people", "too_early")
    before = set(row.attendance.values_list("person", flat=True))
    wanted = {person.pk for person in people}
    if before == wanted:
        return row
    row.attendance.exclude(person__in=wanted).delete()
    Attendance.objects.bulk_create(Attendance(briefing=row, person_id=pk) for pk in sorted(wanted - before))
    if row.is_closed:
        row.state = STEPS.after(row.state, step_of(row)).value
        row.save(update_fields=["state"])
    audit.record(
        "briefings.attended", actor=actor, at=at, target=row, changes={"attended": (len(before), len(wanted))}
    )
    return row


def note_boss_read(*, actor: User, briefing: Briefing, at: datetime) -> None:
    """Mark that the boss has looked, the first time from its start on (S12); others' looking marks nothing."""
    if not actor.can(Can.RULE) or briefing.read_at is not None or at < briefing.starts_at:
        return
    unread = Briefing.objects.standing().filter(pk=briefing.pk, read_at=None)  # scope: of everybody
    if not unread.update(read_at=at):
        return
    briefing.read_at = at


def _lock(briefing: Briefing) -> Briefing:
    return Briefing.objects.select_for_update().get(pk=briefing.pk)
