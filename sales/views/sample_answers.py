"""From an id to a sample, proof, visit or request, and the answers that their views give."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, note_read
from customers.models import Customer
from customers.views.answers import READS, go_to, next_url
from inquiries.models import Inquiry
from sales.models import FactoryVisit, Proof, Sample
from sales.selectors import proofs as proof_selectors
from sales.selectors import samples as sample_selectors
from sales.selectors import visits as visit_selectors
from sales.selectors.finding import find_customers

CUSTOMERS = Customer.objects.current().select_related("owner__team")


def get_sample(request: Request, pk: int) -> Sample:
    """Return a sample that the person may see; else 404. Reading it is reading its customer."""
    rows = Sample.objects.select_related(*sample_selectors.RELATED)
    return _noted(request, get_visible_or_404(rows, request.user, pk))


def get_proof(request: Request, pk: int) -> Proof:
    """Return a proof that the person may see; else 404. Reading it is reading its customer."""
    rows = Proof.objects.select_related(*proof_selectors.RELATED)
    return _noted(request, get_visible_or_404(rows, request.user, pk))


def get_visit(request: Request, pk: int) -> FactoryVisit:
    """Return a visit that the person may see; else 404. Reading it is reading its customer."""
    rows = FactoryVisit.objects.select_related(*visit_selectors.RELATED)
    return _noted(request, get_visible_or_404(rows, request.user, pk))


def _noted(request: Request, row: Any) -> Any:
    if request.method in READS:
        note_read("customers.read", user=request.user, record=row.customer, at=timezone.now())
    return row


def customer_of(request: Request) -> tuple[Customer | None, Inquiry | None]:
    """Return the customer of `?customer=` or `?inquiry=`, and the inquiry; 404 for what the person does not see."""
    asked = request.GET.get("inquiry", "")
    if asked:
        rows = Inquiry.objects.exclude(customer=None).select_related("customer__owner__team")
        inquiry = get_visible_or_404(rows, request.user, asked.replace("\x00", ""))
        return inquiry.customer, inquiry
    asked = request.GET.get("customer", "")
    if not asked:
        return None, None
    return get_visible_or_404(CUSTOMERS, request.user, asked.replace("\x00", "")), None


def ask_for_customer(request: Request, title: Any, name: str) -> HttpResponse:
    """Ask for which customer something is begun; each leads on to the page `name`."""
    words = request.GET.get("q", "")
    context = {"title": title, "url": reverse(name), "q": words, "found": find_customers(request.user, words)}
    return render(request, "samples/find_customer.html", context)


def say_changed(request: Request, url: str) -> HttpResponse:
    """Somebody was faster, or clicked twice: show how it stands."""
    messages.info(request, _("This has been done or changed meanwhile: look at how it stands."))
    return go_to(request, url)


__all__ = [
    "ask_for_customer",
    "customer_of",
    "get_proof",
    "get_sample",
    "get_visit",
    "go_to",
    "next_url",
    "say_changed",
]
