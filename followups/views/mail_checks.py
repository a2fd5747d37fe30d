"""The three mail windows of a day: ticked with one click, and the week of one's people (S34)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, hide
from accounts.models import User
from accounts.scoping import colleagues_of
from core.access import allow
from core.capabilities import Can
from core.domain.work_calendar import FIRST_YEAR, LAST_YEAR
from followups import services
from followups.selectors.mail_checks import WEEK, read_day, read_stretch, read_weeks, weeks_of
from followups.views.recording import next_url

MOST_DAYS = 92


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def mail_checks(request: Request) -> HttpResponse:
    """The week of `?week=` (its Monday; default: this one): one's own, and that of one's people for who leads.

    With `?since=` and `?until=` (at most 92 days) all of that time instead; with `?person=` of one of them.
    """
    at = timezone.now()
    people, person = _people_in(request)
    context: dict[str, Any] = {"person": person, "leads": request.user.is_manager or request.user.is_boss}
    if "since" in request.GET or "until" in request.GET:
        return _stretch(request, people, context, at)
    monday = _monday_in(request, timezone.localdate(at))
    context |= {
        "weeks": read_weeks(people, monday, at),
        "monday": monday,
        "days": [monday + timedelta(days=number) for number in range(7)],
        "previous": monday - WEEK,
        "following": monday + WEEK,
        "today": timezone.localdate(at),
    }
    return render(request, "followups/mail_checks.html", context)


def _stretch(request: Request, people: list[User], context: dict[str, Any], at: datetime) -> HttpResponse:
    """A longer time: a person's week by week, of several people what it came to."""
    since, until = _span_in(request)
    found = read_stretch(people, since, until, at)
    person = context["person"]
    weeks = weeks_of(found[0]) if person is not None else []
    context |= {
        "since": since, "until": until, "weeks": weeks, "people": [] if weeks else found,
        "total": found[0] if weeks else None, "heads": weeks[0].days if weeks else [],
    }  # fmt: skip
    return render(request, "followups/mail_stretch.html", context)


def _people_in(request: Request) -> tuple[list[User], User | None]:
    """Return whose marks are shown, and the one of `?person=`, who is among one's people."""
    people, asked = list(_people_of(request.user)), request.GET.get("person", "")
    if not asked:
        return people, None
    person = next((one for one in people if str(one.pk) == asked), None)
    if person is None:
        hide(request.user, f"followups.mail_checks:{asked}"[:120])
    return [person], person


def _span_in(request: Request) -> tuple[date, date]:
    """From `?since=` to `?until=`; what is no such time, or too long, is hidden."""
    try:
        since, until = (date.fromisoformat(request.GET.get(name, "")) for name in ("since", "until"))
    except ValueError:
        hide(request.user, "followups.mail_checks")
    is_known = since.year >= FIRST_YEAR and until.year < LAST_YEAR
    if not (is_known and 0 <= (until - since).days < MOST_DAYS):
        hide(request.user, "followups.mail_checks")
    return since, until


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
