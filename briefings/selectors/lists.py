"""Briefings and rulings as lists."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from briefings.domain.timetable import next_slot
from briefings.models import Attendance, Briefing, BriefingState, Ruling, RulingState
from briefings.policies import briefing_policy
from core.capabilities import Can
from core.work_days import current_calendar

PAST, PAGE = 20, 50
NOTED_WITHIN = timedelta(days=7)
SHOWS = ("mine", "open", "closed")


@dataclass(frozen=True)
class BriefingPage:
    """A page of briefings; `next` and `previous` are where the pages beside it start, None where there is none."""

    rows: list[Briefing]
    previous: int | None
    next: int | None


def read_briefings(user: Any, skip: int = 0) -> BriefingPage:
    """Return those to come, the nearest first, then the last ones, the newest first, each with who was there. Two queries.

    One that was joined with another, or does not take place, stands among them and says so.
    """
    people = Prefetch("attendance", Attendance.objects.select_related("person"))
    rows = Briefing.objects.visible_to(user).prefetch_related(people).order_by("-starts_at")
    found = list(rows[skip : skip + PAST + 1])
    shown = found[:PAST]
    coming = [row for row in shown if not row.is_closed]
    ordered = [*reversed(coming), *(row for row in shown if row.is_closed)]
    return BriefingPage(
        ordered, max(0, skip - PAST) if skip else None, skip + PAST if len(found) > PAST else None
    )


def next_to_compile(user: Any, at: datetime) -> Briefing | None:
    """Return the briefing into which a point goes now: the next one that is not over."""
    rows = Briefing.objects.visible_to(user).planned().filter(ends_at__gt=at)
    return rows.order_by("starts_at").first()


def day_to_tell(user: Any, today: date) -> date | None:
    """Return the day of the first briefing after today, in which what came of a ruling is told; None while none is near.

    One that was moved stands on its new day; what is not planned yet follows the timetable. One statement.
    """
    return planned_or_slot(_days_after(user, today).first(), today)


def next_day_column(user: Any, today: date) -> Subquery:
    """Return the day of the first planned briefing after today, as a column of the statement that loads another one."""
    return Subquery(_days_after(user, today)[:1])


def planned_or_slot(day: date | None, today: date) -> date | None:
    """Return that day, or if none is planned the timetable's; None while none is near. No query."""
    slot = None if day else next_slot(today, briefing_policy(), current_calendar())
    return day or (slot.day if slot else None)


def _days_after(user: Any, today: date) -> "QuerySet[Briefing, date]":
    rows = Briefing.objects.visible_to(user).standing().filter(day__gt=today).order_by("day")
    return rows.values_list("day", flat=True)


def read_next(user: Any, today: date) -> Briefing | None:
    """Return the next briefing, or while none is planned the last one, with the rulings: `open_rulings`, `late_rulings`.

    One statement; None while there is no briefing at all.
    """
    is_late = Q(state=RulingState.OPEN, due_on__lt=today)
    rulings = Ruling.objects.visible_to(user).unclosed()
    to_come = Case(When(state=BriefingState.PLANNED, then=F("starts_at")))
    rows = Briefing.objects.visible_to(user).standing()
    rows = rows.annotate(open_rulings=_count_of(rulings), late_rulings=_count_of(rulings.filter(is_late)))
    return rows.order_by(to_come.asc(nulls_last=True), "-starts_at").first()


def _count_of(rows: "QuerySet[Ruling]") -> Coalesce:
    one = rows.order_by().annotate(every=Value(1)).values("every")
    return Coalesce(Subquery(one.annotate(number=Count("pk")).values("number")), 0)


def unattended(user: Any, at: datetime) -> "QuerySet[Briefing]":
    """Return the briefings that began in the last week and of which nobody noted who was there, the oldest first."""
    rows = Briefing.objects.visible_to(user).standing().filter(starts_at__range=(at - NOTED_WITHIN, at))
    return rows.filter(~Exists(Attendance.objects.filter(briefing=OuterRef("pk")))).order_by("starts_at")


@dataclass(frozen=True)
class RulingPage:
    """A page of rulings; `next` and `previous` are where the pages beside it start, None where there is none."""

    show: str
    rows: list[Ruling]
    previous: int | None
    next: int | None


def read_rulings(user: Any, show: str, skip: int) -> RulingPage:
    """Read what is `mine` to do, what is `open`, or what is `closed`, as far as `user` sees it."""
    leads = user.can(Can.READ_BRIEFINGS)
    show = show if show in SHOWS and (leads or show != "open") else "open" if leads else "mine"
    rows = _narrow(Ruling.objects.visible_to(user), user, show)
    found = list(rows.select_related("person__team", "customer", "given_by", "point")[skip : skip + PAGE + 1])
    return RulingPage(
        show, found[:PAGE], max(0, skip - PAGE) if skip else None, skip + PAGE if len(found) > PAGE else None
    )


def _narrow(rows: "QuerySet[Ruling]", user: Any, show: str) -> "QuerySet[Ruling]":
    if show == "closed":
        return rows.filter(state=RulingState.CLOSED).order_by("-closed_at", "-pk")
    rows = rows.exclude(state=RulingState.CLOSED)
    rows = rows.filter(person=user) if show == "mine" else rows
    return rows.order_by("-state", F("due_on").asc(nulls_last=True), "given_at", "pk")


def find_ruling(user: Any, kind: str, subject: int) -> Ruling | None:
    """Return the ruling on this record as far as `user` sees it; None while there is none."""
    return Ruling.objects.visible_to(user).filter(kind=kind, subject=str(subject)).order_by("pk").first()


def rulings_to_do(viewer: Any, person: Any, limit: int) -> "QuerySet[Ruling]":
    """Return the rulings that wait for `person`, the soonest due first, as far as `viewer` sees them."""
    rows = Ruling.objects.visible_to(viewer).filter(person=person, state=RulingState.OPEN)
    return rows.select_related("given_by").order_by(F("due_on").asc(nulls_last=True), "given_at", "pk")[
        :limit
    ]
