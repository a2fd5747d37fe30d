"""What inquiries put on a customer's page, and what they add to Ctrl K."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from core.panels import panel
from inquiries.selectors.finding import find_inquiries
from inquiries.selectors.lists import open_inquiries_of


@panel("customer", "right", order=10)
def open_inquiries(request: HttpRequest, customer: Any) -> SafeString:
    """Its open inquiries with their clocks."""
    rows = open_inquiries_of(customer, user=request.user, at=timezone.now())
    return render_to_string(
        "inquiries/panel_open.html", {"rows": rows, "customer": customer}, request=request
    )


@panel("find", "results", order=10)
def found_inquiries(request: HttpRequest, query: Any) -> SafeString | None:
    """Inquiries by number, subject, sender or product."""
    rows = find_inquiries(request.user, query)
    return render_to_string("inquiries/_found.html", {"rows": rows}, request=request) if rows else None
