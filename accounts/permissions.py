"""May this role do this kind of thing? The one table, role → capabilities (permissions.md).

Which rows a person sees is `accounts.scoping`; what may be done to one row are each app's predicates.
"""

from accounts.models import Role, User
from core.capabilities import Can

_SELLING = {Can.WORK_WITH_CUSTOMERS, Can.READ_CATALOGUE, Can.READ_INQUIRIES, Can.IMPORT}
_LEADING = {Can.REASSIGN, Can.SEE_UNASSIGNED, Can.ALLOW_DUPLICATE, Can.JUDGE_EXCEPTIONS}
_POLICY = {Can.READ_POLICY, Can.WRITE_POLICY}

CAPABILITIES: dict[Role, frozenset[Can]] = {
    Role.SALESPERSON: frozenset({Can.OWN_PAGES, *_SELLING}),
    Role.MANAGER: frozenset(
        {Can.OWN_PAGES, *_SELLING, *_LEADING, *_POLICY, Can.MANAGE_TEMPLATES, Can.SEE_HEALTH}
    ),
    Role.BOSS: frozenset(
        {Can.OWN_PAGES, *_SELLING, *_LEADING, *_POLICY, Can.MANAGE_TEMPLATES, Can.SEE_HEALTH}
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
    Role.ADMIN: frozenset({Can.OWN_PAGES, Can.SEE_HEALTH}),
    Role.ADVISER: frozenset({Can.OWN_PAGES}),
}


def can(user: User, capability: Can) -> bool:
    """Whether one of the person's roles has the capability; a frozen person has none."""
    return not user.is_frozen and any(capability in CAPABILITIES[role] for role in user.roles)


__all__ = ["CAPABILITIES", "Can", "can"]
