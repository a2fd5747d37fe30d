"""Negotiation sheets: a new one, its page, a correction, what we gave (S188)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, note_read, require
from core.access import allow, hide
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.ui.conflicts import conflicts_between
from customers.views.answers import READS
from sales.forms.insight import ConcessionForm, NegotiationForm, initial_of
from sales.forms.sample_fields import add_refusal
from sales.models import Negotiation
from sales.permissions.insight import can_begin_negotiation, can_change_negotiation
from sales.selectors.negotiations import RELATED, read_sheet
from sales.services import negotiations as services
from sales.services.sample_refusals import SampleRefused
from sales.views.sample_answers import ask_for_customer, customer_of


def _get(request: Request, pk: int) -> Negotiation:
    """Return a sheet that the person may see; else 404. Reading somebody else's is noted."""
    sheet = get_visible_or_404(Negotiation.objects.select_related(*RELATED), request.user, pk)
    if request.method in READS:
        note_read("sales.negotiation_read", user=request.user, record=sheet, at=timezone.now())
    return sheet


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def negotiation_new(request: Request) -> HttpResponse:
    """A sheet for the customer of `?customer=`, with `&quote=` or `&order=` of one of these; without one it asks for whom."""
    customer, _inquiry = customer_of(request)
    if customer is None:
        return ask_for_customer(request, _("New negotiation sheet"), "insight:negotiation_new")
    require(request.user, can_begin_negotiation, customer)
    primary = customer.contacts.filter(is_decision_maker=True, left_on=None).first()
    initial: dict[str, Any] = {name: request.GET.get(name, "").replace("\x00", "") for name in services.ABOUT}
    initial["decision_maker"] = primary.pk if primary else None
    form = NegotiationForm(request.POST or None, user=request.user, customer=customer, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            sheet = services.begin_negotiation(
                actor=request.user, customer=customer, values=form.values(), at=timezone.now(),
                form_token=form.cleaned_data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as done:
            return redirect(done.url)
        except SampleRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(sheet)
    return _show_form(request, form, customer)


def _show_form(
    request: Request, form: NegotiationForm, customer: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "customer": customer, "here": request.get_full_path(), **more}
    return render(request, "insight/negotiation_edit.html", context, status=422 if form.errors else status)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def negotiation(request: Request, pk: int) -> HttpResponse:
    """The sheet, what we gave and got, and how it stood before."""
    return _page(request, _get(request, pk), ConcessionForm(initial={"given_on": timezone.localdate()}))


def _page(request: Request, sheet: Negotiation, form: ConcessionForm) -> HttpResponse:
    context = {
        "page": read_sheet(sheet),
        "sheet": sheet,
        "form": form,
        "may_change": can_change_negotiation(request.user, sheet),
    }
    return render(request, "insight/negotiation.html", context, status=422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def negotiation_edit(request: Request, pk: int) -> HttpResponse:
    """Carry on or correct a sheet: how it stood is kept."""
    sheet = _get(request, pk)
    require(request.user, can_change_negotiation, sheet)
    form = NegotiationForm(
        request.POST or None, initial=initial_of(sheet), user=request.user, customer=sheet.customer
    )
    if form.is_bound and form.is_valid():
        try:
            services.change_negotiation(
                actor=request.user, sheet=sheet, values=form.values(), version=form.cleaned_data["version"] or 0,
                at=timezone.now(),
            )  # fmt: skip
        except SampleRefused as refusal:
            if refusal.code == "stale":
                return _show_stale(request, sheet, form)
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(sheet)
    return _show_form(request, form, sheet.customer, sheet=sheet)


def _show_stale(request: Request, sheet: Negotiation, form: NegotiationForm) -> HttpResponse:
    """Show what somebody saved meanwhile beside what was typed; saving again takes the typed one (C6)."""
    current = get_visible_or_404(Negotiation.objects.select_related(*RELATED), request.user, sheet.pk)
    data = request.POST.copy()
    data["version"] = str(current.version)
    fresh = NegotiationForm(data, user=request.user, customer=current.customer)
    stale = {
        "is_stale": True, "saved_by": current.changed_by, "saved_at": current.changed_at,
        "conflicts": conflicts_between(form, initial_of(current)),
    }  # fmt: skip
    return _show_form(request, fresh, current.customer, status=409, sheet=current, **stale)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def concession_add(request: Request, pk: int) -> HttpResponse:
    """Note what we gave, and what for."""
    sheet = _get(request, pk)
    require(request.user, can_change_negotiation, sheet)
    form = ConcessionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.note_concession(
                actor=request.user, sheet=sheet, what=data["what"], in_return=data["in_return"], given_on=data["given_on"],
                at=timezone.now(), form_token=data["form_token"],
            )  # fmt: skip
            messages.success(request, _("Noted"))
        except AlreadySubmitted:
            pass
        except SampleRefused as refusal:
            add_refusal(form, refusal)
    return _page(request, sheet, form) if form.errors else redirect(sheet)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def concession_strike(request: Request, pk: int, concession_pk: int) -> HttpResponse:
    """Strike out one that was noted wrongly."""
    sheet = _get(request, pk)
    require(request.user, can_change_negotiation, sheet)
    found = sheet.concessions.select_related("sheet__customer").filter(pk=concession_pk).first()
    if found is None:
        hide(request.user, f"sales.concession:{concession_pk}")
    services.strike_concession(actor=request.user, concession=found, at=timezone.now())
    messages.success(request, _("Struck out. It stays to be seen."))
    return redirect(sheet)
