"""Advice from outside: the adviser's own, and what managers and the boss make of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, allow, get_visible_or_404, refuse, require
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from oversight import services
from oversight.forms import AdviceForm, DecideForm, ResultForm
from oversight.models import Advice
from oversight.permissions import can_adopt, can_decline, can_report_on
from oversight.selectors.advice import read_advice


@allow(Can.READ_ADVICE, "GET", "POST")
def advice_list(request: Request) -> HttpResponse:
    """What was advised, what is open first; the adviser writes right here."""
    may_advise = request.user.can(Can.ADVISE)
    if request.method == "POST" and not may_advise:
        refuse(request.user, None, Can.ADVISE)
    form = AdviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_advice(actor=request.user, at=timezone.now(), **form.cleaned_data)
        except AlreadySubmitted:
            return redirect("oversight:advice_list")
        messages.success(request, _("Sent. You are told when it is answered."))
        return redirect("oversight:advice_list")
    context = {"rows": read_advice(request.user), "form": form if may_advise else None}
    return render(request, "oversight/advice_list.html", context, status=422 if form.errors else 200)


@allow(Can.READ_ADVICE, "GET")
def advice(request: Request, pk: int) -> HttpResponse:
    """One piece of advice and what came of it."""
    return _show(request, _get(request, pk))


@allow(Can.JUDGE_ADVICE, "POST")
def decide(request: Request, pk: int) -> HttpResponse:
    """Adopt it or not, with the reason."""
    row, form = _get(request, pk), DecideForm(request.POST)
    is_adopted = request.POST.get("answer") != "decline"
    if not _is_stale(row, form):
        require(request.user, can_adopt if is_adopted else can_decline, row)
    service = services.adopt_advice if is_adopted else services.decline_advice
    return _save(request, row, form, "decide_form", service, "reason")


@allow(Can.JUDGE_ADVICE, "POST")
def result(request: Request, pk: int) -> HttpResponse:
    """What came of it."""
    row, form = _get(request, pk), ResultForm(request.POST)
    if not _is_stale(row, form):
        require(request.user, can_report_on, row)
    return _save(request, row, form, "result_form", services.report_result, "result")


def _is_stale(row: Advice, form: forms.Form) -> bool:
    """Whether the form was opened before the row as it is now: that is a conflict to look at, no refusal."""
    return form.is_valid() and form.cleaned_data["version"] != row.version


def _get(request: Request, pk: int) -> Advice:
    rows = Advice.objects.select_related("author", "decided_by", "result_by")
    return get_visible_or_404(rows, request.user, pk)


def _save(
    request: Request, row: Advice, form: forms.Form, name: str, service: Callable[..., Advice], field: str
) -> HttpResponse:
    if form.is_valid():
        data = form.cleaned_data
        try:
            service(
                actor=request.user,
                advice=row,
                version=data["version"],
                at=timezone.now(),
                **{field: data[field]},
            )
        except services.AdviceRefused:
            current = _get(request, row.pk)
            fresh = type(form)({**data, "version": current.version})
            has_form = (can_report_on if field == "result" else can_adopt)(request.user, current)
            lost = "" if has_form else data[field]
            return _show(request, current, status=409, is_stale=True, lost=lost, **{name: fresh})
        else:
            messages.success(request, _("Saved"))
            return redirect(row)
    return _show(request, row, status=422, **{name: form})


def _show(request: Request, row: Advice, *, status: int = 200, **forms: Any) -> HttpResponse:
    user = request.user
    context = {
        "row": row, "may_adopt": can_adopt(user, row), "may_decline": can_decline(user, row), "may_report": can_report_on(user, row),
        "decide_form": DecideForm(initial={"version": row.version}),
        "result_form": ResultForm(initial={"version": row.version, "result": row.result}), **forms,
    }  # fmt: skip
    return render(request, "oversight/advice.html", context, status=status)
