"""Leave and trips: asked for, decided, who is away when, back sooner (S35, S124)."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.access import Request, allow, get_visible_or_404, require
from accounts.domain.absences import ONE_DAY
from accounts.forms.absences import AskForm, CommentForm, DecideForm, RevokeForm, add_refusal
from accounts.models import Absence
from accounts.permissions import Can
from accounts.selectors import absences as selectors
from accounts.services import absences as services
from core.domain.work_calendar import FIRST_YEAR, LAST_YEAR
from core.forms_once import AlreadySubmitted
from core.ui.formats import short_day


@allow(Can.LEAVE, "GET")
def absences(request: Request) -> HttpResponse:
    """One's own requests, what waits for one's decision, and two weeks of who is away, from the Monday of `?from=` on."""
    today = timezone.localdate()
    context = {
        "own": selectors.read_own(request.user),
        "waiting": selectors.read_waiting(request.user, today),
        "standing_in": selectors.read_standing_in(request.user, today),
        "overview": selectors.read_overview(request.user, _monday_in(request, today), today),
        "leads": request.user.is_manager or request.user.is_boss,
        "today": today,
    }
    return render(request, "accounts/absences.html", context)


def _monday_in(request: Request, today: date) -> date:
    try:
        day = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        day = today
    day = day if FIRST_YEAR <= day.year < LAST_YEAR else today
    return day - timedelta(days=day.weekday())


@allow(Can.LEAVE, "GET", "POST")
def ask(request: Request) -> HttpResponse:
    """Ask for leave, a trip or sick leave. `?extends=` one's own running absence: the days after it."""
    initial = {} if request.method == "POST" else _extending(request)
    form = AskForm(request.POST or None, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            absence = services.ask_absence(
                actor=request.user,
                values=form.values(),
                form_token=form.cleaned_data["form_token"],
                at=timezone.now(),
            )
        except AlreadySubmitted as done:
            return redirect(done.url)
        except services.AbsenceRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _word_asked(absence))
            return redirect(absence)
    context = {"form": form, "holds_at_once": not selectors.approvers_of(request.user)}
    return render(request, "accounts/absence_ask.html", context, status=422 if form.errors else 200)


def _extending(request: Request) -> dict[str, Any]:
    asked = request.GET.get("extends", "")
    if not asked:
        return {"kind": Absence.Kind.LEAVE, "starts_on": timezone.localdate() + ONE_DAY}
    before = get_visible_or_404(Absence.objects.filter(user=request.user), request.user, asked)
    return {
        "kind": before.kind,
        "starts_on": before.ends_on + ONE_DAY,
        "stand_in": before.stand_in_id,
        "reason": before.reason,
    }


def _word_asked(absence: Absence) -> str:
    if absence.holds:
        return _("It holds: nobody else needs to decide.")
    return _("Asked. You are told when it is decided.")


@allow(Can.LEAVE, "GET")
def absence(request: Request, pk: int) -> HttpResponse:
    return _page(request, _get(request, pk))


def _get(request: Request, pk: int) -> Absence:
    return get_visible_or_404(Absence.objects.select_related(*selectors.LOADED), request.user, pk)


def _page(
    request: Request, found: Absence, *, decide: Any = None, comment: Any = None, revoke: Any = None
) -> HttpResponse:
    """The request with what may be done to it; a form that was refused comes back with its words."""
    user, today = request.user, timezone.localdate()
    may_decide = permissions.can_decide_absence(user, found)
    may_comment = permissions.can_comment_absence(user, found) and not may_decide
    context = {
        "absence": found,
        "decide": (decide or DecideForm(absence=found)) if may_decide else None,
        "comment": (comment or CommentForm(initial={"comment": found.comment})) if may_comment else None,
        "revoke": (revoke or RevokeForm()) if permissions.can_revoke_absence(user, found, today) else None,
        "may_withdraw": permissions.can_withdraw_absence(user, found, today),
        "may_come_back": permissions.can_come_back(user, found, today),
        "may_extend": found.user_id == user.pk
        and found.state == Absence.State.APPROVED
        and found.ends_on >= today,
        "sees_reason": permissions.can_read_reason(user, found),
        "is_stuck": found.user_id == user.pk and _waits_for_nobody(found),
        "has_summary": found.holds and found.starts_on <= today,
        "stand_in_away": selectors.days_away_of(found.stand_in, found.span) if found.ends_on >= today else [],
        "is_over": found.ends_on < today,
    }
    is_refused = any(form is not None and form.errors for form in (decide, comment, revoke))
    return render(request, "accounts/absence.html", context, status=422 if is_refused else 200)


