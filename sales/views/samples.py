"""Samples: the list, a new one, its page."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Request, get_visible_or_404, require
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from core.panels import render_slot
from sales.forms.sample_fields import add_refusal
from sales.forms.samples import SampleForm, SampleLines, initial_of
from sales.models import Freight, Proof
from sales.permissions.samples import can_act_on_sample, can_ask_for_sample
from sales.selectors import samples as selectors
from sales.services import samples as services
from sales.services.sample_refusals import SampleRefused
from sales.views.sample_answers import ask_for_customer, customer_of, get_sample
from sales.views.sample_lists import filter_of, list_context

TAB_LABELS = {
    selectors.OPEN: gettext_lazy("Open"), selectors.DECIDE: gettext_lazy("To decide"),
    selectors.SEND: gettext_lazy("To send"), selectors.UNDER_WAY: gettext_lazy("Under way"),
    selectors.DONE: gettext_lazy("Done"), selectors.ALL: gettext_lazy("All"),
}  # fmt: skip
PREFIX = "lines"


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def samples(request: Request) -> HttpResponse:
    """`?tab=`, `?owner=`, `?q=`; a page of rows, newest first."""
    wanted = filter_of(request, selectors.SampleFilter, TAB_LABELS)
    page, counts = selectors.read_samples(
        request.user, wanted, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = list_context(request, page, counts, wanted, TAB_LABELS)
    return render(request, "samples/list.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def sample_new(request: Request) -> HttpResponse:
    """A sample for the customer of `?customer=`, `?inquiry=` or `?proof=`; without one it asks for whom."""
    proof = _proof_of(request)
    customer, inquiry = (proof.customer, proof.inquiry) if proof else customer_of(request)
    if customer is None:
        return ask_for_customer(request, _("New sample"), "samples:new")
    require(request.user, can_ask_for_sample, customer)
    form, lines = _forms(request, customer, _begin(customer, inquiry, proof), _first_lines(inquiry, proof))
    if _is_complete(request, form, lines):
        try:
            return redirect(_create(request, customer, form, lines))
        except AlreadySubmitted as first:
            return redirect(first.url)
        except SampleRefused as refusal:
            add_refusal(form, refusal)
    return _show(request, form, lines, {"customer": customer, "is_new": True})


def _proof_of(request: Request) -> Proof | None:
    asked = request.GET.get("proof", "")
    if not asked:
        return None
    rows = Proof.objects.select_related("customer__owner__team", "inquiry")
    return get_visible_or_404(rows, request.user, asked.replace("\x00", ""))


def _begin(customer: Any, inquiry: Any, proof: Proof | None) -> dict[str, Any]:
    contact = inquiry.contact_id if inquiry else None
    return {
        "inquiry": inquiry.pk if inquiry else None,
        "proof": proof.pk if proof else None,
        "contact": contact,
        "e_sample_on": selectors.last_e_sample_on(customer),
        "freight": Freight.COLLECT,
    }


def _first_lines(inquiry: Any, proof: Proof | None) -> list[dict[str, Any]]:
    """Begin with what the proof is, or with what the inquiry asks for."""
    if proof is not None:
        return [{"words": proof.words, "quantity": 1}]
    asked = [{"words": line.words, "quantity": 1} for line in inquiry.lines.all()[:10]] if inquiry else []
    return asked or [{"quantity": 1}]


@transaction.atomic
def _create(request: Request, customer: Any, form: SampleForm, lines: Any) -> str:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    sample = services.request_sample(
        actor=request.user, customer=customer, values=form.values(), lines=_articles(lines),
        inquiry=form.cleaned_data["inquiry"], proof=form.cleaned_data["proof"], at=at,
    )  # fmt: skip
    url = sample.get_absolute_url()
    finish_form(claim, url)
    is_waiting = sample.decided_at is None
    messages.success(
        request, _("Asked for. You are told when it is decided.") if is_waiting else _("Sample entered")
    )
    return url


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def sample_edit(request: Request, pk: int) -> HttpResponse:
    """Change what is asked for, while it has not left."""
    sample = get_sample(request, pk)
    require(request.user, can_act_on_sample, sample)
    rows = [
        {
            "words": line.words,
            "quantity": line.quantity,
            "product": line.product and line.product.model_number,
        }
        for line in sample.lines.select_related("product")
    ]
    form, lines = _forms(request, sample.customer, initial_of(sample), rows)
    if _is_complete(request, form, lines):
        try:
            services.edit_sample(
                actor=request.user, sample=sample, values=form.values(), lines=_articles(lines),
                version=form.cleaned_data["version"] or 0, at=timezone.now(),
            )  # fmt: skip
        except SampleRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(sample)
    return _show(request, form, lines, {"customer": sample.customer, "sample": sample})


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def sample(request: Request, pk: int) -> HttpResponse:
    """The sample with its way and the one next action."""
    found = get_sample(request, pk)
    context = {
        "page": selectors.read_sample_page(request.user, found),
        "sample": found,
        "now": timezone.now(),
        "grade_url": reverse("customers:grade", args=[found.customer_id]),
        "side": render_slot("sample", "side", request, found),
    }
    return render(request, "samples/sample.html", context)


def _forms(
    request: Request, customer: Any, initial: dict[str, Any], rows: list[dict[str, Any]]
) -> tuple[SampleForm, Any]:
    user, posted = request.user, request.POST if request.method == "POST" else None
    form = SampleForm(posted, user=user, customer=customer, initial=initial)
    lines = SampleLines(posted, prefix=PREFIX, initial=rows, form_kwargs={"user": user})
    return form, lines


def _is_complete(request: Request, form: SampleForm, lines: Any) -> bool:
    """Whether both were posted to be saved and hold together."""
    if request.method != "POST" or "add_line" in request.POST:
        return False
    return all([form.is_valid(), lines.is_valid()])


def _articles(lines: Any) -> list[services.ArticleValues]:
    return [found for line in lines if (found := line.values())]


def _show(request: Request, form: SampleForm, lines: Any, context: dict[str, Any]) -> HttpResponse:
    """The form; one more line when that was asked for, without judging what is not finished yet."""
    if request.method == "POST" and "add_line" in request.POST:
        rows = [{name: line[name].value() for name in line.fields} for line in lines] + [{"quantity": 1}]
        lines = SampleLines(prefix=PREFIX, initial=rows[: lines.max_num], form_kwargs={"user": request.user})
        form = SampleForm(
            initial={name: form[name].value() for name in form.fields}, user=request.user, customer=context["customer"]
        )  # fmt: skip
        return render(request, "samples/edit.html", {"form": form, "lines": lines, **context})
    is_refused = bool(form.errors or (lines.is_bound and (lines.total_error_count())))
    return render(
        request,
        "samples/edit.html",
        {"form": form, "lines": lines, **context},
        status=422 if is_refused else 200,
    )
