"""Panels of this app on the pages of the apps below."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from core.capabilities import Can
from core.panels import panel
from reports.selectors.weekly import own_current


@panel("today", "week", order=10)
def own_report(request: HttpRequest, person: Any) -> SafeString | None:
    """How one's weekly report stands, on one's own Today (ux.md); a boss owes none."""
    if request.user.pk != person.pk or person.is_boss or not person.can(Can.REPORT):
        return None
    report = own_current(person)
    if report is None:
        return None
    context = {"report": report, "late": report.is_late(timezone.now())}
    return render_to_string("reports/today_line.html", context, request)


@panel("customer", "menu", order=40)
def put_into_report(request: HttpRequest, customer: Any) -> SafeString | None:
    """Put the customer into one's weekly report."""
    if not request.user.can(Can.REPORT):  # type: ignore[union-attr]  # signed in
        return None
    return render_to_string("reports/menu.html", {"customer": customer}, request)
