"""Who may see a customer, and who did."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import Request, require
from core.access import allow
from core.capabilities import Can
from customers import permissions
from customers.selectors.access import read_access
from customers.views.answers import get_customer


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def access(request: Request, pk: int) -> HttpResponse:
    """Who may see it now and why, who opened it when, who took it out or handed it on."""
    customer = get_customer(request, pk)
    require(request.user, permissions.can_see_access, customer)
    page = read_access(request.user, customer, at=timezone.now())
    return render(request, "customers/access.html", {"customer": customer, "page": page})
