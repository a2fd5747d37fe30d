"""The company's own days: added with a word why, looked at before, dropped again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core import policy, policy_previews
from core.access import allow, hide
from core.capabilities import Can
from core.domain.refused import Refused
from core.forms import OwnDayForm
from core.ui.formats import company_day
from core.views_settings import show_section
from core.work_days import SECTION, CompanyCalendar, drop_own_day, set_own_day, with_own_day


@allow(Can.WRITE_POLICY, "POST")
def add_own_day(request: HttpRequest) -> HttpResponse:
    """Add a day of the company's own, or say what that would change."""
    at, form = timezone.now(), OwnDayForm(request.POST)
    if not form.is_valid():
        return show_section(request, SECTION, {"own_day_form": form}, status=422)
    day, works, why = (form.cleaned_data[name] for name in ("day", "works", "why"))
    try:
        if "preview" in request.POST:
            after = with_own_day(day, works=works, why=why, at=at)
            lines = policy_previews.preview_change(
                SECTION, policy.get(SECTION, CompanyCalendar), after, at=at
            )
            return show_section(request, SECTION, {"own_day_form": form, "own_day_preview": lines})
        set_own_day(actor=request.user, day=day, works=works, why=why, at=at)
    except Refused as error:
        form.add_error("day", word_day_refusal(error))
        return show_section(request, SECTION, {"own_day_form": form}, status=422)
    messages.success(request, _("%(day)s is set.") % {"day": company_day(day)})
    return redirect("core:policy", SECTION)


@allow(Can.WRITE_POLICY, "POST")
def drop_day(request: Any, day: str) -> HttpResponse:
    """Leave a day to the public calendar again."""
    found = _day_of(day)
    if found is None or found not in dict(policy.get(SECTION, CompanyCalendar).own_days):
        hide(request.user, f"core.own_day:{day}")
    try:
        drop_own_day(actor=request.user, day=found, at=timezone.now())
        messages.success(
            request, _("%(day)s follows the public calendar again.") % {"day": company_day(found)}
        )
    except Refused as error:
        messages.error(request, word_day_refusal(error))
    return redirect("core:policy", SECTION)


def _day_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def word_day_refusal(error: Refused) -> str:
    """Return in words why a day cannot be the company's own."""
    if error.code == "day_too_far":
        return _("At most two years ahead.")
    return _("This day has passed: a rule never applies backwards.")
