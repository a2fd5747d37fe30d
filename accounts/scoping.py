"""Which rows may this person see? The only place that knows how roles, teams and stand-ins become a filter."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Absence, User
from core.request_context import once, today

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Scope:
    """The owners whose rows a person sees. `sees_all` needs no list; `sees_pool` adds rows without an owner."""

    people: frozenset[int]
    sees_all: bool = False
    sees_pool: bool = False

    def covers(self, owner_id: int | None) -> bool:
        """Whether a row of this owner (None: nobody's) is inside the scope."""
        return self.sees_all or (self.sees_pool if owner_id is None else owner_id in self.people)


NOTHING = Scope(frozenset())


def scope_of(user: Any, at: datetime | None = None) -> Scope:
    """Return what `user` sees on the company's day of `at` (default: today). One query per request.

    Salesperson: own rows and those of the people one stands in for that day. Manager: also the teams' and the pool.
    Boss: all. Everyone else, a frozen or anonymous person: nothing (rules.md §6, permissions.md).
    """
    if not isinstance(user, User) or user.is_frozen or not user.is_active:
        return NOTHING
    day = timezone.localdate(at) if at else today()
    return once(("scope", user.pk, day), lambda: _work_out_scope(user, day))


def _work_out_scope(user: User, day: date) -> Scope:
    if user.is_boss:
        return Scope(frozenset(), sees_all=True, sees_pool=True)
    if not (user.is_salesperson or user.is_manager):
        return NOTHING
    seen = Q(pk__in=Absence.objects.on(day).filter(stand_in=user).values("user_id"))
    if user.is_manager:
        seen |= Q(team__manager=user)
    people = frozenset(User.objects.filter(seen).values_list("pk", flat=True)) | {user.pk}
    return Scope(people, sees_pool=user.is_manager or pool_is_open())


def pool_is_open() -> bool:
    """Whether the open pool (公海) is switched on; off until the company sets it (rules.md §6, §10)."""
    from core import policy

    return bool(policy.stored_values().get("customers.pool", {}).get("is_on", False))


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that knows its owner. Apps name the path in `owner_path`; everything else stands here."""

    owner_path = "owner"

    def visible_to(self, user: Any) -> Self:
        """Narrow to the rows `user` may see now. Lists, searches, counts, choices and files all start here."""
        return self.in_scope(scope_of(user))

    def in_scope(self, scope: Scope) -> Self:
        """Narrow to `scope`."""
        if scope.sees_all:
            return self.all()
        owned = Q(**{f"{self.owner_path}__in": scope.people})
        if scope.sees_pool:
            owned |= Q(**{f"{self.owner_path}__isnull": True})
        return self.filter(owned) if scope.people or scope.sees_pool else self.none()


def colleagues_of(user: Any) -> models.QuerySet[User]:
    """Return the people whose rows `user` sees and who can own customers: the choices of "owner" filters and forms."""
    scope = scope_of(user)
    people = User.objects.active().filter(is_salesperson=True)
    return people if scope.sees_all else people.filter(pk__in=scope.people)


def responsible_for(owner: User | None, day: date) -> User | None:
    """Return who is responsible on `day`: the owner, else the stand-in, else the team's manager (N9)."""
    if owner is None:
        return None
    absence = Absence.objects.on(day).filter(user=owner).select_related("stand_in").first()
    if absence is None and not owner.is_frozen:
        return owner
    stand_in = absence.stand_in if absence else None
    if stand_in and not stand_in.is_frozen and not Absence.objects.on(day).filter(user=stand_in).exists():
        return stand_in
    return owner.team.manager if owner.team else None


__all__ = [
    "NOTHING",
    "Scope",
    "ScopedQuerySet",
    "colleagues_of",
    "pool_is_open",
    "responsible_for",
    "scope_of",
]
