"""The second factor: the second step of signing in, one's own device and codes, and the reset by the admin (trust.md L5)."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts import permissions, services
from accounts.access import Request, allow, get_visible_or_404, require
from accounts.confirming import confirm_person, wait_text
from accounts.forms import CodeForm, NewDeviceForm, PasswordForm, ProveFactorForm, SetUpFactorForm
from accounts.models import User
from accounts.permissions import Can
from accounts.views.signing_in import begin_session, first_page, forget_first_step, read_first_step, safe_next
from core.company import current_company
from core.encryption import decrypt, encrypt
from core.ui.qr import draw_qr

CODES = "recovery_codes"


@never_cache
@allow(None, "GET", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in: a code after the password. Too late, or without the first: back to it."""
    at = timezone.now()
    person = read_first_step(request, at=at)
    if person is None:
        return redirect(settings.LOGIN_URL)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _take(form, "code", person)
        if not form.errors:
            forget_first_step(request)
            begin_session(request, person, at=at)
            return redirect(first_page(request))
    context = {"form": form, "next": safe_next(request)}
    return render(request, "accounts/code.html", context, status=max(status, 422) if form.errors else 200)


def _take(form: Any, field: str, person: User) -> int:
    """Use up the code in `field`; when it is none, the form says so. Returns the page's status."""
    try:
        services.check_code(user=person, code=form.cleaned_data[field], at=timezone.now())
    except services.WrongCode as error:
        form.add_error(field, _wrong_text(error.left))
        return 422
    except services.MustWait as error:
        form.add_error(field, wait_text(error.minutes))
        return 429
    return 200


def _wrong_text(left: int) -> str:
    if not left:
        return _("The code is wrong. Wait 15 minutes before the next try.")
    return ngettext(
        "The code is wrong or was used before. One more failure and you have to wait 15 minutes.",
        "The code is wrong or was used before. After %(left)s more failures you have to wait 15 minutes.",
        left,
    ) % {"left": left}


@never_cache
@allow(Can.OWN_PAGES, "GET", "POST")
def set_up(request: Request) -> HttpResponse:
    """One's own second factor: the first, or a new device in place of the one before; then the recovery codes."""
    at, has_one = timezone.now(), request.user.second_factor_at is not None
    form_class = NewDeviceForm if has_one else SetUpFactorForm
    form = form_class(request.POST or None, person=request.user, at=at)
    status = 200
    if request.method == "POST" and confirm_person(request, form):
        status = _take(form, "code", request.user) if has_one else 200
        if not form.errors:
            return _set_up(request, form)
    uri = services.provisioning_uri(form.key, user=request.user, issuer=_issuer())
    context = {
        "form": form, "has_one": has_one, "qr": draw_qr(uri), "key": _in_groups(form.key), "layout": _layout(request),
        "is_asked": permissions.needs_second_factor(request.user),
    }  # fmt: skip
    status = max(status, 422) if form.errors else status
    return render(request, "accounts/second_factor.html", context, status=status)


def _set_up(request: Request, form: SetUpFactorForm) -> HttpResponse:
    session_key = request.session.session_key or ""
    codes = services.set_up_second_factor(
        actor=request.user, key=form.key, code=form.cleaned_data["new_code"], session_key=session_key,
        at=timezone.now(),
    )  # fmt: skip
    update_session_auth_hash(request, request.user)
    request.session.save()
    services.note_new_key(before=session_key, session_key=request.session.session_key or "")
    return _show_codes(request, codes)


def _issuer() -> str:
    return current_company().short_name or "TradeCRM"


def _in_groups(key: str) -> str:
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def _layout(request: Request) -> str:
    """Return the frame: without the navigation as long as it leads nowhere."""
    is_led_here = request.user.second_factor_at is None and permissions.needs_second_factor(request.user)
    return "layouts/gate.html" if is_led_here else "layouts/page.html"


def _show_codes(request: Request, codes: list[str]) -> HttpResponse:
    """Go to the page that shows the codes this once."""
    request.session[CODES] = encrypt(json.dumps(codes), purpose=CODES)
    return redirect("accounts:recovery_codes")


@never_cache
@allow(Can.OWN_PAGES, "GET", "POST")
def recovery_codes(request: Request) -> HttpResponse:
    """The recovery codes just made, shown once; else the form for new ones."""
    if request.user.second_factor_at is None:
        return redirect("accounts:set_up_second_factor")
    if request.method == "GET" and CODES in request.session:
        codes = json.loads(decrypt(request.session.pop(CODES), purpose=CODES))
        return render(
            request, "accounts/recovery_codes.html", {"codes": codes, "all_codes": "\n".join(codes)}
        )
    form = ProveFactorForm(request.POST or None)
    status = 200
    if request.method == "POST" and confirm_person(request, form):
        status = _take(form, "code", request.user)
        if not form.errors:
            return _show_codes(request, services.renew_recovery_codes(actor=request.user, at=timezone.now()))
    left = services.count_recovery_codes(request.user)
    status = max(status, 422) if form.errors else status
    return render(request, "accounts/recovery_codes.html", {"form": form, "left": left}, status=status)


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def reset(request: Request, pk: int) -> HttpResponse:
    """Take a lost device off somebody's account, after one's own password (S146, trust.md S7)."""
    person = get_visible_or_404(User.objects.select_related("team"), request.user, pk)
    require(request.user, permissions.can_reset_second_factor, person)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and confirm_person(request, form):
        services.reset_second_factor(actor=request.user, user=person, at=timezone.now())
        messages.success(request, _("Taken off. The person and the boss were told."))
        return redirect(person)
    context = {"form": form, "person": person}
    return render(request, "accounts/reset_factor.html", context, status=422 if form.errors else 200)
