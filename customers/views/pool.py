"""The open pool (公海): its list, taking out, giving back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, require
from accounts.scoping import pool_is_open
from core.access import allow
from core.capabilities import Can
from core.ui.formats import short_day
from customers import filters, permissions, services
from customers.forms import PoolFilter, ReleaseForm
from customers.models import Customer
from customers.selectors import pool as pool_selectors
from customers.services import PoolRefused
from customers.views.answers import get_customer, go_to, next_url, show_errors


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def pool(request: Request) -> HttpResponse:
    """What lies in the pool; while it is off, what it is and who switches it on."""
    form = PoolFilter(request.GET)
    chosen = form.chosen()
    is_open = pool_is_open()
    found = None
    if is_open:
        query = filters.read_query(QueryDict(urlencode(chosen)))
        found = pool_selectors.read_pool(
            request.user,
            query,
            at=timezone.now(),
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
    context = {
        "form": form,
        "is_open": is_open,
        "found": found,
        "is_filtered": bool(chosen),
        "is_leader": request.user.can(Can.REASSIGN),
        "prev_url": _page_url(chosen, "before", found.page.before if found else ""),
        "next_url": _page_url(chosen, "after", found.page.after if found else ""),
        "here": request.get_full_path(),
    }
    return render(request, "customers/pool.html", context)


def _page_url(chosen: dict[str, str], side: str, key: str) -> str:
    return f"?{urlencode({**chosen, side: key})}" if key else ""


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def claim(request: Request, pk: int) -> HttpResponse:
    """Take a customer out of the pool: it is one's own then."""
    customer = get_customer(request, pk)
    if customer.owner_id is None:
        require(request.user, permissions.can_take_out, customer)
    at = timezone.now()
    try:
        row = services.claim_customer(actor=request.user, customer=customer, at=at)
    except PoolRefused as refused:
        messages.error(request, word_refusal(refused, request, customer))
        return go_to(request, next_url(request, reverse("customers:pool")))
    messages.success(request, _("%(customer)s is yours now") % {"customer": row})
    return go_to(request, row.get_absolute_url())


def word_refusal(refused: PoolRefused, request: Request, customer: Customer | None = None) -> str:
    """Return in words why a customer does not go into the pool, or not out of it."""
    row = refused.customer or customer
    day = (
        services.cools_off_until(request.user, row, at=timezone.now())
        if row and refused.code == "cooling"
        else None
    )
    return {
        "closed": _("The open pool is off."),
        "taken": _("Somebody took %(customer)s out just before."),
        "limit": _("You have taken out as many customers this week as one may."),
        "cooling": _("%(customer)s was yours: you may take it out again from %(day)s on."),
        "inquiry": _(
            "%(customer)s has an open inquiry: answer and close it first, or give the customer to somebody."
        ),
        "flag": _("%(customer)s is a key account or a seed customer: ask the manager to let it go."),
    }[refused.code] % {"customer": row, "day": short_day(day)}


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def release(request: Request, pk: int) -> HttpResponse:
    """Give a customer back to the pool, with a reason."""
    customer = get_customer(request, pk)
    require(request.user, permissions.can_release_customer, customer)
    form = ReleaseForm(request.POST or None)
    back = next_url(request, customer.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            services.release_customers(
                actor=request.user, customers=[customer], at=timezone.now(), **form.cleaned_data
            )
        except PoolRefused as refused:
            form.add_error(None, word_refusal(refused, request, customer))
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("%(customer)s is in the open pool") % {"customer": customer})
            return go_to(request, back)
    context = {"customer": customer, "form": form, "next": back, "is_open": pool_is_open()}
    return render(request, "customers/release.html", context, status=422 if form.errors else 200)
