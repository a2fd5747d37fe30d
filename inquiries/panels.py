"""What inquiries put on a customer's page and on settings pages, at the gate, and what they add to Ctrl K."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.panels import panel
from core.ui.addresses import address_of, address_of_each
from core.ui.formats import company_moment
from core.waiting import WaitingRow, waits
from core.work_days import SECTION as CALENDAR
from customers.models import TimelineEntry
from customers.timeline_words import Behind, register_behind, register_headline
from inquiries.forms.policies import ReplyPolicyForm
from inquiries.models import Inquiry, State
from inquiries.policies import REPLY, reply_policy
from inquiries.selectors import asked_products  # noqa: F401 - what the catalogue ranks by registers itself
from inquiries.selectors.examples import limits_by_example
from inquiries.selectors.finding import find_heads, find_inquiries
from inquiries.selectors.lists import count_unassigned, open_inquiries_of


@panel("customer", "right", order=10)
def open_inquiries(request: HttpRequest, customer: Any) -> SafeString:
    """Its open inquiries with their clocks."""
    rows = open_inquiries_of(customer, user=request.user, at=timezone.now())
    return render_to_string(
        "inquiries/panel_open.html", {"rows": rows, "customer": customer}, request=request
    )


@waits(order=1)
def unassigned_inquiries(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """How many inquiries nobody has, for assistants, who see to it that they get to somebody (S10); who leads has them as cards."""
    if not person.is_assistant or not viewer.is_assistant:
        return
    count, oldest = count_unassigned(viewer)
    if count:
        words = ngettext("%(count)d inquiry is nobody's", "%(count)d inquiries are nobody's", count)
        note = _("the oldest since %(moment)s") % {"moment": company_moment(oldest)}
        yield WaitingRow(words % {"count": count}, f"{address_of('inquiries:list')}?tab=unassigned", note)


@panel("find", "results", order=10)
def found_inquiries(request: HttpRequest, query: Any) -> SafeString | None:
    """Inquiries by number, subject, sender or product."""
    rows = find_inquiries(request.user, query)
    return render_to_string("inquiries/_found.html", {"rows": rows}, request=request) if rows else None


@panel("find", "results", order=20)
def found_heads(request: HttpRequest, query: Any) -> SafeString | None:
    """For who assigns them, inquiries that nobody holds: sender and subject, and where to assign."""
    rows = find_heads(request.user, query)
    return render_to_string("inquiries/_found_heads.html", {"rows": rows}, request=request) if rows else None


@register_headline(TimelineEntry.Kind.INQUIRY)
def inquiry_headline(entry: TimelineEntry) -> str:
    """What happened to an inquiry: it came, it was closed as something, it was opened again."""
    number = entry.values.get("number", "")
    if entry.values.get("event") == "closed":
        state = entry.values.get("state", "")
        words = {"number": number, "state": dict(State.choices).get(state, state)}
        return _("Inquiry %(number)s closed: %(state)s") % words
    if entry.values.get("event") == "reopened":
        return _("Inquiry %(number)s opened again") % {"number": number}
    return _("Inquiry %(number)s") % {"number": number}


@register_behind("inquiries.inquiry")
def inquiries_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Inquiries that the reader may see: the page, and what it is about."""
    rows = Inquiry.objects.visible_to(user).filter(pk__in=pks).values_list("pk", "subject", "first_text")
    page = address_of_each("inquiries:detail")
    return {pk: Behind(page(pk), subject or text) for pk, subject, text in rows}


@panel("policy", CALENDAR, order=10)
def limits_by_calendar(request: HttpRequest, _company: Any) -> SafeString:
    """What the working hours make of a few arrivals."""
    return _limits(request)


@panel("policy", REPLY, order=10)
def limits_by_policy(request: HttpRequest, _policy: Any) -> SafeString:
    """What the limits make of a few arrivals."""
    return _limits(request)


def _limits(request: HttpRequest) -> SafeString:
    examples = limits_by_example(at=timezone.now())
    return render_to_string("inquiries/panel_limits.html", {"examples": examples}, request=request)


@panel("gate", "rules", order=10)
def limits_at_the_gate(_request: HttpRequest, _subject: Any) -> SafeString:
    """The reply limits as they are, for who signs in."""
    return format_html("<dt>{}</dt><dd>{}</dd>", _("Reply"), ReplyPolicyForm.summary_of(reply_policy()))
