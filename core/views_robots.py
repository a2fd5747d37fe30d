"""Group robots: which chat groups are told that something waits."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import robots as service
from core.access import allow, hide
from core.capabilities import Can
from core.domain.robots import Outcome
from core.forms_once import AlreadySubmitted
from core.forms_robots import NewRobotForm, RobotForm
from core.models import GroupRobot


@allow(Can.KEEP_ROBOTS, "GET")
def robots(request: HttpRequest) -> HttpResponse:
    """All groups, and how the last message went."""
    labels = {topic.name: topic.label for topic in service.topics()}
    rows = [(row, [labels[name] for name in row.topics if name in labels]) for row in _all()]
    return render(request, "core/robots.html", {"rows": rows, "no_answer": service.NO_ANSWER})


@allow(Can.KEEP_ROBOTS, "GET", "POST")
def robot_new(request: HttpRequest) -> HttpResponse:
    """Add a group: its name, the address that the service gave, what it is told of."""
    form = NewRobotForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, None)
    site, token = f"{request.scheme}://{request.get_host()}", form.cleaned_data["form_token"]
    try:
        service.add_robot(
            actor=request.user, values=form.values(), site=site, at=timezone.now(), form_token=token
        )
    except AlreadySubmitted as done:
        return redirect(done.url)
    messages.success(request, _("Added. Try it: the group gets a message."))
    return redirect("core:robots")


@allow(Can.KEEP_ROBOTS, "GET", "POST")
def robot(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it; an address that is left empty stays as it is."""
    row = _get(request, pk)
    form = RobotForm(request.POST or None, robot=row)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, row)
    service.change_robot(actor=request.user, robot=row, values=form.values(), at=timezone.now())
    messages.success(request, _("Saved"))
    return redirect("core:robots")


@allow(Can.KEEP_ROBOTS, "POST")
def robot_try(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message of trial now."""
    outcome, said = service.try_robot(actor=request.user, robot=_get(request, pk), at=timezone.now())
    if outcome is Outcome.SENT:
        messages.success(request, _("Sent: look into the group."))
    elif said == service.NO_ANSWER:
        messages.error(request, _("The service did not answer. It is tried again by itself."))
    else:
        messages.error(request, _("The service did not take it: %(said)s") % {"said": said})
    return redirect("core:robots")


@allow(Can.KEEP_ROBOTS, "POST")
def robot_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove it."""
    service.drop_robot(actor=request.user, robot=_get(request, pk), at=timezone.now())
    messages.success(request, _("Removed"))
    return redirect("core:robots")


def _all() -> "QuerySet[GroupRobot]":
    return GroupRobot.objects.select_related("added_by")


def _get(request: HttpRequest, pk: int) -> GroupRobot:
    row = _all().filter(pk=pk).first()
    if row is None:
        hide(request.user, f"core.grouprobot:{pk}")
    return row


def _form(request: HttpRequest, form: RobotForm, row: GroupRobot | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "core/robot.html", {"form": form, "robot": row}, status=status)
