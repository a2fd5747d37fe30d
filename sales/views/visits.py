"""Factory visits and audits: the list with its quarters, a new one, its page with its photos."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, require
from core import audit
from core.access import allow, hide
from core.capabilities import Can
from core.files import FileRefused, serve_file
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from core.panels import render_slot
from customers.forms import UploadForm
from sales.forms.sample_fields import add_refusal
from sales.forms.visits import VisitForm
from sales.models import FactoryVisit
from sales.permissions.samples import can_ask_for_sample, can_edit_visit
from sales.selectors.visits import count_quarters, read_visits
from sales.services import visits as services
from sales.services.sample_refusals import SampleRefused
from sales.services.visits import VisitValues
from sales.views.sample_answers import ask_for_customer, customer_of, get_visit


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def visits(request: Request) -> HttpResponse:
    """Visits, the newest day first, and how many there were in each quarter."""
    today = timezone.localdate()
    page = read_visits(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "rows": page.rows,
        "quarters": count_quarters(request.user, today),
        "today": today,
        "next_url": f"?after={page.after}" if page.after else "",
        "previous_url": f"?before={page.before}" if page.before else "",
    }
    return render(request, "samples/visits.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def visit_new(request: Request) -> HttpResponse:
    """A visit of the customer of `?customer=`; without one it asks whose."""
    customer, _inquiry = customer_of(request)
    if customer is None:
        return ask_for_customer(request, _("New factory visit"), "samples:visit_new")
    require(request.user, can_ask_for_sample, customer)
    initial = {"host": request.user.pk, "on_day": timezone.localdate()}
    form = VisitForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            return redirect(_create(request, customer, form))
        except AlreadySubmitted as done:
            return redirect(done.url)
        except SampleRefused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "customer": customer, "is_new": True}
    return render(request, "samples/visit_edit.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _create(request: Request, customer: Any, form: VisitForm) -> str:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    visit = services.record_visit(actor=request.user, customer=customer, values=form.values(), at=at)
    finish_form(claim, visit.get_absolute_url())
    messages.success(request, _("Saved"))
    return visit.get_absolute_url()


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def visit(request: Request, pk: int) -> HttpResponse:
    """The visit with its photos."""
    return _page(request, get_visit(request, pk), UploadForm())


def _page(request: Request, found: FactoryVisit, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {
        "visit": found,
        "is_planned": found.on_day > timezone.localdate(),
        "files": found.files.select_related("file").order_by("-pk"),
        "may_edit": can_edit_visit(request.user, found),
        "form": form,
        "side": render_slot("visit", "side", request, found),
    }
    return render(request, "samples/visit.html", context, status=status)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def visit_edit(request: Request, pk: int) -> HttpResponse:
    """Another day, other people, the result."""
    found = get_visit(request, pk)
    require(request.user, can_edit_visit, found)
    initial = {name: getattr(found, name) for name in VisitValues.__dataclass_fields__}
    initial |= {"host": found.host_id, "version": found.version}
    form = VisitForm(request.POST or None, initial=initial, host=found.host)
    if form.is_bound and form.is_valid():
        try:
            services.edit_visit(
                actor=request.user, visit=found, values=form.values(), version=form.cleaned_data["version"] or 0,
                at=timezone.now(),
            )  # fmt: skip
        except SampleRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(found)
    context = {"form": form, "customer": found.customer, "visit": found}
    return render(request, "samples/visit_edit.html", context, status=422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def visit_file_add(request: Request, pk: int) -> HttpResponse:
    """Keep a photo or paper."""
    found = get_visit(request, pk)
    require(request.user, can_edit_visit, found)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _attach(request, found, form)
        except AlreadySubmitted:
            pass
        except FileRefused:
            limit = settings.FILE_SIZE_LIMIT // (1024 * 1024)
            form.add_error(
                "file", _("At most %(limit)d MB. Send a link instead, or split it.") % {"limit": limit}
            )
        except SampleRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("File kept"))
    return _page(request, found, form, status=422) if form.errors else redirect(found)


@transaction.atomic
def _attach(request: Request, found: FactoryVisit, form: UploadForm) -> None:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    services.attach_to_visit(actor=request.user, visit=found, upload=form.cleaned_data["file"], at=at)
    finish_form(claim, found.get_absolute_url())


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def visit_file(request: Request, pk: int, file_pk: int) -> HttpResponse:
    """Hand out a file of a visit that the person may see."""
    found = get_visit(request, pk)
    kept = found.files.select_related("file").filter(pk=file_pk).first()
    if kept is None:
        hide(request.user, f"sales.visitfile:{file_pk}")
    changes = {"file": ("", kept.file.name)}
    audit.record(
        "sales.visit_file_read", actor=request.user, at=timezone.now(), target=found, changes=changes
    )
    return serve_file(kept.file)
