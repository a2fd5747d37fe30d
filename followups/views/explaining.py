"""Explaining a new contact person to the buyer: a draft to edit, send and tick off (S99)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from core.access import allow
from core.capabilities import Can
from core.drafts import drop_draft, load_draft
from core.forms_once import AlreadySubmitted
from followups import services
from followups.forms import ExplainedForm, ExplanationLetterForm, add_refusal
from followups.models import Explanation, Task
from followups.permissions import can_explain
from followups.selectors.explaining import draft_letter, former_of
from inquiries.domain.letters import mailto_url
from inquiries.models import Channel

PAGE = "followups/explain.html"


def _get(request: Request, pk: int) -> Explanation:
    """Return the explanation behind a task that the person sees; 404 for another task, 403 for who only reads."""
    rows = Explanation.objects.select_related("task__customer__owner__team", "handover__person")
    tasks = Task.objects.visible_to(request.user).filter(explanation__isnull=False)
    task = get_visible_or_404(tasks, request.user, pk)
    found = rows.visible_to(request.user).get(task=task)
    require(request.user, can_explain, found)
    return found


def _draft_key(found: Explanation) -> str:
    return f"explain-{found.task_id}"


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def explain(request: Request, pk: int) -> HttpResponse:
    """The draft; a post with `mail` gives it to the mail program, one without says that it was sent."""
    found = _get(request, pk)
    customer: Any = found.task.customer
    if request.method != "POST":
        return _show(request, found, _first_form(request, found))
    form = ExplanationLetterForm(request.POST, customer=customer)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    data = form.cleaned_data
    if "mail" in request.POST:
        to = data["contact"].email if data["contact"] else ""
        return _show(
            request, found, form, is_mail_asked=True, mail_to=to, mail_url=mailto_url(to, data["subject"], data["text"])
        )  # fmt: skip
    values = services.FollowUpValues(text=data["text"], channel=Channel.EMAIL, contact=data["contact"])
    return _save(request, found, form, values) or _show(request, found, form, status=422)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def explained(request: Request, pk: int) -> HttpResponse:
    """It was explained by telephone or by another way."""
    found = _get(request, pk)
    form = ExplainedForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        values = services.FollowUpValues(text=data["text"], channel=data["channel"])
        answer = _save(request, found, form, values)
        if answer is not None:
            return answer
    return _show(request, found, _first_form(request, found), other_form=form, status=422)


def _save(
    request: Request, found: Explanation, form: Any, values: services.FollowUpValues
) -> HttpResponse | None:
    """Record it; None when it was refused, which the form says."""
    leads_to = reverse("followups:tasks")
    try:
        services.explain_change(
            actor=request.user, task=found.task, values=values, at=timezone.now(),
            form_token=form.cleaned_data["form_token"], leads_to=leads_to,
        )  # fmt: skip
    except AlreadySubmitted as first:
        return redirect(first.url or leads_to)
    except services.Refused as refusal:
        add_refusal(form, refusal)
        return None
    drop_draft(request.user, _draft_key(found))
    messages.success(request, _("Explained: %(customer)s") % {"customer": found.task.customer})
    return redirect(leads_to)


def _first_form(request: Request, found: Explanation) -> ExplanationLetterForm:
    """The kept draft, else the company's letter."""
    customer: Any = found.task.customer
    kept = load_draft(request.user, _draft_key(found))
    if kept is not None:
        typed = {name: kept[0].get(name, "") for name in ("contact", "subject", "text")}
        return ExplanationLetterForm(customer=customer, initial=typed)
    draft = draft_letter(found, writer=request.user, at=timezone.now())
    initial: dict[str, Any] = {"contact": draft.contact}
    if draft.letter is not None:
        initial |= {"subject": draft.letter.subject, "text": draft.letter.body}
    return ExplanationLetterForm(customer=customer, initial=initial)


def _show(
    request: Request, found: Explanation, form: ExplanationLetterForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        "explanation": found,
        "customer": found.task.customer,
        "former": former_of(found),
        "form": form,
        "draft": draft_letter(found, writer=request.user, at=timezone.now()),
        "other_form": ExplainedForm(),
        "draft_url": reverse("core:draft", args=[_draft_key(found)]),
        "may_write_letters": request.user.can(Can.MANAGE_TEMPLATES),
        **extra,
    }
    return render(request, PAGE, context, status=status)
