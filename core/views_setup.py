"""Setting up: what is still open, role by role, and where it is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import setting_up
from core.access import allow, hide, refuse
from core.capabilities import Can
from core.setting_up import Group, State

TITLES: dict[Group, Any] = {
    Group.ADMIN: gettext_lazy("The admin: people"),
    Group.LEADERS: gettext_lazy("Boss or manager: the company"),
    Group.SELLERS: gettext_lazy("Then: the work"),
}


@allow(Can.SET_UP, "GET")
def setup(request: HttpRequest) -> HttpResponse:
    """Every step, by whose turn it is."""
    states = setting_up.read_steps(request.user)
    groups = [
        (group, title, [one for one in states if one.step.group == group]) for group, title in TITLES.items()
    ]
    context = {
        "groups": groups,
        "done": sum(one.state == State.DONE for one in states),
        "total": len(states),
        "next_name": next((one.step.name for one in states if one.is_mine and one.state == State.OPEN), ""),
        "is_dismissed": setting_up.decisions().is_dismissed,
        "may_finish": request.user.can(Can.FINISH_SETUP),  # type: ignore[union-attr]  # signed in
    }
    return render(request, "core/setup.html", context)


@allow(Can.SET_UP, "POST")
def decide(request: HttpRequest, name: str) -> HttpResponse:
    """Keep a step as it is, put it off, or take it up again."""
    step = next((one for one in setting_up.steps() if one.name == name), None)
    if step is None:
        hide(request.user, f"core.setup_step:{name}")
    if not request.user.can(step.needs):  # type: ignore[union-attr]  # signed in
        refuse(request.user, None, step.needs)
    try:
        setting_up.decide_step(step, request.POST.get("decision", ""), actor=request.user, at=timezone.now())
    except ValueError:
        return HttpResponse(status=422)
    return redirect("core:setup")


@allow(Can.FINISH_SETUP, "POST")
def dismiss(request: HttpRequest) -> HttpResponse:
    """Put the reminders away, or bring them back (`again`)."""
    is_dismissed = "again" not in request.POST
    setting_up.dismiss(actor=request.user, is_dismissed=is_dismissed, at=timezone.now())
    messages.success(request, _("No more reminders.") if is_dismissed else _("The reminders are back."))
    return redirect("core:setup")
