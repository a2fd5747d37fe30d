"""The three mail windows of a day: ticked with one click, and the week of one's people (S34)."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from accounts.models import User
from accounts.scoping import colleagues_of
from core.access import allow
from core.capabilities import Can
from core.domain.work_calendar import FIRST_YEAR, LAST_YEAR
from followups import services
from followups.selectors.mail_checks import WEEK, read_day, read_weeks
from followups.views.recording import next_url


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def mail_checks(request: Request) -> HttpResponse:
    """The week of `?week=` (its Monday; default: this one): one's own, and that of one's people for who leads."""
    at = timezone.now()
    monday = _monday_in(request, timezone.localdate(at))
    context = {
        "weeks": read_weeks(_people_of(request.user), monday, at),
        "monday": monday,
        "days": [monday + timedelta(days=number) for number in range(7)],
        "previous": monday - WEEK,
        "following": monday + WEEK,
        "today": timezone.localdate(at),
        "leads": request.user.is_manager or request.user.is_boss,
    }
    return render(request, "followups/mail_checks.html", context)


def _people_of(user: User) -> Any:
    """Oneself, or for who leads everybody in one's scope who sells."""
    if user.is_manager or user.is_boss:
        return colleagues_of(user).order_by("name", "pk")
    return User.objects.salespeople().filter(pk=user.pk)


def _monday_in(request: Request, today: date) -> date:
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = today
    day = day if FIRST_YEAR <= day.year < LAST_YEAR else today
    return day - timedelta(days=day.weekday())


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def tick(request: Request) -> HttpResponse:
    """Tick the window of now: one's own, one click; a second one finds it ticked."""
    at = timezone.now()
    row = services.tick_mail(actor=request.user, at=at)
    if request.htmx:
        context = {"mail": read_day(request.user, at), "is_own": True}
        return render(request, "followups/_mail_strip.html", context)
    if row is None:
        messages.info(request, _("Nothing is owed today."))
    return redirect(next_url(request) or "followups:today")
