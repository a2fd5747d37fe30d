"""May this role do this kind of thing? The one table, role → capabilities (permissions.md).

Which rows a person sees is `accounts.scoping`; what may be done to one row are each app's predicates.
"""

from collections.abc import Callable
from datetime import date

from accounts.domain.absences import Step
from accounts.models import Absence, Role, User
from accounts.policies import SECOND_FACTOR, SecondFactorPolicy
from accounts.scoping import leads
from accounts.selectors.absences import approvers_of
from core import policy
from core.capabilities import Can

# What says who may take data out as a file: the apps that have exports add theirs when they are loaded.
EXPORT_RIGHTS: list[Callable[[User], bool]] = []

_SELLING = {
    Can.WORK_WITH_CUSTOMERS,
    Can.READ_CATALOGUE,
    Can.RANK_PRODUCTS,
    Can.READ_ANALYSIS,
    Can.SEND_ESAMPLES,
    Can.READ_INQUIRIES,
    Can.IMPORT,
    Can.LEAVE,
    Can.ASK_FOR_HELP,
}
_LEADING = {
    Can.REASSIGN,
    Can.SEE_UNASSIGNED,
    Can.ALLOW_DUPLICATE,
    Can.JUDGE_EXCEPTIONS,
    Can.READ_REPORTS,
    Can.CHASE_REPORTS,
    Can.PREPARE_BRIEFINGS,
    Can.READ_BRIEFINGS,
    Can.COACH,
    Can.READ_ADVICE,
    Can.JUDGE_ADVICE,
    Can.READ_TEAM,
    Can.READ_FAIRNESS,
    Can.SET_TARGETS,
}
_PRICING = {
    Can.WRITE_CATALOGUE,
    Can.SEE_FLOOR_PRICES,
    Can.KEEP_MARKETS,
    Can.APPROVE_PRICES,
    Can.ANSWER_COSTS,
}
_WATCHING = {Can.WATCH_TRAIL, Can.TAKE_TRAIL}
_POLICY = {Can.READ_POLICY, Can.WRITE_POLICY}

CAPABILITIES: dict[Role, frozenset[Can]] = {
    Role.SALESPERSON: frozenset(
        {
            Can.OWN_PAGES,
            Can.ASK_FOR_HELP,
            Can.REPORT,
            Can.READ_REPORTS,
            Can.READ_OWN_FIGURES,
            Can.READ_ADVICE,
            *_SELLING,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Can.OWN_PAGES,
            Can.ASK_FOR_HELP,
            *_SELLING,
            *_LEADING,
            *_PRICING,
            *_POLICY,
            Can.MANAGE_TEMPLATES,
            Can.KEEP_RATES,
            Can.SEE_HEALTH,
            Can.KEEP_ROBOTS,
            Can.MANAGE_PEOPLE,
            *_WATCHING,
            Can.SET_UP,
        }
    ),
    Role.BOSS: frozenset(
        {
            Can.OWN_PAGES,
            Can.ASK_FOR_HELP,
            Can.RULE,
            Can.READ_COMPANY,
            *_SELLING,
            *_LEADING,
            *_PRICING,
            *_POLICY,
            Can.MANAGE_TEMPLATES,
            Can.KEEP_RATES,
            Can.SEE_HEALTH,
            Can.KEEP_ROBOTS,
            Can.MANAGE_PEOPLE,
            *_WATCHING,
            Can.SET_UP,
            Can.FINISH_SETUP,
        }
    ),
    Role.ASSISTANT: frozenset(
        {
            Can.OWN_PAGES,
            Can.ASK_FOR_HELP,
            Can.READ_CATALOGUE,
            Can.RANK_PRODUCTS,
            Can.READ_ANALYSIS,
            Can.WRITE_CATALOGUE,
            Can.READ_POLICY,
            Can.READ_INQUIRIES,
            Can.SEE_UNASSIGNED,
            Can.MANAGE_TEMPLATES,
            Can.KEEP_RATES,
            Can.IMPORT,
            Can.READ_REPORTS,
            Can.CHASE_REPORTS,
            Can.PREPARE_BRIEFINGS,
            Can.READ_TEAM,
            Can.READ_COMPANY,
        }
    ),
    Role.PRODUCTION: frozenset({Can.OWN_PAGES, Can.READ_CATALOGUE, Can.ANSWER_COSTS, Can.PRODUCE}),
    Role.ADMIN: frozenset(
        {
            Can.OWN_PAGES,
            Can.ASK_FOR_HELP,
            Can.SEE_HEALTH,
            Can.KEEP_ROBOTS,
            Can.MANAGE_PEOPLE,
            Can.OPEN_ANY_ACCOUNT,
            Can.TAKE_TRAIL,
            Can.SET_UP,
        }
    ),
    Role.ADVISER: frozenset(
        {Can.OWN_PAGES, Can.READ_ANALYSIS, Can.READ_ADVICE, Can.ADVISE, Can.READ_TEAM, Can.READ_COMPANY}
    ),
}


