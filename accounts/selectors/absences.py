"""Reads of leave and trips: one's own, what waits for one's decision, who is away when, who can stand in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from accounts.domain.absences import WAITING, Span, approvers
from accounts.models import Absence, AbsenceQuerySet, User, UserQuerySet
from accounts.policies import absence_policy
from accounts.scoping import away_on, leads
from core.work_days import current_calendar

OWN_SHOWN = 30
WEEK = timedelta(days=7)
WEEKS_SHOWN = 2
LOADED = ("user__team__manager", "stand_in", "decided_by", "commented_by")


def stand_ins_for(person: User) -> UserQuerySet:
    """Return who can stand in for `person`: everybody else who may sign in and sells or leads."""
    people: UserQuerySet = User.objects.active().exclude(pk=person.pk)
    return people.filter(Q(is_salesperson=True) | Q(is_manager=True)).order_by("name", "pk")


def owes_stand_in(person: User) -> bool:
    """Whether somebody has to be named: for who holds buyers, as long as there is anybody else (S35, S124, rules.md §7)."""
    return (person.is_salesperson or person.is_manager) and stand_ins_for(person).exists()


def approvers_of(person: User) -> frozenset[int]:
    """Return who decides on a request of `person`; nobody: it holds at once. `person` is loaded with its team's manager."""
    return _approvers(person, _bosses().values_list("pk", flat=True))


def _bosses() -> UserQuerySet:
    bosses: UserQuerySet = User.objects.active().filter(is_boss=True)
    return bosses


def _approvers(person: User, bosses: Iterable[int]) -> frozenset[int]:
    return approvers(
        person.pk, is_boss=person.is_boss, policy=absence_policy(), bosses=frozenset(bosses), manager=_active_manager_of(person)
    )  # fmt: skip


def _active_manager_of(person: User) -> int | None:
    manager = person.team.manager if person.team else None
    is_there = manager is not None and manager.is_active and not manager.is_frozen and manager.is_manager
    return manager.pk if manager is not None and is_there else None


def read_waiting(user: User, today: date) -> list[Absence]:
    """Return the requests that `user` decides and that still can be approved, the nearest first. One query."""
    asked = _with_a_boss(Absence.objects.visible_to(user).filter(_is_asked(today)))
    return _decided_by(user, asked.select_related(*LOADED).order_by("starts_on", "pk"))


def _is_asked(today: date) -> Q:
    return Q(state=WAITING, ends_on__gte=today, user__frozen_at=None)


def _with_a_boss(rows: AbsenceQuerySet) -> AbsenceQuerySet:
    """Add `a_boss`: one who is not the absent person, None where there is no other."""
    return rows.annotate(
        a_boss=Subquery(_bosses().exclude(pk=OuterRef("user")).order_by("pk").values("pk")[:1])
    )


def _decided_by(user: User, asked: Iterable[Any]) -> list[Absence]:
    """Whether `user` decides depends on there being a boss, not on how many: one of them stands for all."""
    own = {user.pk} if user.is_boss else set()
    return [
        row
        for row in asked
        if row.user_id != user.pk and user.pk in _approvers(row.user, own | ({row.a_boss} - {None}))
    ]


def read_own(user: User) -> list[Absence]:
    """Return one's own requests, the latest first."""
    rows = Absence.objects.filter(user=user).select_related(*LOADED)
    return list(rows.order_by("-starts_on", "-pk")[:OWN_SHOWN])


def read_standing_in(user: User, today: date) -> list[Absence]:
    """Return for whom `user` stands in, from today on; what still waits for a decision is among it."""
    rows = Absence.objects.filter(
        stand_in=user, ends_on__gte=today, state__in=(WAITING, Absence.State.APPROVED)
    )
    return list(
        rows.exclude(user__frozen_at__isnull=False).select_related(*LOADED).order_by("starts_on", "pk")
    )


@dataclass
class AwayDay:
    """A day of the overview, with the absences that fall on it."""

    on: date
    is_working: bool
    is_today: bool
    rows: list[Absence] = field(default_factory=list)


@dataclass(frozen=True)
class Overview:
    """Two weeks of who is away, as far as the reader sees it; what waits for a decision is among it."""

    monday: date
    weeks: list[list[AwayDay]]

    @property
    def last(self) -> date:
        return self.weeks[-1][-1].on

    @property
    def previous(self) -> date:
        return self.monday - WEEK

    @property
    def following(self) -> date:
        return self.monday + WEEK

    @property
    def is_empty(self) -> bool:
        return not any(day.rows for week in self.weeks for day in week)


def read_overview(user: User, monday: date, today: date) -> Overview:
    """Return the two weeks from `monday` on. One query."""
    calendar = current_calendar()
    days = [monday + timedelta(days=number) for number in range(7 * WEEKS_SHOWN)]
    rows = (
        Absence.objects.visible_to(user)
        .filter(Q(state=WAITING) | Q(pk__in=Absence.objects.holding().values("pk")))
        .within(days[0], days[-1])
        .select_related("user", "stand_in")
        .order_by("user__name", "starts_on", "pk")
    )
    found = list(rows)
    shown = [
        AwayDay(
            day, calendar.is_working_day(day), day == today,
            [row for row in found if row.starts_on <= day <= row.ends_on],
        )
        for day in days
    ]  # fmt: skip
    return Overview(monday, [shown[start : start + 7] for start in range(0, len(shown), 7)])


def days_away_of(person: User | None, span: Span) -> list[Absence]:
    """Return when `person`, named as a stand-in, is away within these days or has asked to be (N9: the manager answers)."""
    if person is None:
        return []
    states = (Absence.State.REQUESTED, Absence.State.APPROVED)
    rows = Absence.objects.filter(user=person, state__in=states).within(span.first, span.last)
    return list(rows.order_by("starts_on", "pk"))


def overlapping(person: User, span: Span) -> Absence | None:
    """Return an absence of `person` that holds or waits and shares a day with these."""
    rows = Absence.objects.filter(
        Q(state=WAITING) | Q(pk__in=Absence.objects.holding().values("pk")), user=person
    )
    return rows.within(span.first, span.last).order_by("starts_on", "pk").first()


@dataclass(frozen=True)
class TodayAbsences:
    """What Today says of absences: for whom one stands in, who of one's people is away, how many requests wait for one."""

    standing_in: list[Absence] = field(default_factory=list)
    away: list[Absence] = field(default_factory=list)
    waiting: int = 0


def read_today_absences(user: User, today: date) -> TodayAbsences:
    """Return it for `user`'s own Today; one query, and only where there is something to tell."""
    away = away_on(today)
    leads_any = user.is_manager or user.is_boss
    if not leads_any and not away.answered_by(user.pk) - {user.pk}:
        return TodayAbsences()
    told = Q(pk__in=Absence.objects.on(today).values("pk"))
    rows = Absence.objects.visible_to(user).filter(told | _is_asked(today) if leads_any else told)
    found = list(_with_a_boss(rows).select_related(*LOADED).order_by("user__name", "pk"))
    held = [row for row in found if row.holds and row.user_id != user.pk]
    return TodayAbsences(
        standing_in=[
            row for row in held if row.stand_in_id == user.pk and away.answering_for(row.user_id) == user.pk
        ],
        away=[row for row in held if user.is_boss or leads(user, row.user)],
        waiting=len(_decided_by(user, (row for row in found if not row.holds))),
    )
