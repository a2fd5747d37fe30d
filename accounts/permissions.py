"""May this role do this kind of thing? The one table, role → capabilities (permissions.md).

Which rows a person sees is `accounts.scoping`; what may be done to one row are each app's predicates.
"""

from datetime import date

from accounts.domain.absences import Step
from accounts.models import Absence, Role, User
from accounts.selectors.absences import approvers_of
from core.capabilities import Can

_SELLING = {Can.WORK_WITH_CUSTOMERS, Can.READ_CATALOGUE, Can.READ_INQUIRIES, Can.IMPORT, Can.LEAVE}
_LEADING = {Can.REASSIGN, Can.SEE_UNASSIGNED, Can.ALLOW_DUPLICATE, Can.JUDGE_EXCEPTIONS}
_POLICY = {Can.READ_POLICY, Can.WRITE_POLICY}

CAPABILITIES: dict[Role, frozenset[Can]] = {
    Role.SALESPERSON: frozenset({Can.OWN_PAGES, *_SELLING}),
    Role.MANAGER: frozenset(
        {
            Can.OWN_PAGES,
            *_SELLING,
            *_LEADING,
            *_POLICY,
            Can.MANAGE_TEMPLATES,
            Can.SEE_HEALTH,
            Can.MANAGE_PEOPLE,
        }
    ),
    Role.BOSS: frozenset(
        {
            Can.OWN_PAGES,
            *_SELLING,
            *_LEADING,
            *_POLICY,
            Can.MANAGE_TEMPLATES,
            Can.SEE_HEALTH,
            Can.MANAGE_PEOPLE,
        }
    ),
    Role.ASSISTANT: frozenset(
        {
            Can.OWN_PAGES,
            Can.READ_CATALOGUE,
            Can.READ_POLICY,
            Can.READ_INQUIRIES,
            Can.SEE_UNASSIGNED,
            Can.MANAGE_TEMPLATES,
            Can.IMPORT,
        }
    ),
    Role.PRODUCTION: frozenset({Can.OWN_PAGES, Can.READ_CATALOGUE}),
    Role.ADMIN: frozenset({Can.OWN_PAGES, Can.SEE_HEALTH, Can.MANAGE_PEOPLE}),
    Role.ADVISER: frozenset({Can.OWN_PAGES}),
}


def can(user: User, capability: Can) -> bool:
    """Whether one of the person's roles has the capability; a frozen person has none."""
    return not user.is_frozen and any(capability in CAPABILITIES[role] for role in user.roles)


def opens_accounts(user: User) -> bool:
    """The admin opens any account, a manager those of salespeople in the teams that they lead."""
    return user.is_admin or user.is_manager


def can_change_account(user: User, person: User) -> bool:
    """Names, roles, team: the admin's."""
    return user.is_admin


def can_renew_invitation(user: User, person: User) -> bool:
    """A new link for the password: the admin's, for a salesperson the manager's; not one's own, nor of the frozen."""
    return person.pk != user.pk and not person.is_frozen and (user.is_admin or _leads_seller(user, person))


def can_end_sessions(user: User, person: User) -> bool:
    """Sign somebody else out everywhere."""
    return can_renew_invitation(user, person)


def can_freeze_account(user: User, person: User) -> bool:
    """Admin and boss anybody but themselves, a manager the salespeople of the teams that they lead."""
    is_other = person.pk != user.pk and not person.is_frozen
    return is_other and (user.is_admin or user.is_boss or _leads_seller(user, person))


def can_thaw_account(user: User, person: User) -> bool:
    """Admin and boss."""
    return person.is_frozen and (user.is_admin or user.is_boss)


def can_decide_absence(user: User, absence: Absence) -> bool:
    """The boss, or whoever the policy names, on what waits; nobody on their own (S124). Loaded with `user__team__manager`."""
    return absence.state == Absence.State.REQUESTED and user.pk in approvers_of(absence.user)


def can_read_reason(user: User, absence: Absence) -> bool:
    """Why somebody is away is theirs, their manager's and the boss's; a stand-in needs the days only."""
    is_led = absence.user.team is not None and absence.user.team.manager_id == user.pk
    return absence.user_id == user.pk or user.is_boss or (user.is_manager and is_led)


def can_comment_absence(user: User, absence: Absence) -> bool:
    """The team's manager says something to what the boss decides."""
    is_led = absence.user.team is not None and absence.user.team.manager_id == user.pk
    return (
        absence.state == Absence.State.REQUESTED and user.is_manager and is_led and user.pk != absence.user_id
    )


def can_withdraw_absence(user: User, absence: Absence, today: date) -> bool:
    """One's own, while it waits or before its first day."""
    return absence.user_id == user.pk and absence.allows(Step.WITHDRAW, today)


def can_come_back(user: User, absence: Absence, today: date) -> bool:
    """From one's own trip or leave, while it lasts."""
    return absence.user_id == user.pk and absence.allows(Step.COME_BACK, today)


def _leads_seller(user: User, person: User) -> bool:
    is_led = user.is_manager and person.team is not None and person.team.manager_id == user.pk
    return is_led and person.roles == {Role.SALESPERSON}


__all__ = [
    "CAPABILITIES", "Can", "can", "can_change_account", "can_come_back", "can_comment_absence", "can_decide_absence",
    "can_end_sessions", "can_freeze_account", "can_read_reason", "can_renew_invitation", "can_thaw_account", "can_withdraw_absence",
    "opens_accounts",
]  # fmt: skip
