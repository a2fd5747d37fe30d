"""Sign-in and one's own account."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import services
from accounts.access import Request, allow
from accounts.confirming import confirm_person, wait_text
from accounts.forms import OwnPasswordForm, ProfileForm, SignInForm
from accounts.models import UserSession
from accounts.permissions import Can, needs_second_factor
from accounts.selectors import read_steps
from accounts.views.signing_in import begin_session, first_page, note_first_step, safe_next
from core.middleware import address_of


@allow(None, "GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _sign_in(request, **form.cleaned_data)
        except services.SignInRefused as error:
            form.add_error(None, _refused_text(error.left))
            status = 422
        except services.MustWait as error:
            form.add_error(None, wait_text(error.minutes))
            status = 429
    return render(request, "accounts/sign_in.html", {"form": form, "next": safe_next(request)}, status=status)


def _sign_in(request: HttpRequest, *, username: str, password: str) -> HttpResponse:
    """Begin the person's session, or ask for the second factor first. Raises SignInRefused or MustWait."""
    at = timezone.now()
    user = services.check_sign_in(name=username, password=password, address=address_of(request), at=at)
    if user.second_factor_at is None:
        begin_session(request, user, at=at)
        return redirect(first_page(request))
    note_first_step(request, user, at=at)
    return redirect(f"{reverse('accounts:code')}?{urlencode({'next': safe_next(request)})}")


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
    response = redirect(safe_next(request))
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
    context = {
        "form": form, "sessions": sessions, "current_key": request.session.session_key,
        "codes_left": services.count_recovery_codes(request.user) if request.user.second_factor_at else 0,
        "is_factor_asked": needs_second_factor(request.user), "steps": read_steps(request.user),
    }  # fmt: skip
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
