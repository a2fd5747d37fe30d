"""Language of the person, limits of the session, and deny-by-default for views."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions import needs_second_factor
from core.jobs import CLOCK_SLACK

Handler = Callable[[HttpRequest], HttpResponse]
SEEN_COOKIE = "seen"
SIGNED_IN_AT = "signed_in_at"


class LanguageMiddleware:
    """The person's language, else the cookie's, else Chinese; the browser's header is not asked (ux.md)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(
            settings.LANGUAGE_COOKIE_NAME, ""
        )
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionLimitsMiddleware:
    """Ends a session after 3 hours without use or 14 hours in all (trust.md S6); times are the server's.

    The last use stands in a signed cookie of its own, so that reading a page writes nothing. A request that the page
    makes by itself (`X-Background`) is no use.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now().timestamp()
        if request.session.session_key and SIGNED_IN_AT in request.session and self._is_over(request, now):
            logout(request)
        response = self.get_response(request)
        if SIGNED_IN_AT in request.session and "X-Background" not in request.headers:
            response.set_signed_cookie(
                SEEN_COOKIE, f"{now:.0f}", salt=request.session.session_key or "", httponly=True,
                secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
            )  # fmt: skip
        return response

    def _is_over(self, request: HttpRequest, now: float) -> bool:
        signed_in_at = float(request.session[SIGNED_IN_AT])
        seen = request.get_signed_cookie(SEEN_COOKIE, default="0", salt=request.session.session_key or "")
        last_use = max(float(seen or 0), signed_in_at)
        return (
            signed_in_at > now + CLOCK_SLACK.total_seconds()
            or now - signed_in_at > settings.SESSION_ABSOLUTE_SECONDS
            or now - last_use > settings.SESSION_IDLE_SECONDS
        )


class AccessMiddleware:
    """Refuses a view that declares no access rule, and keeps signed-in pages out of every cache."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not hasattr(view, "access"):
            raise PermissionDenied


class SecondFactorMiddleware:
    """Leads who needs a second factor and has none to setting one up; until then nothing else is open (trust.md L5)."""

    set_up = "accounts:set_up_second_factor"
    open = frozenset({set_up, "accounts:sign_out"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.user.is_anonymous or request.user.second_factor_at or view.access.capability is None:
            return None
        if request.resolver_match.view_name in self.open or not needs_second_factor(request.user):
            return None
        return HttpResponseClientRedirect(reverse(self.set_up)) if request.htmx else redirect(self.set_up)
