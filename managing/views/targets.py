"""Targets: how they stand, setting one, taking one back, what was set before (S1)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Request, get_visible_or_404, require
from accounts.models import Team, User
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.work_days import current_calendar
from managing import services
from managing.forms import CopyForm, TargetForm, add_refusal
from managing.models import Target
from managing.permissions import can_change_target, can_set_target_of
from managing.selectors.facts import widest
from managing.selectors.fairness import people_read
from managing.selectors.targets import (
    facts_wanted,
    read_history,
    read_results,
    read_targets,
    spans_of,
    standings_of,
)
from managing.selectors.team import read_spans
from reports.selectors.roll import read_roll

COPY_IDS = "copy_%s"  # two forms stand on the page


def _form(user: User, today: Any, data: Any = None, **initial: Any) -> TargetForm:
    teams = (
        Team.objects.order_by("name") if user.is_boss else Team.objects.filter(manager=user).order_by("name")
    )
    people = [person for person in people_read(user) if can_set_target_of(user, person, None)]
    return TargetForm(
        data, people=people, teams=teams, may_set_all=bool(user.is_boss), today=today, initial=initial
    )


@allow(Can.SET_TARGETS, "GET")
def targets(request: Request) -> HttpResponse:
    """How they stand, the form for another, and the history."""
    return _show(request, None, timezone.now())


def _show(
    request: Request, form: TargetForm | None, at: datetime, *, copy_form: CopyForm | None = None
) -> HttpResponse:
    user, today = request.user, current_calendar().day_of(at)
    rows = read_targets(user, today)
    found: dict[str, Any] = {}
    if rows:
        spans = spans_of(rows, at)
        roll = read_roll(widest(spans.values()), with_managers=True)
        found = dict(read_spans(roll, spans, at, wanted=facts_wanted(rows)))
    standings = standings_of(rows, found, today)
    context = {
        "standings": [(one, can_change_target(user, one.target)) for one in standings],
        "form": form or _form(user, today), "history": read_history(user), "results": read_results(user, today), "copy_form": copy_form or CopyForm(auto_id=COPY_IDS),
    }  # fmt: skip
    return render(request, "managing/targets.html", context, status=422 if form or copy_form else 200)


@allow(Can.SET_TARGETS, "POST")
def target_set(request: Request) -> HttpResponse:
    """Set one, in the place of the one before."""
    at = timezone.now()
    form = _form(request.user, current_calendar().day_of(at), request.POST)
    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            services.set_target(actor=request.user, values=form.values(), form_token=token, at=at)
        except AlreadySubmitted:
            return redirect("managing:targets")
        except services.ManagingRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Target set"))
            return redirect("managing:targets")
    return _show(request, form, at)


@allow(Can.SET_TARGETS, "POST")
def target_copy(request: Request) -> HttpResponse:
    """Take the targets of one time over into the next (S166)."""
    at, form = timezone.now(), CopyForm(request.POST, auto_id=COPY_IDS)
    if form.is_valid():
        try:
            copied = services.copy_targets(actor=request.user, at=at, **form.values())
        except AlreadySubmitted:
            return redirect("managing:targets")
        except services.ManagingRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _words_of(copied))
            return redirect("managing:targets")
    return _show(request, None, at, copy_form=form)


def _words_of(copied: services.Copied) -> str:
    made = ngettext("%(count)s target taken over", "%(count)s targets taken over", copied.made)
    left = ngettext("%(count)s left as it is", "%(count)s left as they are", copied.left)
    words = [made % {"count": copied.made}, *([left % {"count": copied.left}] if copied.left else [])]
    return _("; ").join(words)


@allow(Can.SET_TARGETS, "POST")
def target_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take one back."""
    rows = Target.objects.select_related("person__team", "team", "set_by")
    found = get_visible_or_404(rows, request.user, pk)
    require(request.user, can_change_target, found)
    services.withdraw_target(actor=request.user, target=found, at=timezone.now())
    messages.success(request, _("Target taken back"))
    return redirect("managing:targets")
