"""How customers belong together: head office, branch, agent, end client, group."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from core.access import allow, refuse
from core.capabilities import Can
from customers import permissions, services
from customers.forms import LinkForm
from customers.models import Customer, CustomerLink
from customers.selectors.finding import each_once, find_customers
from customers.services import LinkRefused
from customers.text import clean_line
from customers.views.answers import get_customer, go_to, next_url


def can_write(user: Any, customer: Customer) -> bool:
    """Whether `user` may say how `customer` belongs to another of theirs."""
    return permissions.can_link(user, customer, customer)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def link(request: Request, pk: int) -> HttpResponse:
    """Find the other one among the customers that one sees."""
    customer = get_customer(request, pk)
    require(request.user, can_write, customer)
    query = clean_line(request.GET.get("q", ""))[:200]
    context = {
        "customer": customer,
        "query": query,
        "found": [
            hit for hit in each_once(find_customers(request.user, query)) if hit.customer.pk != customer.pk
        ],
    }
    template = "customers/link_find.html#results" if request.htmx else "customers/link_find.html"
    return render(request, template, context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def link_with(request: Request, pk: int, other_pk: int) -> HttpResponse:
    """Say what the other one is."""
    customer, other = get_customer(request, pk), get_customer(request, other_pk)
    for row in (customer, other):
        require(request.user, can_write, row)
    form = LinkForm(request.POST if request.method == "POST" else None)
    back = next_url(request, customer.get_absolute_url())
    if form.is_bound and form.is_valid():
        try:
            services.link_customers(
                actor=request.user, customer=customer, other=other, relation=form.cleaned_data["relation"],
                at=timezone.now(),
            )  # fmt: skip
        except LinkRefused as refused:
            messages.error(request, _refusal(refused.code))
        else:
            messages.success(request, _("Kept: they belong together"))
        return go_to(request, back)
    status = 422 if form.is_bound else 200
    context = {"customer": customer, "other": other, "form": form, "next": back}
    return render(request, "customers/link.html", context, status=status)


def _refusal(code: str) -> str:
    return {
        "same": _("A customer does not belong to itself."),
        "gone": _("One of the two was merged into another customer meanwhile."),
        "there": _("How they belong together is said already."),
    }[code]


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def link_remove(request: Request, pk: int) -> HttpResponse:
    """Take a link back; the page that one came from is shown again."""
    rows = CustomerLink.objects.select_related("source__owner__team", "target__owner__team")
    found = get_visible_or_404(rows, request.user, pk)
    if not permissions.can_link(request.user, found.source, found.target):
        refuse(request.user, found, "can_link")
    services.unlink_customers(actor=request.user, link=found, at=timezone.now())
    messages.success(request, _("They no longer belong together"))
    return go_to(request, next_url(request, reverse("customers:list")))