def _waits_for_nobody(absence: Absence) -> bool:
    """Whether who could decide has left since (rules.md §7)."""
    return absence.state == Absence.State.REQUESTED and not selectors.approvers_of(absence.user)


@allow(Can.LEAVE, "POST")
def decide(request: Request, pk: int) -> HttpResponse:
    """Approve or refuse, with a reason."""
    found = _get(request, pk)
    require(request.user, permissions.can_decide_absence, found)
    form = DecideForm(request.POST, absence=found)
    if form.is_valid():
        try:
            decided = services.decide_absence(
                actor=request.user, absence=found, is_approved=form.is_approved, reason=form.cleaned_data["reason"],
                stand_in=form.cleaned_data["stand_in"], at=timezone.now(),
            )  # fmt: skip
        except services.AbsenceRefused as refusal:
            add_refusal(form, refusal)
        else:
            _say_decided(request, decided)
            return redirect("accounts:absences")
    return _page(request, found, decide=form)


def _say_decided(request: Request, absence: Absence) -> None:
    if not absence.holds:
        messages.success(request, _("Refused. The person is told."))
        return
    messages.success(request, _("Approved. The person and the stand-in are told."))
    for row in selectors.days_away_of(absence.stand_in, absence.span):
        days = {
            "person": row.user.short_name,
            "first": short_day(row.starts_on),
            "last": short_day(row.ends_on),
        }
        messages.warning(
            request, _("%(person)s is away %(first)s to %(last)s: then the manager answers.") % days
        )


@allow(Can.LEAVE, "POST")
def revoke(request: Request, pk: int) -> HttpResponse:
    """Take an approval back, with a reason."""
    found = _get(request, pk)
    require(request.user, _decides_on, found)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, revoke=form)
    service = partial(services.revoke_absence, reason=form.cleaned_data["reason"])
    return _do(request, found, service, _("Revoked. The person and the stand-in are told."))


def _decides_on(user: Any, absence: Absence) -> bool:
    return user.pk in selectors.approvers_of(absence.user)


@allow(Can.LEAVE, "POST")
def comment(request: Request, pk: int) -> HttpResponse:
    """The manager's word, for who decides."""
    found = _get(request, pk)
    require(request.user, permissions.can_comment_absence, found)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            services.comment_absence(
                actor=request.user, absence=found, comment=form.cleaned_data["comment"], at=timezone.now()
            )
        except services.AbsenceRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(found)
    return _page(request, found, comment=form)


@allow(Can.LEAVE, "POST")
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take it back before it begins."""
    found = _get(request, pk)
    require(request.user, _is_own, found)
    return _do(request, found, services.withdraw_absence, _("Withdrawn. Who was told of it is told."))


@allow(Can.LEAVE, "POST")
def back(request: Request, pk: int) -> HttpResponse:
    """Back sooner: from today on everything is one's own again."""
    found = _get(request, pk)
    require(request.user, _is_own, found)
    return _do(
        request, found, services.come_back, _("Welcome back. From today on everything is yours again.")
    )


def _is_own(user: Any, absence: Absence) -> bool:
    return bool(absence.user_id == user.pk)


def _do(request: Request, found: Absence, service: Any, said: str) -> HttpResponse:
    """Do it, or say that it was changed meanwhile; a second click finds it done."""
    try:
        service(actor=request.user, absence=found, at=timezone.now())
    except services.AbsenceRefused:
        messages.info(request, _("Nothing to change any more: look at how it stands."))
    else:
        messages.success(request, said)
    return redirect(found)
