"""Opening, changing, freezing and thawing accounts (S97 to S101, rules.md §6)."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.events import LeaderChanged, TeamChanged
from accounts.models import Invitation, Language, Role, Team, User, UserSession
from accounts.permissions import (
    can_change_account,
    can_freeze_account,
    can_renew_invitation,
    can_thaw_account,
)
from accounts.services.mailboxes import LOCK, check_mailbox, hold_mailbox_back
from accounts.services.onboarding import copy_list
from core import audit, jobs
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.locks import lock_name
from core.notices import notify
from core.secret_links import digest_of, new_secret

INVITATION_HOLDS = timedelta(hours=72)


class FreezeRefused(Exception):
    """Nobody freezes themselves, and the last active admin stays (rules.md §6). `code`: self, last_admin, already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class InvitationOver(Exception):
    """The link is not known, was used, was replaced, or 72 hours have passed; which of it is told to nobody."""


@transaction.atomic
def open_account(
    *,
    actor: User | None,
    email: str,
    name: str,
    password: str | None,
    roles: Collection[Role],
    english_name: str = "",
    language: str = Language.CHINESE,
    team_name: str = "",
    joined_on: date | None = None,
    at: datetime,
) -> User:
    """Open an account; the team is made if there is none of this name, and led by its first manager.

    `joined_on`: the day the person joined the company, which the account should not keep waiting (S96). `actor` None: from the command line. `password` None: the person chooses it by an invitation. Raises ValidationError
    for a mailbox that is none, taken or not the company's (S144), or a weak password.
    """
    user = User(
        email=check_mailbox(email), name=name, english_name=english_name, language=language, joined_at=at,
        joined_on=joined_on,
    )  # fmt: skip
    for role in roles:
        setattr(user, f"is_{role.value}", True)
    user.full_clean(exclude=["password", "team"])
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    if team_name:
        user.team, _is_new = Team.objects.get_or_create(name=team_name)
    user.save()
    if user.team and user.is_manager and user.team.manager is None:
        user.team.manager = user
        user.team.save(update_fields=["manager"])
        publish(LeaderChanged(user.team.pk, None, user.pk, at))
    audit.record(
        "accounts.created", actor=actor, at=at, target=user, changes={"roles": ("", _roles_of(user))}
    )
    return user


def _roles_of(user: User) -> str:
    return ", ".join(sorted(role.value for role in user.roles))


@transaction.atomic
def invite_person(*, actor: User, form_token: str = "", at: datetime, **particulars: Any) -> tuple[User, str]:
    """Open an account without a password (as `open_account`) and return it with the secret of its invitation.

    The person gets a copy of the list of what a newcomer goes through (S100).

    Raises AlreadySubmitted for the second of two clicks, and what `open_account` raises.
    """
    claim = claim_form(form_token, user=actor, at=at)
    user = open_account(actor=actor, password=None, at=at, **particulars)
    copy_list(user)
    finish_form(claim, user.get_absolute_url())
    return user, renew_invitation(actor=actor, user=user, at=at)


@transaction.atomic
def renew_invitation(*, actor: User, user: User, at: datetime) -> str:
    """Make a link by which `user` chooses a password within 72 hours; return its secret, the only time it is known.

    The link before it is dead at once; the old password holds until the new one is chosen, and the person and the boss
    are told. Raises InvitationOver for a frozen account, PermissionDenied for who may not make one (any more).
    """
    user = _lock(user, actor)
    if user.is_frozen or not user.is_active:
        raise InvitationOver
    _require(actor, can_renew_invitation, user)
    secret = new_secret()
    kept = {"digest": digest_of(secret), "expires_at": at + INVITATION_HOLDS, "epoch": user.session_epoch}
    Invitation.objects.update_or_create(user=user, defaults=kept)
    audit.record("accounts.invited", actor=actor, at=at, target=user)
    if user.has_usable_password():
        tell_of_access(
            user,
            actor=actor,
            key="new-link",
            to_person=gettext_noop("%(actor)s made a link for a new password of your account. If you did not ask for it, tell the boss."),
            to_boss=gettext_noop("%(actor)s made a link for a new password of %(person)s."),
            at=at,
        )  # fmt: skip
    return secret


def tell_of_access(user: User, *, actor: User, key: str, to_person: str, to_boss: str, at: datetime) -> None:
    """Tell the person and the boss that somebody opened a way into the account: nobody signs in as another unnoticed.

    Both are msgids with a place for `actor`, `to_boss` also for `person`.
    """
    key = f"{key}:{user.pk}:{at.timestamp()}"
    values = {"actor": actor.full_name, "person": user.full_name}
    notify(
        [user.pk],
        key=key,
        message=to_person,
        values=values,
        at=at,
        is_urgent=True,
        url=reverse("accounts:me"),
    )
    bosses = User.objects.active().filter(is_boss=True).exclude(pk__in=[user.pk, actor.pk])
    notify(
        bosses.values_list("pk", flat=True), key=key, message=to_boss, values=values, at=at, is_urgent=True,
        about=user, url=user.get_absolute_url(),
    )  # fmt: skip


