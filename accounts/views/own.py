"""Sign-in and one's own account."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import services
from accounts.access import Request, allow
from accounts.confirming import confirm_person, wait_text
from accounts.forms import OwnPasswordForm, ProfileForm, SignInForm
from accounts.middleware import SIGNED_IN_AT
from accounts.models import UserSession
from accounts.permissions import Can
from core import setting_up
from core.middleware import address_of


def _safe_next(request: HttpRequest) -> str:
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


def _is_page(path: str) -> bool:
    try:
        access = getattr(resolve(path).func, "access", None)
    except Resolver404:
        return False
    return access is not None and "GET" in access.methods


def _first_page(request: HttpRequest) -> str:
    """Return where sign-in leads: to setting up while nobody works with the installation yet."""
    asked = _safe_next(request)
    is_plain = asked == resolve_url(settings.LOGIN_REDIRECT_URL)
    return resolve_url("core:setup") if is_plain and setting_up.is_beginning(request.user) else asked


@allow(None, "GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_safe_next(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _sign_in(request, form.cleaned_data["username"], form.cleaned_data["password"])
            return redirect(_first_page(request))
        except services.SignInRefused as error:
            form.add_error(None, _refused_text(error.left))
            status = 422
        except services.MustWait as error:
            form.add_error(None, wait_text(error.minutes))
            status = 429
    return render(
        request, "accounts/sign_in.html", {"form": form, "next": _safe_next(request)}, status=status
    )


def _sign_in(request: HttpRequest, name: str, password: str) -> None:
    """Begin the person's session, or raise SignInRefused or MustWait."""
    at, address = timezone.now(), address_of(request)
    user = services.check_sign_in(name=name, password=password, address=address, at=at)
    login(request, user)
    request.session[SIGNED_IN_AT] = at.timestamp()
    request.session.save()
    services.note_sign_in(
        user=user,
        session_key=request.session.session_key or "",
        address=address,
        agent=request.headers.get("User-Agent", ""),
        at=at,
    )


def _refused_text(left: int) -> str:
    if not left:
        return _("Mailbox or password is wrong. Wait a moment before the next try.")
    return ngettext(
        "Mailbox or password is wrong. One more failure and you have to wait.",
        "Mailbox or password is wrong. After %(left)s more failures you have to wait.",
        left,
    ) % {"left": left}


@allow(Can.OWN_PAGES, "POST")
def sign_out(request: Request) -> HttpResponse:
    user, key = request.user, request.session.session_key or ""
    logout(request)
    services.note_sign_out(user=user, session_key=key, at=timezone.now())
    return redirect("accounts:sign_in")


@allow(None, "POST")
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the interface language: kept with the person, or in a cookie before sign-in."""
    language = request.POST.get("language", "")
    response = redirect(_safe_next(request))
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            services.change_profile(actor=request.user, values={"language": language}, at=timezone.now())
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=31_536_000,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@allow(Can.OWN_PAGES, "GET", "POST")
def me(request: Request) -> HttpResponse:
    """One's own particulars and the places where one is signed in."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_profile(actor=request.user, values=form.cleaned_data, at=timezone.now())
        messages.success(request, _("Saved"))
        return redirect("accounts:me")
    sessions = UserSession.objects.filter(user=request.user).order_by("-signed_in_at")
    context = {"form": form, "sessions": sessions, "current_key": request.session.session_key}
    return render(request, "accounts/me.html", context, status=422 if form.errors else 200)


@allow(Can.OWN_PAGES, "POST")
def end_session(request: Request, pk: int) -> HttpResponse:
    """End one of one's own sessions; another person's id ends nothing."""
    services.end_sessions(
        actor=request.user, sessions=UserSession.objects.filter(user=request.user, pk=pk), at=timezone.now()
    )
    return redirect("accounts:me")


@allow(Can.OWN_PAGES, "POST")
def end_other_sessions(request: Request) -> HttpResponse:
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    services.end_sessions(actor=request.user, sessions=others, at=timezone.now())
    return redirect("accounts:me")


@allow(Can.OWN_PAGES, "GET", "POST")
def password(request: Request) -> HttpResponse:
    """One's own password, after the present one; every other session is over (trust.md S4)."""
    form = OwnPasswordForm(request.POST or None, person=request.user)
    if request.method == "POST" and confirm_person(request, form):
        key = request.session.session_key or ""
        chosen = form.cleaned_data["new_password"]
        services.change_password(actor=request.user, password=chosen, session_key=key, at=timezone.now())
        update_session_auth_hash(request, request.user)
        request.session.save()
        services.note_new_key(before=key, session_key=request.session.session_key or "")
        messages.success(request, _("Password saved. You are signed out everywhere else."))
        return redirect("accounts:me")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)
