"""Preparing a briefing: who was there, moving it to another day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from briefings import services
from briefings.forms import AttendanceForm, MoveForm, add_refusal
from briefings.models import Briefing
from briefings.permissions import can_move, can_note_attendance
from briefings.selectors.people import people_to_attend
from core.access import allow
from core.capabilities import Can
from core.work_days import current_calendar


def _get(request: Request, pk: int) -> Briefing:
    return get_visible_or_404(Briefing.objects.select_related("moved_by", "joined_into"), request.user, pk)


def _attendance(found: Briefing, data: Any = None) -> AttendanceForm:
    there = list(found.attendance.values_list("person", flat=True))
    return AttendanceForm(data, people=people_to_attend(there), initial={"people": there})


def _show(
    request: Request, found: Briefing, *, attendance: Any = None, move: Any = None, status: int = 200
) -> HttpResponse:
    user, calendar = request.user, current_calendar()
    has_begun = calendar.day_of(timezone.now()) >= found.day
    local = calendar.local(found.starts_at)
    context = {
        "briefing": found, "reads": user.can(Can.READ_BRIEFINGS),
        "may_attend": can_note_attendance(user, found) and has_begun, "may_move": can_move(user, found),
        "attendance": attendance or _attendance(found), "attended": list(found.attendance.select_related("person")),
        "move": move or MoveForm(initial={"day": found.day, "starts_at": local.time()}),
    }  # fmt: skip
    return render(request, "briefings/prepare.html", context, status=status)


@allow(Can.PREPARE_BRIEFINGS, "GET")
def prepare(request: Request, pk: int) -> HttpResponse:
    """When it is and who was there; never what stands in it."""
    return _show(request, _get(request, pk))


@allow(Can.PREPARE_BRIEFINGS, "POST")
def attend(request: Request, pk: int) -> HttpResponse:
    """Note who was there."""
    found = _get(request, pk)
    require(request.user, can_note_attendance, found)
    form = _attendance(found, request.POST)
    if form.is_valid():
        try:
            people = list(form.cleaned_data["people"])
            services.note_attendance(actor=request.user, briefing=found, people=people, at=timezone.now())
            messages.success(request, _("Saved"))
            return redirect("briefings:prepare", found.pk)
        except services.BriefingRefused as refusal:
            add_refusal(form, refusal)
    return _show(request, found, attendance=form, status=422)


@allow(Can.READ_BRIEFINGS, "POST")
def move(request: Request, pk: int) -> HttpResponse:
    """Move it to another day or hour."""
    found = _get(request, pk)
    require(request.user, can_move, found)
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            standing = services.move_briefing(
                actor=request.user, briefing=found, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Moved; everybody who comes is told."))
            return redirect("briefings:prepare", standing.pk)
        except services.BriefingRefused as refusal:
            add_refusal(form, refusal)
    return _show(request, found, move=form, status=422)
