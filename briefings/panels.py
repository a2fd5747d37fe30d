"""Panels of this app on the pages of the apps below, and what of it waits on Today."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from briefings.selectors.lists import read_next, rulings_to_do
from core.capabilities import Can
from core.panels import panel
from core.waiting import SHOWN, WaitingRow, waiting_row, waits
from core.work_days import current_calendar


@waits(order=5)
def rulings_waiting(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """The rulings that are the person's to carry out (S111)."""
    for ruling in rulings_to_do(viewer, person, SHOWN):
        note = _("Ruling of %(person)s") % {"person": ruling.given_by.short_name}
        yield waiting_row(
            ruling.text, ruling.get_absolute_url(), today=today, note=note, due_on=ruling.due_on
        )


@panel("boss", "top", order=10)
def next_briefing(request: HttpRequest, user: Any) -> SafeString | None:
    """On the overview of who is briefed: the next briefing and the open rulings. Others who read the figures see none of it."""
    if not user.can(Can.RULE):
        return None
    at = timezone.now()
    found = read_next(user, current_calendar().day_of(at))
    if found is None:
        return None
    return render_to_string("briefings/boss.html", {"briefing": found, "now": at}, request)


@panel("customer", "menu", order=45)
def put_into_briefing(request: HttpRequest, customer: Any) -> SafeString | None:
    """Put the customer into the next briefing."""
    user: Any = request.user
    if not user.is_manager or user.is_boss:
        return None
    url = f"{reverse('briefings:point_new')}?customer={customer.pk}"
    return render_to_string("briefings/menu.html", {"url": url}, request)


@panel("customer", "menu", order=46)
def rule_on_customer(request: HttpRequest, customer: Any) -> SafeString | None:
    """Rule on something about the customer."""
    return _rule_on(request, f"customer-{customer.pk}")


@panel("inquiry", "menu", order=46)
def rule_on_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """Rule on something about the inquiry."""
    return _rule_on(request, f"inquiry-{inquiry.pk}")


def _rule_on(request: HttpRequest, name: str) -> SafeString | None:
    if not request.user.can(Can.RULE):  # type: ignore[union-attr]  # signed in
        return None
    return render_to_string("briefings/menu_rule.html", {"name": name}, request)
