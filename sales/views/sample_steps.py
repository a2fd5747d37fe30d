"""The steps of a sample: a dialog each, or a click where nothing has to be known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Request, require
from core import policy
from core.access import allow, hide
from core.capabilities import Can
from sales.domain.samples import SamplePolicy
from sales.forms import samples as forms_
from sales.forms.sample_fields import add_refusal
from sales.models import Sample
from sales.permissions.samples import can_act_on_sample, can_decide_sample
from sales.policies import SAMPLES
from sales.services import sample_steps as steps
from sales.services import samples as services
from sales.services.sample_refusals import SampleRefused
from sales.views.sample_answers import get_sample, go_to, next_url, say_changed

Do = Callable[..., Any]


@dataclass(frozen=True)
class StepPage:
    """A step as it is shown and done. `days`: fields that begin with today."""

    title: Any
    button: Any
    said: Any
    do: Do
    form: type[forms.Form] = forms.Form
    right: Callable[[Any, Sample], bool] = can_act_on_sample
    days: tuple[str, ...] = ()
    note: Any = ""
    is_warning: bool = False


def _check(*, result: str, note: str, **rest: Any) -> Sample:
    return steps.check_sample(has_passed=result == "passed", note=note, **rest)


def _note_e_sample(*, e_sample_on: Any, **rest: Any) -> Sample:
    return steps.note_e_sample(sent_on=e_sample_on, **rest)


STEPS: dict[str, StepPage] = {
    "approve": StepPage(_("Approve the sample"), _("Approve"), _("Approved. Who asked is told."), services.approve_sample,
                        right=can_decide_sample),
    "refuse": StepPage(_("Refuse the sample"), _("Refuse"), _("Refused. Who asked and the boss are told."),
                       services.refuse_sample, forms_.ReasonForm, can_decide_sample,
                       note=_("No sample, no order: the boss sees every refusal with its reason."), is_warning=True),
    "start": StepPage(_("Into production"), _("Into production"), _("In production"), steps.start_sample),
    "finish": StepPage(_("It lies ready"), _("Ready"), _("Ready. Now the quality check."), steps.finish_sample),
    "check": StepPage(_("Quality check"), _("Save"), _("Saved"), _check, forms_.CheckForm,
                      note=_("The buyer judges us by this piece.")),
    "payment": StepPage(_("T/T received"), _("Save"), _("Saved"), steps.note_payment, forms_.PaidForm, days=("paid_on",)),
    "e-sample": StepPage(_("E-sample sent"), _("Save"), _("Saved"), _note_e_sample, forms_.ESampleForm,
                         days=("e_sample_on",)),
    "send": StepPage(_("Send the sample"), pgettext_lazy("a sample", "Sent"), _("Sent. On the day it is expected you get a task."), steps.send_sample,
                     forms_.SendForm, days=("sent_on",)),
    "receive": StepPage(_("The buyer has it"), _("Save"), _("Saved. Ask what the buyer says of it."), steps.receive_sample,
                        forms_.ReceiveForm, days=("received_on",)),
    "judge": StepPage(_("Feedback"), _("Save"), _("Saved"), steps.judge_sample, forms_.JudgeForm),
    "cancel": StepPage(_("Cancel the sample"), _("Cancel the sample"), _("Cancelled"), steps.cancel_sample,
                       forms_.ReasonForm, is_warning=True),
}  # fmt: skip


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def step(request: Request, pk: int, step: str) -> HttpResponse:
    """Do one step, after asking what has to be known for it; who comes second is shown how it stands."""
    sample = get_sample(request, pk)
    page = STEPS.get(step)
    if page is None:
        hide(request.user, f"sales.sample:{pk}/{step}"[:100])
    require(request.user, page.right, sample)
    return do_sample_step(request, sample, page, sample.get_absolute_url(), {"step": step, "sample": sample})


def do_sample_step(
    request: Request, sample: Sample, page: StepPage, back: str, context: dict[str, Any]
) -> HttpResponse:
    """Ask, do, say; what was done meanwhile is shown as it stands."""
    initial = _initial(page, context["step"])
    form = page.form(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            page.do(actor=request.user, sample=sample, at=timezone.now(), **form.cleaned_data)
        except SampleRefused as refusal:
            if refusal.code == "not_from_here":
                return say_changed(request, back)
            add_refusal(form, refusal)
        else:
            messages.success(request, page.said)
            return go_to(request, next_url(request, back))
    found = {"page": page, "form": form, "back": back, **context}
    return render(request, "samples/step.html", found, status=422 if form.errors else 200)


def _initial(page: StepPage, step: str) -> dict[str, Any]:
    today = timezone.localdate()
    found: dict[str, Any] = dict.fromkeys(page.days, today)
    days = policy.get(SAMPLES, SamplePolicy).transit_days if step == "send" else None
    return found | ({"expected_on": today + timedelta(days=days)} if days else {})
