"""Who may see a customer now, and why: each app that opens a way in says so here (permissions.md)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Absence, User
from accounts.scoping import away_on, pool_is_open
from customers.models import Customer


@dataclass(frozen=True)
class WayIn:
    """Why somebody sees a customer; `until`: the last day on which they do, None while nothing changes."""

    person: User
    why: str
    until: date | None = None


Ways = Callable[[Customer, datetime], Iterable[WayIn]]
_ways: list[Ways] = []


def opens_customers(ways: Ways) -> Ways:
    """Decorator: these people see a customer, too. The app that widens `visible_to` registers it, in its `apps.ready()`."""
    if ways not in _ways:
        _ways.append(ways)
    return ways


def who_may_see(customer: Customer, *, at: datetime) -> list[WayIn]:
    """Return who sees `customer` (loaded with `owner__team__manager`) at `at`, each once, with the first reason there is."""
    found: dict[int, WayIn] = {}
    for ways in _ways:
        for way in ways(customer, at):
            if way.person.is_active and not way.person.is_frozen:
                found.setdefault(way.person.pk, way)
    return list(found.values())


@opens_customers
def by_ownership(customer: Customer, at: datetime) -> Iterable[WayIn]:
    """The owner, and who stands in for the owner."""
    owner = customer.owner
    if owner is None:
        return
    if owner.is_salesperson or owner.is_manager:
        yield WayIn(owner, _("Owner"))
    day = timezone.localdate(at)
    answering = away_on(day).answering_for(owner.pk)
    absence = Absence.objects.on(day).filter(user=owner).order_by("pk").select_related("stand_in").first()
    if absence is not None and absence.stand_in is not None and answering == absence.stand_in_id:
        yield WayIn(absence.stand_in, _("Stands in for the owner"), absence.ends_on)


@opens_customers
def by_leading(customer: Customer, _at: datetime) -> Iterable[WayIn]:
    """The team's manager and the boss; of what is nobody's every manager, and everybody who sells while the pool is open."""
    owner = customer.owner
    team = owner.team if owner is not None else None
    manager = team.manager if team is not None else None
    if manager is not None and manager.is_manager:
        yield WayIn(manager, _("Manager of the team"))
    people = User.objects.active()
    if owner is None:
        for person in people.filter(is_manager=True):
            yield WayIn(person, _("Managers see what is nobody's"))
    for person in people.filter(is_boss=True):
        yield WayIn(person, _("Boss"))
    if owner is None and pool_is_open():
        for person in people.filter(is_salesperson=True):
            yield WayIn(person, _("The open pool is for everybody who sells"))
