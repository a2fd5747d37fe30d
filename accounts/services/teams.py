"""Teams: new ones, their names, who leads them and who is in them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from accounts.events import LeaderChanged, TeamChanged
from accounts.models import Team, User
from accounts.permissions import manages_teams
from accounts.services.people import _lock
from core import audit
from core.events import publish
from core.forms_once import claim_form, finish_form


class TeamNameTaken(ValueError):
    """Another team has this name."""


@transaction.atomic
def create_team(
    *,
    actor: User,
    name: str,
    manager: User | None,
    people: Collection[User],
    form_token: str = "",
    at: datetime,
) -> Team:
    """Make a team and put `people` into it. Raises TeamNameTaken, and AlreadySubmitted for the second of two clicks."""
    claim = claim_form(form_token, user=actor, at=at)
    _require(actor)
    _check_name(name)
    team = Team.objects.create(name=name, manager=manager)
    audit.record("accounts.team_created", actor=actor, at=at, target=team, changes=_changes(None, team))
    _move(people, team, actor=actor, at=at)
    finish_form(claim, reverse("accounts:teams"))
    return team


@transaction.atomic
def change_team(
    *,
    actor: User,
    team: Team,
    name: str,
    manager: User | None,
    added: Collection[User] = (),
    removed: Collection[User] = (),
    at: datetime,
) -> Team:
    """Rename a team, give it another manager, put people into it or out of it.

    The new manager sees the team's customers on the next request, the former one no longer (trust.md S3). Who joined
    or left meanwhile stays so: only `added` and `removed` are touched. Raises TeamNameTaken.
    """
    _require(actor)
    team = Team.objects.select_for_update(of=("self",)).select_related("manager").get(pk=team.pk)
    _check_name(name, besides=team)
    before = Team(name=team.name, manager=team.manager)
    team.name, team.manager = name, manager
    team.save()
    changes = _changes(before, team)
    if changes:
        audit.record("accounts.team_changed", actor=actor, at=at, target=team, changes=changes)
    if before.manager != team.manager:
        left, leads = (one.pk if one else None for one in (before.manager, team.manager))
        publish(LeaderChanged(team.pk, left, leads, at))
    _move(added, team, actor=actor, at=at)
    still_there = User.objects.filter(pk__in=[person.pk for person in removed], team=team)
    _move(list(still_there), None, actor=actor, at=at)
    return team


def _require(actor: User) -> None:
    """Lock the accounts; raise PermissionDenied when `actor` is no admin any more."""
    if not manages_teams(_lock(actor, actor)):
        raise PermissionDenied


def _check_name(name: str, besides: Team | None = None) -> None:
    same = Team.objects.filter(name=name)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise TeamNameTaken(name)


def _changes(before: Team | None, after: Team) -> dict[str, tuple[Any, Any]]:
    return audit.changes_between(*(_told(team) if team else {} for team in (before, after)))


def _told(team: Team) -> dict[str, str]:
    return {"name": team.name, "manager": team.manager.full_name if team.manager else ""}


def _move(people: Collection[User], team: Team | None, *, actor: User, at: datetime) -> None:
    """Put people into the team (None: out of theirs); each one's account tells it."""
    rows = User.objects.filter(pk__in=[person.pk for person in people]).select_related("team")
    moved = [person for person in rows if person.team_id != (team.pk if team else None)]
    changed = [
        (person, {"team": (person.team.name if person.team else "", team.name if team else "")})
        for person in moved
    ]
    User.objects.filter(pk__in=[person.pk for person in moved]).update(team=team)
    audit.record_each("accounts.changed", actor=actor, at=at, changed=changed)
    for person in moved:
        publish(TeamChanged(person.pk, person.team_id, team.pk if team else None, at))
