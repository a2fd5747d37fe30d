"""Whose customers a person answers for: their own, and those of people they stand in for (N9).

The rule is `accounts.domain.answering_for`; here it is asked for all owners at once, on one day or on each of many.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.domain import answering_for
from accounts.models import Absence, User
from accounts.scoping import away_on, gone_of
from core.domain.work_calendar import ONE_DAY
from followups.selectors.due_inputs import Rules


@dataclass(frozen=True)
class Charge:
    """`owner_ids`: whose rows stand on the person's page; `absence`: their own, when they are away."""

    owner_ids: frozenset[int]
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends included."""

    from_on: date
    until_on: date


def charge_of(person: Any, day: date) -> Charge:
    """Return whom `person` answers for on the company's day: owner, else stand-in, else the team's manager.

    At most three queries; the same answer as `accounts.scoping.responsible_for`, for all owners at once.
    """
    gone = gone_of(person, day) if person.is_manager else frozenset()
    away = away_on(day).with_frozen(gone, person.pk)
    return Charge(
        away.answered_by(person.pk), _absence_of(person, day) if person.pk in away.absences else None
    )


def _absence_of(person: Any, day: date) -> Absence | None:
    """Of two at once the older entry counts."""
    return Absence.objects.on(day).filter(user=person).select_related("stand_in").order_by("pk").first()


def days_in_charge(person: Any, from_on: date, until_on: date, rules: Rules) -> dict[int, list[Days]]:
    """Return, by owner, the days from `from_on` to `until_on` on which `person` answered for the owner's customers.

    The day of a freezing is the manager's already, as the day of a handover is the new owner's. Two queries.
    """
    return days_in_charge_of([person], from_on, until_on, rules)[person.pk]


def days_in_charge_of(
    people: Iterable[Any], from_on: date, until_on: date, rules: Rules
) -> dict[int, dict[int, list[Days]]]:
    """Return `days_in_charge` of each of `people`, by their id. Two queries however many they are."""
    rows = list(
        Absence.objects.holding()
        .within(from_on, until_on)
        .order_by("-pk")
        .values_list("user_id", "stand_in_id", "starts_on", "ends_on")
    )
    staff = list(User.objects.values_list("pk", "team__manager_id", "frozen_at"))
    managers = {pk: manager_id for pk, manager_id, _frozen_at in staff}
    frozen_on = {pk: rules.calendar.day_of(frozen_at) for pk, _manager_id, frozen_at in staff if frozen_at}
    changing = {user_id for user_id, *_rest in rows} | set(frozen_on)
    charge: dict[int, dict[int, list[Days]]] = {
        person.pk: {} if person.pk in changing else {person.pk: [Days(from_on, until_on)]}
        for person in people
    }
    days: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in _days(from_on, until_on):
        absences = {user_id: stand_in for user_id, stand_in, first, last in rows if first <= day <= last}
        gone = {pk for pk, since in frozen_on.items() if since <= day}
        for owner in sorted(changing):
            answering = answering_for(owner, manager=managers[owner], absences=absences, gone=gone)
            if answering in charge:
                days[answering, owner].append(day)
    for (answering, owner), held in days.items():
        charge[answering][owner] = _to_stretches(held)
    return charge


def _days(from_on: date, until_on: date) -> Iterator[date]:
    while from_on <= until_on:
        yield from_on
        from_on += ONE_DAY


def _to_stretches(days: list[date]) -> list[Days]:
    found = [Days(days[0], days[0])]
    for day in days[1:]:
        last = found[-1]
        if last.until_on == day - ONE_DAY:
            found[-1] = Days(last.from_on, day)
        else:
            found.append(Days(day, day))
    return found
