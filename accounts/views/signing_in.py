"""What both steps of signing in share: where it leads to, the first step that was passed, the session that begins."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import services
from accounts.middleware import SIGNED_IN_AT
from accounts.models import User
from core import setting_up
from core.middleware import address_of

FIRST_STEP = "first_step"
FIRST_STEP_HOLDS = timedelta(minutes=5)


def safe_next(request: HttpRequest) -> str:
    """Return the page of ours in `next`; for an address that only takes forms, the record's page above it."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    if not (
        url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
        and url.startswith("/")
    ):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    path = urlsplit(url).path
    if _is_page(path):
        return url
    while path != "/" and not _is_page(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def first_page(request: HttpRequest) -> str:
    """Return where signing in leads: to setting up while nobody works with the installation yet."""
    asked = safe_next(request)
    is_plain = asked == resolve_url(settings.LOGIN_REDIRECT_URL)
    return resolve_url("core:setup") if is_plain and setting_up.is_beginning(request.user) else asked


def _is_page(path: str) -> bool:
    try:
        access = getattr(resolve(path).func, "access", None)
    except Resolver404:
        return False
    return access is not None and "GET" in access.methods


def begin_session(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Sign `user` in, under a new session key (trust.md S5)."""
    login(request, user)
    request.session[SIGNED_IN_AT] = at.timestamp()
    request.session.save()
    services.note_sign_in(
        user=user,
        session_key=request.session.session_key or "",
        address=address_of(request),
        agent=request.headers.get("User-Agent", ""),
        at=at,
    )


def note_first_step(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Keep that the password was right, for the second step: five minutes, and as long as nothing about the account changes."""
    request.session.cycle_key()
    request.session[FIRST_STEP] = {
        "user": user.pk,
        "at": at.timestamp(),
        "hash": user.get_session_auth_hash(),
    }


def read_first_step(request: HttpRequest, *, at: datetime) -> User | None:
    """Return whose password was right a moment ago; None: nobody's, or the account was frozen or changed since."""
    kept = request.session.get(FIRST_STEP)
    if kept is None or at.timestamp() - kept["at"] > FIRST_STEP_HOLDS.total_seconds():
        return None
    user = User.objects.active().filter(pk=kept["user"]).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["hash"]):
        return None
    return user


def forget_first_step(request: HttpRequest) -> None:
    """The second step was taken."""
    request.session.pop(FIRST_STEP, None)
