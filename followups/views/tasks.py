"""Tasks: one list, added in one line, done with one click."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import get_visible_or_404, require
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from core.ui.toasts import add_undoable
from followups import services
from followups.forms import TaskForm, add_refusal
from followups.models import Task
from followups.permissions import UNDO_FOR, can_finish
from followups.selectors.tasks import find_just_done, read_tasks
from followups.views.recording import next_url


@allow(Can.OWN_PAGES, "GET")
def tasks(request: HttpRequest) -> HttpResponse:
    """`?show=mine|given|team|done`, 50 a page from `?from=` on."""
    return _page(request, _new_form(request))


def _new_form(request: HttpRequest) -> TaskForm:
    initial = {"due_on": timezone.localdate(), "form_token": str(uuid.uuid4())}
    asked = request.GET.get("customer", "")
    if asked.isdecimal() and len(asked) < 19:
        initial["customer"] = asked
    return TaskForm(user=request.user, initial=initial)


def _page(request: HttpRequest, form: TaskForm, status: int = 200) -> HttpResponse:
    start = request.GET.get("from", "")
    skip = int(start) if start.isdecimal() and len(start) < 5 else 0
    page = read_tasks(request.user, request.GET.get("show", "mine"), skip, timezone.localdate())
    for task in page.rows:
        task.is_mine_to_finish = can_finish(request.user, task)
    return render(request, "followups/tasks.html", {"page": page, "form": form}, status=status)


@allow(Can.OWN_PAGES, "POST")
def task_add(request: HttpRequest) -> HttpResponse:
    form = TaskForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            _add(request, form)
            messages.success(request, _("Task added"))
            return redirect(next_url(request) or "followups:tasks")
        except AlreadySubmitted as first:
            return redirect(first.url or "followups:tasks")
        except services.Refused as refusal:
            add_refusal(form, refusal)
    return _page(request, form, status=422)


@transaction.atomic
def _add(request: HttpRequest, form: TaskForm) -> None:
    data, at = form.cleaned_data, timezone.now()
    claim = claim_form(data["form_token"], user=request.user, at=at)
    services.add_task(
        actor=request.user, assignee=data["assignee"] or request.user, title=data["title"], due_on=data["due_on"],
        customer=data["customer"], why=data["why"], at=at,
    )  # fmt: skip
    finish_form(claim, next_url(request) or reverse("followups:tasks"))


@allow(Can.OWN_PAGES, "POST")
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a task done, or with `undo=1` open again."""
    at, is_undo = timezone.now(), bool(request.GET.get("undo"))
    own = find_just_done(request.user, pk, at - UNDO_FOR) if is_undo else None
    task = own or get_visible_or_404(Task.objects.select_related("assignee__team"), request.user, pk)
    require(request.user, can_finish, task)
    if is_undo:
        services.reopen_task(actor=request.user, task=task, at=at)
    else:
        services.finish_task(actor=request.user, task=task, at=at)
        add_undoable(request, _("Done: %(task)s") % {"task": task.words}, f"{request.path}?undo=1")
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return render(request, "followups/row_done.html")
    return redirect(next_url(request) or "followups:tasks")