def can(user: User, capability: Can) -> bool:
    """Whether one of the person's roles has the capability; a frozen person has none."""
    return not user.is_frozen and any(capability in CAPABILITIES[role] for role in user.roles)


def opens_accounts(user: User) -> bool:
    """The admin opens any account, a manager those of salespeople in the teams that they lead."""
    return user.is_admin or user.is_manager


def can_open_account(user: User, person: User) -> bool:
    """Open the person's page: one row of `accounts.scoping.accounts_of`. `person` is loaded with its team."""
    is_seen = user.is_admin or user.is_boss or leads(user, person) or person.pk == user.pk
    return is_seen and can(user, Can.MANAGE_PEOPLE)


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


def can_revoke_absence(user: User, absence: Absence, today: date) -> bool:
    """Who decides takes an approval back, before the days or during them; what is over stays. As `can_decide_absence`."""
    return absence.allows(Step.REVOKE, today) and user.pk in approvers_of(absence.user)


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


def can_keep_things(user: User, person: User) -> bool:
    """Note what of the company's somebody has, and that it came back: who looks after the account, never one's own."""
    return person.pk != user.pk and (user.is_admin or user.is_boss or _leads_seller(user, person))


def needs_second_factor(user: User) -> bool:
    """Whether the policy asks a second factor of this person: for a role, or for the right to export (trust.md L5)."""
    rule = policy.get(SECOND_FACTOR, SecondFactorPolicy)
    return any(getattr(rule, role.value) for role in user.roles) or (
        rule.exporters and any(may_export(user) for may_export in EXPORT_RIGHTS)
    )


def can_reset_second_factor(user: User, person: User) -> bool:
    """Take a lost device off somebody's account: the admin's, never one's own."""
    return user.is_admin and person.pk != user.pk and person.second_factor_at is not None


def manages_teams(user: User) -> bool:
    """Who leads a team and who is in it gives rights: the admin's."""
    return user.is_admin


def can_sign_off(user: User, person: User) -> bool:
    """Say that a newcomer has been through a step: who leads them, boss and admin; not oneself (S100)."""
    is_leading = user.is_admin or user.is_boss or leads(user, person)
    return person.pk != user.pk and not person.is_frozen and is_leading


def _leads_seller(user: User, person: User) -> bool:
    is_led = user.is_manager and person.team is not None and person.team.manager_id == user.pk
    return is_led and person.roles == {Role.SALESPERSON}


__all__ = [
    "CAPABILITIES", "EXPORT_RIGHTS", "Can", "can", "can_change_account", "can_come_back", "can_comment_absence",
    "can_decide_absence", "can_end_sessions", "can_freeze_account", "can_keep_things", "can_read_reason",
    "can_renew_invitation", "can_reset_second_factor", "can_revoke_absence", "can_sign_off", "can_thaw_account", "can_withdraw_absence",
    "manages_teams", "needs_second_factor", "opens_accounts",
]  # fmt: skip
