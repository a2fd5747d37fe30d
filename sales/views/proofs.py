"""Proofs: the list, a new one, its page, its steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access import Request, require
from core.access import allow, hide
from core.capabilities import Can
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from core.panels import render_slot
from core.work_days import current_calendar
from sales.domain.proofs import ENDED
from sales.forms.proofs import PromiseForm, ProofForm, ReworkForm, SealForm
from sales.forms.sample_fields import add_refusal
from sales.forms.samples import ReasonForm
from sales.models import Proof, ProofState
from sales.permissions.samples import can_act_on_proof, can_ask_for_sample
from sales.selectors import proofs as selectors
from sales.services import proofs as services
from sales.services.sample_refusals import SampleRefused
from sales.views.sample_answers import (
    ask_for_customer,
    customer_of,
    get_proof,
    go_to,
    next_url,
    say_changed,
)
from sales.views.sample_lists import filter_of, list_context

TAB_LABELS = {
    selectors.OPEN: gettext_lazy("Open"), selectors.UNPROMISED: gettext_lazy("No date yet"), selectors.LATE: pgettext_lazy("a proof", "Late"),
    selectors.READY: gettext_lazy("Ready"), selectors.DONE: gettext_lazy("Done"), selectors.ALL: gettext_lazy("All"),
}  # fmt: skip


@dataclass(frozen=True)
class StepPage:
    """A step as it is shown and done."""

    title: Any
    button: Any
    said: Any
    do: Callable[..., Any]
    form: type[forms.Form] = forms.Form
    note: Any = ""
    is_warning: bool = False


STEPS: dict[str, StepPage] = {
    "promise": StepPage(gettext_lazy("Promised date"), gettext_lazy("Save"), gettext_lazy("Saved. Who asked is told."), services.promise_proof, PromiseForm,
                        note=gettext_lazy("The day that production names. Another day than before needs a reason.")),
    "finish": StepPage(gettext_lazy("It lies ready"), gettext_lazy("Ready"), gettext_lazy("Ready"), services.finish_proof),
    "seal": StepPage(gettext_lazy("Approved by the buyer"), gettext_lazy("Approved"), gettext_lazy("Saved. It is the sealed sample."), services.seal_proof,
                     SealForm, note=gettext_lazy("It is the sealed sample from now on: orders are made after it.")),
    "rework": StepPage(gettext_lazy("To be made otherwise"), gettext_lazy("Ask production"), gettext_lazy("Production is asked for a new date."),
                       services.rework_proof, ReworkForm),
    "cancel": StepPage(gettext_lazy("Cancel the proof"), gettext_lazy("Cancel the proof"), gettext_lazy("Cancelled"), services.cancel_proof, ReasonForm,
                       is_warning=True),
}  # fmt: skip


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def proofs(request: Request) -> HttpResponse:
    """`?tab=`, `?owner=`, `?q=`; a page of rows, newest first."""
    wanted = filter_of(request, selectors.ProofFilter, TAB_LABELS)
    page, counts = selectors.read_proofs(
        request.user, wanted, timezone.now(), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )  # fmt: skip
    context = list_context(request, page, counts, wanted, TAB_LABELS)
    return render(request, "samples/proofs.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def proof_new(request: Request) -> HttpResponse:
    """A proof for the customer of `?customer=` or `?inquiry=`; without one it asks for whom."""
    customer, inquiry = customer_of(request)
    if customer is None:
        return ask_for_customer(request, _("New proof"), "samples:proof_new")
    require(request.user, can_ask_for_sample, customer)
    first = inquiry.lines.first() if inquiry else None
    initial = {"inquiry": inquiry.pk if inquiry else None, "words": first.words if first else ""}
    form = ProofForm(request.POST or None, user=request.user, customer=customer, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            return redirect(_create(request, customer, form))
        except AlreadySubmitted as done:
            return redirect(done.url)
        except SampleRefused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "customer": customer}
    return render(request, "samples/proof_new.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _create(request: Request, customer: Any, form: ProofForm) -> str:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    proof = services.request_proof(
        actor=request.user,
        customer=customer,
        values=form.values(),
        inquiry=form.cleaned_data["inquiry"],
        at=at,
    )
    finish_form(claim, proof.get_absolute_url())
    messages.success(request, _("Production is asked for a date."))
    return proof.get_absolute_url()


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def proof(request: Request, pk: int) -> HttpResponse:
    """The proof with its way and the one next action."""
    found, at = get_proof(request, pk), timezone.now()
    context = {
        "proof": found,
        "standing": selectors.standing_of(found, at, current_calendar()),
        "way": selectors.way_of(found),
        "next": selectors.next_of(request.user, found),
        "may_act": can_act_on_proof(request.user, found) and found.state not in ENDED,
        "may_send": can_act_on_proof(request.user, found)
        and found.state in {ProofState.READY, ProofState.SEALED},
        "samples": found.samples.visible_to(request.user),
        "side": render_slot("proof", "side", request, found),
    }
    return render(request, "samples/proof.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def proof_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Do one step, after asking what has to be known for it; who comes second is shown how it stands."""
    found = get_proof(request, pk)
    page = STEPS.get(step)
    if page is None:
        hide(request.user, f"sales.proof:{pk}/{step}"[:100])
    require(request.user, can_act_on_proof, found)
    back = found.get_absolute_url()
    return do_step(request, found, page, back, {"step": step, "proof": found})


def do_step(
    request: Request, proof: Proof, page: StepPage, back: str, context: dict[str, Any]
) -> HttpResponse:
    """Ask, do, say; what was done meanwhile is shown as it stands."""
    initial = {"promised_on": proof.promised_on or proof.wanted_on}
    form = page.form(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            page.do(actor=request.user, proof=proof, at=timezone.now(), **form.cleaned_data)
        except SampleRefused as refusal:
            if refusal.code == "not_from_here":
                return say_changed(request, back)
            add_refusal(form, refusal)
        else:
            messages.success(request, page.said)
            return go_to(request, next_url(request, back))
    found = {"page": page, "form": form, "back": back, **context}
    return render(request, "samples/step.html", found, status=422 if form.errors else 200)
