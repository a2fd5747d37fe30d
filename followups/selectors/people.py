"""Whose customers a person answers for on a day: their own, and those of people they stand in for (N9)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Absence, User


@dataclass(frozen=True)
class Charge:
    """`owner_ids`: whose rows stand on the person's page; `absence`: their own, when they are away."""

    owner_ids: frozenset[int]
    absence: Absence | None = None


def charge_of(person: Any, day: date) -> Charge:
    """Return whom `person` answers for on the company's day: owner, else stand-in, else the team's manager.

    At most two queries; the same answer as `accounts.scoping.responsible_for`, for all owners at once.
    """
    absences = {
        row.user_id: row
        for row in Absence.objects.on(day).select_related("user__team", "stand_in").order_by("-pk")
    }
    stood_in_for = {user_id for user_id, row in absences.items() if _answers(row, absences) == person.pk}
    own = absences.get(person.pk)
    mine = {person.pk} if own is None or _answers(own, absences) is None else set()
    return Charge(frozenset(mine | stood_in_for | _frozen_of(person)), own)


def _answers(absence: Absence, absences: dict[int, Absence]) -> int | None:
    stand_in = absence.stand_in
    if stand_in is not None and not stand_in.is_frozen and stand_in.pk not in absences:
        return stand_in.pk
    return absence.user.team.manager_id if absence.user.team else None


def _frozen_of(person: Any) -> set[int]:
    """Until the handover the manager stands in for the frozen (rules.md §6)."""
    if not person.is_manager:
        return set()
    frozen = User.objects.filter(team__manager=person, frozen_at__isnull=False)
    return set(frozen.values_list("pk", flat=True))
