"""Panels of this app on the pages of the apps below."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.capabilities import Can
from core.panels import panel
from core.ui.formats import month, short_day
from core.waiting import WaitingRow, waiting_row, waits
from core.work_days import current_calendar
from reports.selectors.chasing import WEEK, read_missing
from reports.selectors.waiting import read_own


@panel("today", "week", order=10)
def own_report(request: HttpRequest, person: Any) -> SafeString | None:
    """How one's weekly report stands, on one's own Today (ux.md); a boss owes none."""
    if request.user.pk != person.pk or person.is_boss or not person.can(Can.REPORT):
        return None
    at = timezone.now()
    report = read_own(person, current_calendar().day_of(at)).weekly
    if report is None:
        return None
    context = {"report": report, "late": report.is_late(at)}
    return render_to_string("reports/today_line.html", context, request)


@panel("customer", "menu", order=40)
def put_into_report(request: HttpRequest, customer: Any) -> SafeString | None:
    """Put the customer into one's weekly report."""
    if not request.user.can(Can.REPORT):  # type: ignore[union-attr]  # signed in
        return None
    return render_to_string("reports/menu.html", {"customer": customer}, request)


@waits(order=10)
def reports_waiting(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """One's own daily reports from the late afternoon on, remarks for the digest, one's part of the A list; nobody else's."""
    if viewer.pk != person.pk:
        return
    words = {
        "day": _("Confirm the daily report of %(day)s"),
        "digest": _("Remarks for the digest of %(day)s"),
        "a_list": _("Look through the A customers of %(day)s"),
    }
    for one in read_own(person, today).waiting:
        named = month(one.on) if one.kind == "a_list" else short_day(one.on)
        yield waiting_row(words[one.kind] % {"day": named}, one.url, today=today, due_on=one.due_on)


@waits(order=11)
def reports_missing(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """How many reports are still missing, for assistants, who remind (S10); who leads has them as cards."""
    if not person.is_assistant or not viewer.can(Can.CHASE_REPORTS):
        return
    for one in read_missing(timezone.now()):
        words = (
            ngettext("%(count)d weekly report is missing", "%(count)d weekly reports are missing", one.number)
            if one.kind == WEEK
            else ngettext(
                "%(count)d daily report is not confirmed",
                "%(count)d daily reports are not confirmed",
                one.number,
            )
        )
        yield waiting_row(words % {"count": one.number}, one.url, today=today, due_on=one.due_on)
