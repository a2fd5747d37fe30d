"""Rulings: given from anywhere, listed for whoever has one, their outcome told, closed."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Request, get_visible_or_404, hide, require
from briefings import services
from briefings.forms import GoOnForm, OutcomeForm, RulingForm, add_refusal
from briefings.models import Ruling, RulingState
from briefings.permissions import can_close_ruling, can_let_go_on, can_tell_outcome
from briefings.selectors.lists import day_to_tell, read_rulings
from briefings.selectors.subjects import Subject, find_subject
from briefings.selectors.waiting import WaitingPage, count_waiting, is_red, read_waiting
from briefings.views.kept import begin_box, box_key, keep_in
from core.access import allow
from core.capabilities import Can
from core.drafts import drop_draft, load_draft
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from core.locks import retries_deadlocks
from customers.models import Customer
from followups.views.recording import next_url


def _subject(request: Request) -> Subject:
    name = request.POST.get("about") or request.GET.get("about", "")
    found = find_subject(request.user, name)
    if found is None:
        hide(request.user, f"briefings.subject:{name}"[:120])
    return found


@allow(Can.RULE, "GET", "POST")
def rule(request: Request) -> HttpResponse:
    """The box: rule on what `about` names (`help-3`), or on anything; asked by a row it comes alone."""
    subject = _subject(request)
    form = _box(request, subject)
    if form.is_bound and form.is_valid():
        try:
            url = _give(request, subject, form)
            messages.success(request, _("Ruled. Who does it has been told."))
            return redirect(url)
        except AlreadySubmitted as first:
            return redirect(first.url or "briefings:rulings")
        except services.BriefingRefused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "subject": subject, "name": subject.name, "next": next_url(request)}
    if request.htmx:
        return render(request, "briefings/_box.html", context)
    return render(request, "briefings/rule.html", context, status=422 if form.errors else 200)


def _box(request: Request, subject: Subject) -> RulingForm:
    if request.POST:
        return keep_in(RulingForm(request.POST), subject.name)
    initial = {
        "person": subject.person.pk if subject.person else None,
        "due_on": day_to_tell(request.user, timezone.localdate()),
    }
    kept = load_draft(request.user, box_key(subject.name))
    return begin_box(subject.name, initial, *((dict(kept[0].lists()), kept[1]) if kept else ()))


@retries_deadlocks
def _give(request: Request, subject: Subject, form: RulingForm) -> str:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    ruling = services.give_ruling(actor=request.user, subject=subject, values=form.values(), at=at)
    url = next_url(request) or ruling.get_absolute_url()
    drop_draft(request.user, box_key(subject.name))
    finish_form(claim, url)
    return url


@allow(Can.OWN_PAGES, "GET")
def ruling_list(request: Request) -> HttpResponse:
    """`?show=waiting|open|mine|closed`, 50 a page from `?from=` on; what waits is for who reads briefings."""
    start = request.GET.get("from", "")
    skip = int(start) if start.isdecimal() and len(start) < 5 else 0
    user, at = request.user, timezone.now()
    leads = user.can(Can.READ_BRIEFINGS)
    context = {
        "leads": leads, "may_rule": user.can(Can.RULE), "here": request.get_full_path(),
        "standing": count_waiting(user, at) if leads else None,
    }  # fmt: skip
    if leads and request.GET.get("show") == "waiting":
        return _show_waiting(request, read_waiting(user, at, skip), at, context)
    page = read_rulings(user, request.GET.get("show", ""), skip)
    today = timezone.localdate()
    for row in page.rows:
        row.late = row.is_late(today)  # type: ignore[attr-defined]  # for the list
        row.may_close = can_close_ruling(user, row)  # type: ignore[attr-defined]  # for the list
    return render(request, "briefings/rulings.html", context | {"page": page, "show": page.show})


def _show_waiting(request: Request, page: WaitingPage, at: datetime, context: dict[str, Any]) -> HttpResponse:
    for row in page.rows:
        row.record.is_red = is_red(row.raised_at, at)  # for the list
    return render(request, "briefings/rulings.html", context | {"page": page, "show": "waiting"})


def _get(request: Request, pk: int) -> Ruling:
    rows = Ruling.objects.select_related(
        "person__team", "customer", "given_by", "closed_by", "point", "briefing"
    )
    return get_visible_or_404(rows, request.user, pk)


@allow(Can.OWN_PAGES, "GET")
def ruling(request: Request, pk: int) -> HttpResponse:
    """What was decided, who does it, until when, what came of it."""
    return _show(request, _get(request, pk))


def _show(
    request: Request, found: Ruling, form: OutcomeForm | None = None, *, go_on: GoOnForm | None = None
) -> HttpResponse:
    user, failed = request.user, form if go_on is None else go_on
    customer = Customer.objects.visible_to(user).filter(pk=found.customer_id or 0).first()
    behind = find_subject(user, f"{found.kind}-{found.subject}") if found.subject else None
    context: dict[str, Any] = {
        "ruling": found, "customer": customer, "behind": behind, "late": found.is_late(timezone.localdate()),
        # In which words it was put is for the boss, and for who sees the record behind it, and its customer.
        "reads_about": user.is_boss or (behind is not None and (customer is not None or found.customer_id is None)),
        "may_tell": can_tell_outcome(user, found), "may_close": can_close_ruling(user, found),
        "form": form or _outcome_form(user, found), "draft_key": _outcome_key(found), "reads": user.can(Can.READ_BRIEFINGS),
    }  # fmt: skip
    if can_let_go_on(user, found):
        day = found.due_on if found.state == RulingState.OPEN else day_to_tell(user, timezone.localdate())
        initial = {"person": found.person_id, "due_on": day}
        context["go_on"] = go_on or GoOnForm(initial=initial, needs_words=found.state == RulingState.TOLD)
    return render(request, "briefings/ruling.html", context, status=422 if failed and failed.errors else 200)


def _outcome_key(found: Ruling) -> str:
    return f"outcome-{found.pk}"


def _outcome_form(user: Any, found: Ruling) -> OutcomeForm:
    """What was told, or what was typed since and not sent."""
    kept = load_draft(user, _outcome_key(found)) if can_tell_outcome(user, found) else None
    form = OutcomeForm(initial={"outcome": kept[0].get("outcome", "") if kept else found.outcome})
    form.kept_at = kept[1] if kept else None  # type: ignore[attr-defined]  # for the page
    return form


@allow(Can.OWN_PAGES, "POST")
def outcome(request: Request, pk: int) -> HttpResponse:
    """Tell what came of it."""
    found = _get(request, pk)
    require(request.user, can_tell_outcome, found)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            services.tell_outcome(
                actor=request.user, ruling=found, text=form.cleaned_data["outcome"], at=timezone.now()
            )
            drop_draft(request.user, _outcome_key(found))
            messages.success(request, _("Told. It stands in the next briefing."))
            return redirect(found)
        except services.BriefingRefused as refusal:
            add_refusal(form, refusal)
    return _show(request, found, form)


@allow(Can.RULE, "POST")
def go_on(request: Request, pk: int) -> HttpResponse:
    """Not settled yet, until another day, or by somebody else."""
    found = _get(request, pk)
    require(request.user, can_let_go_on, found)
    form = GoOnForm(request.POST, needs_words=found.state == RulingState.TOLD)
    if form.is_valid():
        try:
            services.let_go_on(actor=request.user, ruling=found, values=form.values(), at=timezone.now())
            messages.success(request, _("It goes on. Who does it has been told."))
            return redirect(found)
        except services.BriefingRefused as refusal:
            add_refusal(form, refusal)
    return _show(request, found, go_on=form)


@allow(Can.READ_BRIEFINGS, "POST")
def close(request: Request, pk: int) -> HttpResponse:
    """Done with."""
    found = _get(request, pk)
    require(request.user, can_close_ruling, found)
    services.close_ruling(actor=request.user, ruling=found, at=timezone.now())
    messages.success(request, pgettext("ruling", "Closed"))
    return redirect(next_url(request) or found.get_absolute_url())
