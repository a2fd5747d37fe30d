"""An e-sample for one buyer, logged as sent (S29, S30, S86)."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, require
from catalogue.forms import ESampleForm
from catalogue.views.esamples import asked_for, show_choice, show_link
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from sales.permissions.samples import can_ask_for_sample
from sales.services.e_samples import send_e_sample
from sales.views.sample_answers import ask_for_customer, customer_of


@allow(Can.SEND_ESAMPLES, "GET", "POST")
def e_sample_new(request: Request) -> HttpResponse:
    """Choose products for the customer of `?customer=` or `?inquiry=`; the link's page then shows its address, once."""
    customer, _inquiry = customer_of(request)
    if customer is None:
        return ask_for_customer(request, _("Send an e-sample"), "samples:e_sample")
    require(request.user, can_ask_for_sample, customer)
    initial = {"name": str(customer)[:80], "products": asked_for(request)}
    form = ESampleForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    if not (request.method == "POST" and form.is_valid()):
        return show_choice(request, form, "samples/e_sample.html", customer=customer)
    data = form.cleaned_data
    try:
        sent, secret = send_e_sample(
            actor=request.user, customer=customer, name=data["name"], products=list(data["products"]),
            at=timezone.now(), form_token=data["form_token"],
        )  # fmt: skip
    except AlreadySubmitted as first:
        return redirect(first.url)
    assert sent.esample is not None  # noqa: S101 - just made
    return show_link(request, sent.esample, secret)
