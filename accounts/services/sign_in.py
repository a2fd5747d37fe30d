"""Signing in and out, guessing stopped, sessions ended, one's own particulars and password."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts.models import Invitation, SignInFailure, User, UserSession
from accounts.permissions import can_end_sessions
from accounts.services.people import _lock, _require
from core import audit
from core.locks import lock_name

FREE_FAILURES = 5
FAILURES_PER_ADDRESS = 100
WAIT_MINUTES = (1, 2, 4, 8, 15)


class SignInRefused(Exception):
    """Wrong name or password, or an account that may not sign in: told apart to nobody. `left`: tries before a wait."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class MustWait(Exception):
    """Too many failures; `minutes` until the next try. `whole_address`: the address is blocked for all names."""

    def __init__(self, minutes: int, *, whole_address: bool = False) -> None:
        super().__init__(minutes)
        self.minutes, self.whole_address = minutes, whole_address


def wait_until(failures: list[datetime]) -> datetime | None:
    """Return when the next try is allowed after these failures (newest first), None: now. 1, 2, 4, 8, 15 … minutes."""
    extra = len(failures) - FREE_FAILURES
    if extra < 0:
        return None
    return failures[0] + timedelta(minutes=WAIT_MINUTES[min(extra, len(WAIT_MINUTES) - 1)])


def check_may_try(name: str, address: str, *, at: datetime) -> None:
    """Raise MustWait when this (name, address), or the address as a whole, has failed too often (trust.md L1, L2)."""
    hour = SignInFailure.objects.filter(address=address, at__gt=at - timedelta(hours=1))
    if hour.count() >= FAILURES_PER_ADDRESS:
        raise MustWait(60, whole_address=True)
    day = SignInFailure.objects.filter(name=name, address=address, at__gt=at - timedelta(days=1))
    until = wait_until(list(day.order_by("-at").values_list("at", flat=True)[:20]))
    if until and until > at:
        raise MustWait(int((until - at).total_seconds() // 60) + 1)


def check_sign_in(*, name: str, password: str, address: str, at: datetime, actor: User | None = None) -> User:
    """Return the person of this mailbox and password; raises SignInRefused or MustWait. Failures are counted, recorded.

    The session is the caller's to begin; then `note_sign_in`. `actor`: who is signed in already (`confirm_password`).
    """
    name = name.strip().lower()[:200]
    tried = _count_try(name, address, at=at)
    user = authenticate(username=name, password=password)
    if not isinstance(user, User):
        audit.record(
            "accounts.sign_in_failed", actor=actor, at=at, is_refused=True, changes={"name": ("", name)}
        )
        failed = SignInFailure.objects.filter(
            name=name, address=address, at__gt=at - timedelta(days=1)
        ).count()
        raise SignInRefused(max(0, FREE_FAILURES - failed))
    tried.delete()
    return user


def confirm_password(*, actor: User, password: str, address: str, at: datetime) -> None:
    """Check the password of who is signed in, before what is sensitive (trust.md S7).

    Counted and recorded as signing in is; raises SignInRefused or MustWait.
    """
    check_sign_in(name=actor.email, password=password, address=address, at=at, actor=actor)
    SignInFailure.objects.filter(name=actor.email, address=address).delete()


def note_new_key(*, before: str, session_key: str) -> None:
    """List the session `before` under its new key."""
    UserSession.objects.filter(session_key=before).update(session_key=session_key)


@transaction.atomic
def _count_try(name: str, address: str, *, at: datetime) -> SignInFailure:
    """Count a try as failed before its password is checked, so that tries at once are counted, too. Raises MustWait."""
    lock_name(f"sign-in:{address}")
    check_may_try(name, address, at=at)
    return SignInFailure.objects.create(name=name, address=address, at=at)


@transaction.atomic
def note_sign_in(*, user: User, session_key: str, address: str, agent: str, at: datetime) -> None:
    """List the session that has begun, forget the failures before it and the sessions that are over; recorded."""
    SignInFailure.objects.filter(name=user.email, address=address).delete()
    UserSession.objects.filter(user=user).exclude(session_key__in=_live_keys(user)).delete()
    UserSession.objects.create(
        session_key=session_key, user=user, signed_in_at=at, address=address, agent=agent[:200]
    )
    audit.record("accounts.signed_in", actor=user, at=at, target=user)


def _live_keys(user: User) -> Any:
    from django.contrib.sessions.models import Session

    keys = UserSession.objects.filter(user=user).values("session_key")
    return Session.objects.filter(session_key__in=keys).values("session_key")


@transaction.atomic
def note_sign_out(*, user: User, session_key: str, at: datetime) -> None:
    """Forget the session that the person has ended; recorded."""
    UserSession.objects.filter(session_key=session_key).delete()
    audit.record("accounts.signed_out", actor=user, at=at, target=user)


@transaction.atomic
def end_sessions(*, actor: User, sessions: Any, at: datetime, of: User | None = None) -> int:
    """End the given sessions (a queryset of UserSession) of `of`, or one's own: dead at their next request (trust.md S4).

    Returns how many. Raises PermissionDenied for who may not sign `of` out (any more).
    """
    from django.contrib.sessions.models import Session

    if of is not None:
        _require(actor, can_end_sessions, _lock(of, actor))
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    audit.record(
        "accounts.sessions_ended", actor=actor, at=at, target=of or actor, changes={"count": (0, len(keys))}
    )
    return len(keys)


@transaction.atomic
def change_password(*, actor: User, password: str, session_key: str, at: datetime) -> None:
    """Set one's own password; all sessions but this one (`session_key`) are over (trust.md S4). The caller keeps this one.

    A link for a new password that was handed out before is over, too.

    Raises ValidationError for a weak password.
    """
    validate_password(password, actor)
    actor.set_password(password)
    actor.save(update_fields=["password"])
    Invitation.objects.filter(user=actor).delete()
    end_sessions(
        actor=actor, sessions=UserSession.objects.filter(user=actor).exclude(session_key=session_key), at=at
    )
    audit.record("accounts.password_set", actor=actor, at=at, target=actor)


@transaction.atomic
def change_profile(*, actor: User, values: dict[str, Any], at: datetime) -> None:
    """Change one's own name, working name or language."""
    before = User.objects.values(*values).get(pk=actor.pk)  # a form may have changed `actor` already
    for name, value in values.items():
        setattr(actor, name, value)
    actor.save(update_fields=list(values))
    audit.record(
        "accounts.profile_changed",
        actor=actor,
        at=at,
        target=actor,
        changes=audit.changes_between(before, values),
    )