def find_invitation(*, secret: str, at: datetime) -> Invitation:
    """Return the invitation of this secret, or raise InvitationOver."""
    found = (
        Invitation.objects.live()
        .filter(digest=digest_of(secret), expires_at__gt=at)
        .select_related("user")
        .first()
    )
    if found is None:
        raise InvitationOver
    return found


@transaction.atomic
def accept_invitation(*, secret: str, password: str, at: datetime) -> User:
    """Set the invited person's password and end the link and all their sessions.

    Raises InvitationOver, and ValidationError for a weak password, after which the link still holds.
    """
    invited = find_invitation(secret=secret, at=at).user
    user = _lock(invited, invited)
    find_invitation(secret=secret, at=at)  # behind the lock: of two who hold the link one comes first
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    _end_everything(user)
    audit.record("accounts.password_set", actor=user, at=at, target=user)
    return user


@transaction.atomic
def change_account(
    *, actor: User, user: User, values: dict[str, Any], roles: Collection[Role], at: datetime
) -> User:
    """Change name, working name, team (`values`) and roles; the new rights hold on the next request (trust.md S3).

    Raises FreezeRefused("last_admin") when the last active admin would be none any more, PermissionDenied.
    """
    user = _lock(user, actor)
    before = {name: getattr(user, name) for name in values} | {"roles": _roles_of(user)}
    team_before = user.team_id
    if user.is_admin and Role.ADMIN not in roles:
        _keep_an_admin(user)
    _require(actor, can_change_account, user)
    for role in Role:
        setattr(user, f"is_{role.value}", role in roles)
    for name, value in values.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save()
    after = values | {"roles": _roles_of(user)}
    changes = {
        name: (str(old or ""), str(new or ""))
        for name, (old, new) in audit.changes_between(before, after).items()
    }
    if changes:
        audit.record("accounts.changed", actor=actor, at=at, target=user, changes=changes)
    if user.team_id != team_before:
        publish(TeamChanged(user.pk, team_before, user.team_id, at))
    return user


@transaction.atomic
def freeze_account(*, actor: User, user: User, reason: str, at: datetime) -> User:
    """Freeze `user`: signed out on their very next request, everywhere and for good (S97, rules.md §6, trust.md S1, S2).

    Sessions, the invitation, the calendar feed and whatever else is bound to `session_epoch` die and are not revived
    by thawing. Until the handover the manager stands in. Raises FreezeRefused, PermissionDenied.
    """
    user = _lock(user, actor)
    if user.pk == actor.pk:
        raise FreezeRefused("self")
    if user.is_frozen:
        raise FreezeRefused("already")
    _require(actor, can_freeze_account, user)
    if user.is_admin:
        _keep_an_admin(user)
    user.frozen_at, user.frozen_because = at, reason
    user.session_epoch += 1
    user.save(update_fields=["frozen_at", "frozen_because", "session_epoch"])
    _end_everything(user)
    jobs.cancel_owned(user, because="owner frozen", at=at)
    hold_mailbox_back(person=user, actor=actor, at=at)
    audit.record("accounts.frozen", actor=actor, at=at, target=user, changes={"reason": ("", reason)})
    return user


@transaction.atomic
def thaw_account(*, actor: User, user: User, at: datetime) -> User:
    """Let `user` sign in again, with the old password; nothing that the freeze ended comes back. Of an open account: nothing.

    Raises PermissionDenied.
    """
    user = _lock(user, actor)
    if user.is_frozen:
        _require(actor, can_thaw_account, user)
        user.frozen_at, user.frozen_because = None, ""
        user.save(update_fields=["frozen_at", "frozen_because"])
        audit.record("accounts.thawed", actor=actor, at=at, target=user)
    return user


def _lock(user: User, actor: User) -> User:
    """Lock the account behind the lock of all: two admins who freeze each other come one after the other.

    Raises PermissionDenied when `actor` was frozen meanwhile.
    """
    lock_name(LOCK)
    if not User.objects.active().filter(pk=actor.pk).exists():
        raise PermissionDenied
    locked: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    return locked


def _require(actor: User, may: Callable[[User, User], bool], user: User) -> None:
    """Ask once more behind the lock, of both as they are now: roles and teams may have changed since the page asked."""
    if not may(User.objects.get(pk=actor.pk), user):
        raise PermissionDenied


def _keep_an_admin(leaving: User) -> None:
    """Raise FreezeRefused when nobody but `leaving` is an active admin."""
    if not User.objects.active().filter(is_admin=True).exclude(pk=leaving.pk).exists():
        raise FreezeRefused("last_admin")


def _end_everything(user: User) -> None:
    """End the person's sessions and their invitation."""
    from django.contrib.sessions.models import Session

    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
    Invitation.objects.filter(user=user).delete()
