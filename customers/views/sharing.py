"""Sharing a customer with colleagues (共享客户)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from core.access import allow, refuse
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.request_context import forget
from customers import permissions, services
from customers.forms import ShareForm
from customers.models import Customer, CustomerShare
from customers.views.answers import get_customer, go_to, next_url, show_errors


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def share(request: Request, pk: int) -> HttpResponse:
    """Give a colleague a part in the customer."""
    customer = get_customer(request, pk)
    require(request.user, permissions.can_share, customer)
    form = ShareForm(request.POST or None, customer=customer)
    back = next_url(request, customer.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.share_customer(
                actor=request.user, customer=customer, at=timezone.now(), **form.cleaned_data
            )
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("Shared with %(person)s") % {"person": made.person})
            return go_to(request, back)
    context = {"customer": customer, "form": form, "next": back}
    return render(request, "customers/share.html", context, status=422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def share_end(request: Request, pk: int) -> HttpResponse:
    """Take a share back, or give it back oneself; the customer's page is shown while one still sees it."""
    rows = CustomerShare.objects.select_related("customer__owner__team", "person")
    found = get_visible_or_404(rows, request.user, pk)
    if not permissions.can_end_share(request.user, found.customer, found):
        refuse(request.user, found, "can_end_share")
    services.end_share(actor=request.user, share=found, at=timezone.now())
    messages.success(request, _("No longer shared with %(person)s") % {"person": found.person})
    forget()  # what this request knew of the person's scope may have rested on the share
    sees_still = Customer.objects.visible_to(request.user).current().filter(pk=found.customer_id).exists()
    return go_to(request, found.customer.get_absolute_url() if sees_still else reverse("customers:list"))
