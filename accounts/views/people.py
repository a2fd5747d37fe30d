"""The people one looks after: opened, changed, frozen, thawed; and the link by which a password is chosen."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import permissions, selectors, services
from accounts.access import Request, allow, get_visible_or_404, refuse, require
from accounts.confirming import confirm_person
from accounts.forms import ChangePersonForm, FreezeForm, NewPasswordForm, PersonForm
from accounts.models import User, UserSession
from accounts.permissions import Can
from core.encryption import decrypt, encrypt
from core.forms_once import AlreadySubmitted
from core.holdings import next_step_after_freeze
from core.panels import render_slot

LINK = "invitation_link"


@allow(Can.MANAGE_PEOPLE, "GET")
def people(request: Request) -> HttpResponse:
    context = {
        "rows": selectors.read_people(request.user),
        "may_open": permissions.opens_accounts(request.user),
        "may_manage_teams": permissions.manages_teams(request.user),
    }
    return render(request, "accounts/people.html", context)


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def open_account(request: Request) -> HttpResponse:
    """Open an account; its page then shows the invitation's link, once."""
    if not permissions.opens_accounts(request.user):
        refuse(request.user, None, "opens_accounts")
    form = PersonForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            person, secret = services.invite_person(
                actor=request.user,
                form_token=form.cleaned_data["form_token"],
                at=timezone.now(),
                **form.particulars(),
            )
        except AlreadySubmitted as done:
            return redirect(done.url)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _show_link(request, person, secret)
    return render(request, "accounts/open.html", {"form": form}, status=422 if form.errors else 200)


def _show_link(request: Request, person: User, secret: str) -> HttpResponse:
    """Go to the person's page, which shows the link this once; until then the session keeps it so that nobody reads it."""
    link = request.build_absolute_uri(reverse("accounts:join", args=[secret]))
    request.session[LINK] = {"person": person.pk, "link": encrypt(link, purpose=LINK)}
    return redirect(person)


@never_cache
@allow(Can.MANAGE_PEOPLE, "GET")
def person(request: Request, pk: int) -> HttpResponse:
    found = _get_person(request, pk)
    kept = request.session.get(LINK)
    is_here = kept is not None and kept["person"] == found.pk
    link = decrypt(request.session.pop(LINK)["link"], purpose=LINK) if is_here else ""
    may = {
        "may_change": permissions.can_change_account(request.user, found),
        "may_renew": permissions.can_renew_invitation(request.user, found),
        "may_end_sessions": permissions.can_end_sessions(request.user, found),
        "may_freeze": permissions.can_freeze_account(request.user, found),
        "may_thaw": permissions.can_thaw_account(request.user, found),
        "may_keep": permissions.can_keep_things(request.user, found),
        "may_reset_factor": permissions.can_reset_second_factor(request.user, found),
        "may_sign_off": permissions.can_sign_off(request.user, found),
        "is_factor_asked": permissions.needs_second_factor(found),
    }
    return render(
        request,
        "accounts/person.html",
        {
            "page": selectors.read_person(found),
            "person": found,
            "link": link,
            "side": render_slot("person", "side", request, found),
            "things": found.things.all(),
            **may,
        },
    )


def _get_person(request: Request, pk: int) -> User:
    return get_visible_or_404(User.objects.select_related("team"), request.user, pk)


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def change(request: Request, pk: int) -> HttpResponse:
    """Names, team and roles, after one's own password (trust.md S7)."""
    found = _get_person(request, pk)
    require(request.user, permissions.can_change_account, found)
    form = ChangePersonForm(request.POST or None, instance=_get_person(request, pk))
    if request.method == "POST" and confirm_person(request, form):
        try:
            services.change_account(actor=request.user, user=found, at=timezone.now(), **form.changes())
        except services.FreezeRefused:
            form.add_error("roles", _("Nobody else is an active admin."))
        else:
            messages.success(request, _("Saved"))
            return redirect(found)
    context = {"form": form, "person": found}
    return render(request, "accounts/change.html", context, status=422 if form.errors else 200)


@allow(Can.MANAGE_PEOPLE, "POST")
def renew(request: Request, pk: int) -> HttpResponse:
    """A new link for the password: the way back for who has forgotten it (S146)."""
    found = _get_person(request, pk)
    require(request.user, permissions.can_renew_invitation, found)
    return _show_link(
        request, found, services.renew_invitation(actor=request.user, user=found, at=timezone.now())
    )


@allow(Can.MANAGE_PEOPLE, "POST")
def end_sessions(request: Request, pk: int) -> HttpResponse:
    """Sign a person out everywhere."""
    found = _get_person(request, pk)
    require(request.user, permissions.can_end_sessions, found)
    sessions = UserSession.objects.filter(user=found)
    services.end_sessions(actor=request.user, sessions=sessions, at=timezone.now(), of=found)
    messages.success(request, _("Signed out everywhere"))
    return redirect(found)


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def freeze(request: Request, pk: int) -> HttpResponse:
    """Freeze at once, with a reason (S97)."""
    found = _get_person(request, pk)
    require(request.user, permissions.can_freeze_account, found)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.freeze_account(
                actor=request.user, user=found, reason=form.cleaned_data["reason"], at=timezone.now()
            )
        except services.FreezeRefused as error:
            form.add_error(None, _FREEZE_REFUSALS[error.code]())
        else:
            step = next_step_after_freeze(request.user, found, timezone.now())
            messages.success(
                request,
                step.words
                if step
                else _("Frozen. The manager stands in until the customers are handed over."),
            )
            return redirect(step.url if step else found)
    context: dict[str, Any] = {"form": form, "person": found}
    return render(request, "accounts/freeze.html", context, status=422 if form.errors else 200)


_FREEZE_REFUSALS = {
    "self": lambda: _("Nobody freezes their own account."),
    "last_admin": lambda: _("The last active admin stays. Make somebody else an admin first."),
    "already": lambda: _("This account is frozen already."),
}


@allow(Can.MANAGE_PEOPLE, "POST")
def thaw(request: Request, pk: int) -> HttpResponse:
    found = _get_person(request, pk)
    require(request.user, permissions.can_thaw_account, found)
    services.thaw_account(actor=request.user, user=found, at=timezone.now())
    messages.success(request, _("Thawed. Old sessions and links stay dead."))
    return redirect(found)


@never_cache
@allow(None, "GET", "POST")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password by an invitation's link; then one signs in with it, like every day."""
    at = timezone.now()
    try:
        invited = services.find_invitation(secret=secret, at=at).user
        form = NewPasswordForm(request.POST or None, person=invited)
        if request.method == "POST" and form.is_valid():
            services.accept_invitation(secret=secret, password=form.cleaned_data["new_password"], at=at)
            messages.success(request, _("Password saved. Sign in with it."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    except services.InvitationOver:
        return render(request, "accounts/join_over.html", status=410)
    context = {"form": form, "invited": invited}
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)
