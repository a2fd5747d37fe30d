"""What sales put on the pages of customers and inquiries, into a customer's history, and what they add to Ctrl K."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.capabilities import Can
from core.panels import panel
from core.ui.addresses import address_of_each
from customers.models import TimelineEntry
from customers.timeline_words import Behind, register_behind, register_headline
from sales.forms.quote_steps import OpenForm
from sales.models import Quote
from sales.permissions.quotes import can_quote
from sales.selectors.quote_lists import find_quotes, quotes_of_customer, quotes_of_inquiry

# ── quotes ──────────────────────────────────────────────────────────────────
_HEADLINES = {
    "sent": lambda: _("Quote %(number)s sent"),
    "accepted": lambda: _("Quote %(number)s accepted"),
    "declined": lambda: _("Quote %(number)s declined"),
    "expired": lambda: _("Quote %(number)s ran out"),
}


@panel("customer", "right", order=15)
def quotes_on_customer(request: HttpRequest, customer: Any) -> SafeString:
    """The customer's newest quotes, and a new one."""
    rows = quotes_of_customer(request.user, customer)
    may_quote = can_quote(request.user, customer)  # type: ignore[arg-type]  # signed in
    context = {"rows": rows, "customer": customer, "form": OpenForm(), "may_quote": may_quote}
    return render_to_string("quotes/panel.html", context, request=request)


@panel("inquiry", "side", order=15)
def quotes_on_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """The quotes that answer it, and one from here; nothing while it has no customer."""
    if inquiry.customer is None:
        return None
    rows = quotes_of_inquiry(request.user, inquiry)
    may_quote = can_quote(request.user, inquiry.customer)  # type: ignore[arg-type]  # signed in
    context = {
        "rows": rows,
        "customer": inquiry.customer,
        "inquiry": inquiry,
        "form": OpenForm(),
        "may_quote": may_quote,
    }
    return render_to_string("quotes/panel.html", context, request=request)


@panel("find", "results", order=15)
def found_quotes(request: HttpRequest, query: Any) -> SafeString | None:
    """Quotes by their number."""
    if not request.user.can(Can.WORK_WITH_CUSTOMERS):  # type: ignore[union-attr]  # signed in
        return None
    rows = find_quotes(request.user, str(query))
    return render_to_string("quotes/_found.html", {"rows": rows}, request=request) if rows else None


@register_headline(TimelineEntry.Kind.QUOTE)
def quote_headline(entry: TimelineEntry) -> str:
    """What happened to a quote."""
    words = _HEADLINES.get(entry.values.get("event", ""), _HEADLINES["sent"])
    return words() % {"number": entry.values.get("number", "")}


@register_behind("sales.quote")
def quotes_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Quotes that the reader may see: the page."""
    page = address_of_each("quotes:detail")
    rows = Quote.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True)
    return {pk: Behind(page(pk), "") for pk in rows}
