"""Complaints: the list, a new one, its page with the four steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.panels import render_slot
from customers.models import Customer
from customers.views.answers import go_to
from sales.forms.complaints import ComplaintForm
from sales.models import Complaint, ComplaintState
from sales.permissions.orders import can_sell_to, can_work_on_complaint
from sales.services.complaints import close_complaint, raise_complaint, reopen_complaint, work_on_complaint
from sales.services.order_errors import OrderRefused, StaleOrder
from sales.views.order_access import add_refusal, get_complaint, word_refusal

PAGE = 50


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def complaints(request: Request) -> HttpResponse:
    """`?show=open|closed`, 50 a page from `?from=` on; what is due soonest first."""
    show = "closed" if request.GET.get("show") == "closed" else "open"
    start = request.GET.get("from", "")
    skip = int(start) if start.isdecimal() and len(start) < 6 else 0
    seen = Complaint.objects.visible_to(request.user).select_related("customer__owner", "order")
    found = (
        seen.filter(state=ComplaintState.CLOSED)
        if show == "closed"
        else seen.exclude(state=ComplaintState.CLOSED)
    )
    rows = list(found.order_by("-raised_on", "-pk")[skip : skip + PAGE + 1])
    context = {
        "rows": rows[:PAGE], "show": show, "today": timezone.localdate(),
        "next": skip + PAGE if len(rows) > PAGE else None, "previous": max(0, skip - PAGE) if skip else None,
    }  # fmt: skip
    return render(request, "orders/complaints.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def complaint_new(request: Request) -> HttpResponse:
    """Write down a complaint of `?customer=`, perhaps about `?order=`."""
    named = request.POST.get("customer") or request.GET.get("customer", "")
    rows = Customer.objects.current().select_related("owner__team")
    customer = get_visible_or_404(rows, request.user, named or None)
    require(request.user, can_sell_to, customer)
    initial = {"raised_on": timezone.localdate(), "order": request.GET.get("order", "")}
    form = ComplaintForm(request.POST or None, user=request.user, customer=customer, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = raise_complaint(
                actor=request.user, customer=customer, values=form.values(), at=timezone.now(), form_token=form.cleaned_data["form_token"]
            )  # fmt: skip
            messages.success(request, _("Written down"))
            return go_to(request, made.get_absolute_url())
        except AlreadySubmitted as first:
            return go_to(request, first.url or reverse("orders:complaints"))
        except OrderRefused as refusal:
            add_refusal(form, refusal)
    return _show(request, form, customer, None, 422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def complaint(request: Request, pk: int) -> HttpResponse:
    """The complaint with its four steps, to be written on by who may."""
    row = get_complaint(request, pk)
    form = ComplaintForm(user=request.user, customer=row.customer, initial=ComplaintForm.initial_of(row))
    if request.method != "POST":
        return _show(request, form, row.customer, row)
    require(request.user, can_work_on_complaint, row)
    form = ComplaintForm(request.POST, user=request.user, customer=row.customer)
    status = 422
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            work_on_complaint(
                actor=request.user, complaint=row, values=form.values(), version=version, at=timezone.now()
            )
            messages.success(request, _("Saved"))
            return go_to(request, row.get_absolute_url())
        except OrderRefused as refusal:
            add_refusal(form, refusal)
        except StaleOrder:
            status = 409
            form.add_error(
                None,
                _(
                    "Somebody changed the complaint meanwhile. Nothing was saved; what you typed stands below."
                ),
            )
    return _show(request, form, row.customer, row, status)


def _show(
    request: Request, form: ComplaintForm, customer: Customer, row: Complaint | None, status: int = 200
) -> HttpResponse:
    is_open = row is None or row.state != ComplaintState.CLOSED
    may_work = row is None or can_work_on_complaint(request.user, row)
    context: dict[str, Any] = {
        "form": form, "customer": customer, "complaint": row, "may_write": may_work and is_open, "may_work": may_work,
        "steps": [form[name] for name in ("plan", "done", "checked", "improved")],
        "side": render_slot("complaint", "side", request, row) if row else [],
    }  # fmt: skip
    return render(request, "orders/complaint.html", context, status=status)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def complaint_close(request: Request, pk: int) -> HttpResponse:
    """Close it once all four steps are written."""
    row = get_complaint(request, pk)
    require(request.user, can_work_on_complaint, row)
    try:
        close_complaint(actor=request.user, complaint=row, at=timezone.now())
        messages.success(request, _("Closed"))
    except OrderRefused as refusal:
        messages.error(request, word_refusal(refusal))
    return go_to(request, row.get_absolute_url())


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def complaint_reopen(request: Request, pk: int) -> HttpResponse:
    """Open it again."""
    row = get_complaint(request, pk)
    require(request.user, can_work_on_complaint, row)
    reopen_complaint(actor=request.user, complaint=row, at=timezone.now())
    messages.success(request, _("Open again"))
    return go_to(request, row.get_absolute_url())
