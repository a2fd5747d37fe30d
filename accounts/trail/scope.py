"""Which entries of the audit trail may this person read? The only place that knows (permissions.md)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from core import audit_words
from core.capabilities import Can
from core.models import AuditEntry

_led: list[Callable[[User], "QuerySet[Any, Any]"]] = []


def tell_led(customers_of: Callable[[User], "QuerySet[Any, Any]"]) -> None:
    """Register how an app gives the ids of the customers whose owners a manager leads, as a subquery."""
    if customers_of not in _led:
        _led.append(customers_of)


def entries_of(user: Any) -> "QuerySet[AuditEntry]":
    """Return the entries that `user` may read.

    Everybody: what they did, and what was done to their account. Manager: also what the people of the teams did, but for
    what passes the manager by (`audit_words.keep_past_leaders`), and what happened to the teams' customers. Who reads the policy: its changes. Boss: all. Admin: also account events, without any business. An alarm about oneself
    is for those who are told of it. Frozen people: nothing.
    """
    if not isinstance(user, User) or user.is_frozen or not user.is_active:
        return AuditEntry.objects.none()
    if user.is_boss:
        return AuditEntry.objects.all()
    mine = _own(user)
    if user.is_manager:
        mine |= _of_teams(user)
    if user.can(Can.READ_POLICY):  # the settings' page lists these, too
        mine |= Q(verb="core.policy_changed")
    if user.is_admin:
        mine |= _of_accounts()
    about_me = Q(verb__in=list(audit_words.alarms()), actor=user)
    return AuditEntry.objects.filter(mine & ~about_me)


def _own(user: User) -> Q:
    return Q(actor=user) | (_of_accounts() & Q(target_type="accounts.user", target_id=str(user.pk)))


def _of_teams(user: User) -> Q:
    team = list(User.objects.filter(team__manager=user).values_list("pk", flat=True))
    found = Q(actor__in=team) & ~Q(verb__in=audit_words.past_leaders())
    for customers_of in _led:
        found |= Q(about_id__in=customers_of(user))
    return found


def _of_accounts() -> Q:
    verbs = audit_words.verbs_of(audit_words.OF_ACCOUNTS)
    return Q(verb__in=verbs) & (Q(target_type="") | Q(target_type__startswith="accounts."))


def people_of(user: User) -> "QuerySet[User]":
    """Return whose entries `user` can ask for by name: oneself, a manager's teams, everybody for boss and admin."""
    if user.is_boss or user.is_admin:
        return User.objects.all()
    return User.objects.filter(Q(pk=user.pk) | (Q(team__manager=user) if user.is_manager else Q()))
