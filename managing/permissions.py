"""May this person set this target, or judge the plan? On loaded objects (permissions.md)."""

from typing import Any

from accounts.models import Team, User
from accounts.permissions import Can, can
from accounts.scoping import leads


def can_set_target_of(user: Any, person: User | None, team: Team | None) -> bool:
    """The boss of everybody and the company, a manager of who is in the teams that they lead, and of these teams."""
    if not can(user, Can.SET_TARGETS):
        return False
    if user.is_boss:
        return person is None or not person.is_frozen
    if person is not None:
        return not person.is_frozen and leads(user, person)
    return team is not None and team.manager_id == user.pk


def can_change_target(user: Any, target: Any) -> bool:
    """Set `target` (loaded with `set_by`) otherwise, or take it back: what a boss set, only a boss changes."""
    is_of_boss = target.goal is not None and target.set_by.is_boss
    return can_set_target_of(user, target.person, target.team) and (user.is_boss or not is_of_boss)


def can_start_plan(user: Any) -> bool:
    """When the plan begins is the boss's word."""
    return bool(user.is_boss) and not user.is_frozen


def can_note_milestone(user: Any) -> bool:
    """Goals and evidence: manager and boss."""
    return can(user, Can.SET_TARGETS)
