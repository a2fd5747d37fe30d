"""Requests to other departments: the list, a new one, the thread."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from core.work_days import current_calendar
from customers.views.answers import READS
from sales.forms.requests import ReaddressForm, RequestForm, RequestMessageForm
from sales.forms.sample_fields import add_refusal
from sales.models import DepartmentRequest
from sales.permissions.samples import can_manage_request, can_write_request
from sales.selectors import requests as selectors
from sales.services import requests as services
from sales.services.sample_refusals import SampleRefused
from sales.views.sample_answers import customer_of, say_changed


@allow(Can.OWN_PAGES, "GET")
def requests(request: Request) -> HttpResponse:
    """`?show=asked|mine|team|closed`, 50 a page from `?from=` on."""
    start = request.GET.get("from", "")
    skip = int(start) if start.isdecimal() and len(start) < 5 else 0
    page = selectors.read_requests(request.user, request.GET.get("show", ""), skip, timezone.localdate())
    context = {
        "page": page,
        "sells": request.user.can(Can.WORK_WITH_CUSTOMERS),
        "leads": request.user.is_manager or request.user.is_boss,
    }
    return render(request, "samples/requests.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def request_new(request: Request) -> HttpResponse:
    """Ask another department, about `?customer=`, `?inquiry=` or anything."""
    customer, inquiry = customer_of(request) if request.method in READS else (None, None)
    calendar, at = current_calendar(), timezone.now()
    initial = {
        "customer": customer.pk if customer else None,
        "inquiry": inquiry.pk if inquiry else None,
        "words": (line := inquiry.lines.first()) and line.words if inquiry else "",
        "due_on": calendar.next_working_day(calendar.day_of(at)),
    }
    form = RequestForm(request.POST or None, user=request.user, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            return redirect(_create(request, form))
        except AlreadySubmitted as done:
            return redirect(done.url)
        except SampleRefused as refusal:
            add_refusal(form, refusal)
    return render(request, "samples/request_new.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _create(request: Request, form: RequestForm) -> str:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    asked = services.ask_department(actor=request.user, values=form.values(), at=at)
    finish_form(claim, asked.get_absolute_url())
    messages.success(request, _("Sent. You are told when there is an answer."))
    return asked.get_absolute_url()


@allow(Can.OWN_PAGES, "GET")
def request_page(request: Request, pk: int) -> HttpResponse:
    """The request with its thread."""
    return _page(request, _get(request, pk), RequestMessageForm())


def _get(request: Request, pk: int) -> DepartmentRequest:
    rows = DepartmentRequest.objects.select_related("author__team", "to")
    return get_visible_or_404(rows, request.user, pk)


def _page(
    request: Request, asked: DepartmentRequest, form: RequestMessageForm, status: int = 200
) -> HttpResponse:
    rows = DepartmentRequest.objects.visible_to(request.user).filter(pk=asked.pk)
    row = selectors.rows_of(rows, request.user, timezone.localdate())[0]
    context = {"row": row, "thread": selectors.read_messages(asked), "form": form}
    return render(request, "samples/request.html", context, status=status)


@allow(Can.OWN_PAGES, "POST")
def request_write(request: Request, pk: int) -> HttpResponse:
    """Answer, or ask on."""
    asked = _get(request, pk)
    require(request.user, can_write_request, asked)
    form = RequestMessageForm(request.POST)
    if form.is_valid():
        try:
            _write(request, asked, form)
            messages.success(request, _("Sent"))
        except AlreadySubmitted:
            pass
        except SampleRefused as refusal:
            add_refusal(form, refusal)
    return _page(request, asked, form, status=422) if form.errors else redirect(asked)


@transaction.atomic
def _write(request: Request, asked: DepartmentRequest, form: RequestMessageForm) -> None:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    services.write_request(actor=request.user, request=asked, text=form.cleaned_data["text"], at=at)
    finish_form(claim, asked.get_absolute_url())


@allow(Can.OWN_PAGES, "POST")
def request_close(request: Request, pk: int) -> HttpResponse:
    """Done with."""
    asked = _get(request, pk)
    require(request.user, can_manage_request, asked)
    services.close_request(actor=request.user, request=asked, at=timezone.now())
    messages.success(request, _("Closed. A new message opens it again."))
    return redirect("samples:requests")


@allow(Can.OWN_PAGES, "GET", "POST")
def request_readdress(request: Request, pk: int) -> HttpResponse:
    """Ask somebody else, or until another day."""
    asked = _get(request, pk)
    require(request.user, can_manage_request, asked)
    initial: dict[str, Any] = {"to": asked.to_id, "due_on": asked.due_on}
    form = ReaddressForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.readdress_request(
                actor=request.user, request=asked, at=timezone.now(), **form.cleaned_data
            )
        except SampleRefused as refusal:
            if refusal.code == "not_from_here":
                return say_changed(request, asked.get_absolute_url())
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(asked)
    context = {"form": form, "asked": asked}
    return render(request, "samples/request_readdress.html", context, status=422 if form.errors else 200)
