"""Writes of accounts: signing in and out, guessing stopped, own sessions ended."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest

from accounts.middleware import SIGNED_IN_AT
from accounts.models import SignInFailure, User, UserSession
from core import audit
from core.middleware import address_of

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


def sign_in(request: HttpRequest, *, name: str, password: str, at: datetime) -> User:
    """Sign the person in, or raise SignInRefused or MustWait. Failures are counted, sessions listed, both recorded."""
    name, address = name.strip().lower()[:200], address_of(request)
    check_may_try(name, address, at=at)
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        SignInFailure.objects.create(name=name, address=address, at=at)
        audit.record(
            "accounts.sign_in_failed", actor=None, at=at, is_refused=True, changes={"name": ("", name)}
        )
        failed = SignInFailure.objects.filter(
            name=name, address=address, at__gt=at - timedelta(days=1)
        ).count()
        raise SignInRefused(max(0, FREE_FAILURES - failed))
    with transaction.atomic():
        SignInFailure.objects.filter(name=name, address=address).delete()
        login(request, user)
        request.session[SIGNED_IN_AT] = at.timestamp()
        request.session.save()
        _list_session(request, user, address, at)
        audit.record("accounts.signed_in", actor=user, at=at, target=user)
    return user


def _list_session(request: HttpRequest, user: User, address: str, at: datetime) -> None:
    UserSession.objects.filter(user=user).exclude(session_key__in=_live_keys(user)).delete()
    UserSession.objects.create(
        session_key=request.session.session_key or "", user=user, signed_in_at=at, seen_at=at,
        address=address, agent=request.headers.get("User-Agent", "")[:200],
    )  # fmt: skip


def _live_keys(user: User) -> Any:
    from django.contrib.sessions.models import Session

    keys = UserSession.objects.filter(user=user).values("session_key")
    return Session.objects.filter(session_key__in=keys).values("session_key")


def sign_out(request: HttpRequest, *, at: datetime) -> None:
    """End this session."""
    user = request.user
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    if isinstance(user, User):
        audit.record("accounts.signed_out", actor=user, at=at, target=user)


@transaction.atomic
def end_sessions(*, actor: User, sessions: Any, at: datetime) -> int:
    """End the given sessions (a queryset of UserSession): dead at their next request (trust.md S4). Returns how many."""
    from django.contrib.sessions.models import Session

    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    audit.record(
        "accounts.sessions_ended", actor=actor, at=at, target=actor, changes={"count": (0, len(keys))}
    )
    return len(keys)


@transaction.atomic
def change_profile(*, actor: User, values: dict[str, Any], at: datetime) -> None:
    """Change one's own name, working name, language or time zone."""
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
