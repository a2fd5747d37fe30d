"""Who was where, and who was responsible for whom (§6; N9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from .calendar import end_of
from .world import Absence, Customer, Person, World

LAST_INSTANT = timedelta(microseconds=1)


def team_at(person: Person, moment: datetime) -> str:
    """The team that the person belongs to at that moment."""
    team = person.team_id
    for moved_at, new_team in sorted(person.team_moves):
        if moved_at <= moment:
            team = new_team
    return team


def manager_at(world: World, person: Person, moment: datetime) -> str:
    """The manager of the person's team at that moment."""
    return world.team_of_id[team_at(person, moment)].manager_id


def absence_on(person: Person, day: date) -> Absence | None:
    """The absence that covers the day (whole days, N9)."""
    for absence in person.absences:
        if absence.first_day <= day <= absence.last_day:
            return absence
    return None


def is_active_at(person: Person, moment: datetime) -> bool:
    """Joined, and not frozen ("freezing takes effect at once", §6)."""
    if moment < person.joined_at:
        return False
    return person.frozen_at is None or moment < person.frozen_at


def owner_at(customer: Customer, moment: datetime) -> str | None:
    """The owner at that moment; None before the entry and in the pool."""
    for owner, since, until in customer.owner_spans:
        if since <= moment and (until is None or moment < until):
            return owner
    return None


def grade_at(customer: Customer, moment: datetime) -> str:
    """The grade then.  Before the first one is known, the first one (CHOICES 12)."""
    for grade, since, until in customer.grade_spans:
        if since <= moment and (until is None or moment < until):
            return grade
    return customer.grade_spans[0][0]


def is_gone_at(customer: Customer, moment: datetime) -> bool:
    """Stage lost, or merged into another (N10)."""
    is_lost = customer.lost_at is not None and customer.lost_at <= moment
    is_merged = customer.merged_at is not None and customer.merged_at <= moment
    return is_lost or is_merged


@cache
def responsible_at(world: World, customer_id: str, moment: datetime) -> str | None:
    """Who is responsible for the customer at that moment (N9).

    The owner; the stand-in on a day of the owner's absence; the manager when the stand-in is away
    too (or left), and from the owner's freezing until the handover.
    """
    owner_id = owner_at(world.customer_of_id[customer_id], moment)
    if owner_id is None:
        return None
    owner = world.person_of_id[owner_id]
    manager_id = manager_at(world, owner, moment)
    if owner.frozen_at is not None and owner.frozen_at <= moment:
        return manager_id
    absence = absence_on(owner, moment.date())
    if absence is None:
        return owner_id
    if absence.stand_in_id is None:
        return manager_id
    stand_in = world.person_of_id[absence.stand_in_id]
    if absence_on(stand_in, moment.date()) is not None or not is_active_at(stand_in, moment):
        return manager_id
    return stand_in.id


def responsible_on(world: World, customer_id: str, day: date) -> str | None:
    """Who is responsible on a day: who is so at its end.

    The day of a handover is the new owner's: "A customer handed over [on Thursday]: three working
    days each" (Compliance, "new owner on Thursday").
    """
    return responsible_at(world, customer_id, end_of(day) - LAST_INSTANT)


def grade_on(customer: Customer, day: date) -> str | None:
    """The grade of a day: the one at its end; None before the entry and once lost or merged.

    The day of a change is the new grade's: "C → B on Fri 27 Nov: 3 of 25 working days".
    """
    moment = end_of(day) - LAST_INSTANT
    if moment < customer.created_at or is_gone_at(customer, moment):
        return None
    return grade_at(customer, moment)
