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

from briefings.models import Kind, Ruling, RulingState
from briefings.selectors.lists import find_ruling, read_next, rulings_to_do, unattended
from briefings.selectors.waiting import count_waiting
from core.capabilities import Can
from core.dated import MOST, DatedRow, stands_in_calendar
from core.panels import panel
from core.ui.formats import short_day
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


@stands_in_calendar(order=5)
def rulings_in_calendar(viewer: Any, person: Any, first_on: date | None, last_on: date) -> Iterable[DatedRow]:
    """The rulings that are the person's to carry out by a day, until they are closed; one with its outcome told is done (S111).

    The feed does not hold the boss's words: they may be on a customer.
    """
    rows = Ruling.objects.visible_to(viewer).unclosed().filter(person=person, due_on__lte=last_on)
    if first_on is not None:
        rows = rows.filter(due_on__gte=first_on)
    for ruling in rows.select_related("given_by").order_by("due_on", "given_at", "pk")[:MOST]:
        outside = _("Ruling of %(person)s") % {"person": ruling.given_by.short_name}
        on, is_done = ruling.due_on or last_on, ruling.state == RulingState.TOLD
        yield DatedRow(f"ruling-{ruling.pk}", ruling.text, ruling.get_absolute_url(), on, outside, is_done)


@waits(order=6)
def attendance_to_note(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """Briefings of which nobody noted who was there, for assistants, who note it (S10, S109)."""
    if not person.is_assistant or not viewer.can(Can.PREPARE_BRIEFINGS):
        return
    for briefing in unattended(viewer, timezone.now()):
        words = _("Note who was there: briefing, %(day)s") % {"day": short_day(briefing.day)}
        yield waiting_row(
            words, reverse("briefings:prepare", args=[briefing.pk]), today=today, due_on=briefing.day
        )


@panel("boss", "top", order=10)
def next_briefing(request: HttpRequest, user: Any) -> SafeString | None:
    """On the overview of who is briefed: the next briefing, what waits for a ruling, the open ones. Nobody else sees any of it."""
    if not user.can(Can.RULE):
        return None
    at = timezone.now()
    found, standing = read_next(user, current_calendar().day_of(at)), count_waiting(user, at)
    if found is None and not standing.number:
        return None
    context = {"briefing": found, "standing": standing, "now": at}
    return render_to_string("briefings/boss.html", context, request)


@panel("report", "words", order=10)
def rule_on_wish(request: HttpRequest, report: Any) -> SafeString | None:
    """Beside a report whose author wants support: rule on it, or what was ruled (S111)."""
    user: Any = request.user
    is_wish = report.is_submitted and report.support_wanted and report.person_id != user.pk
    if not (is_wish and user.can(Can.RULE)):
        return None
    context = {"name": f"wish-{report.pk}", "ruling": find_ruling(user, Kind.WISH, report.pk)}
    return render_to_string("briefings/rule_on_wish.html", context, request)


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
