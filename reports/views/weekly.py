"""A salesperson's report: its list, its page, the form, what its readers do with it, its file."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Request, get_visible_or_404, note_read, require
from core.access import allow
from core.capabilities import Can
from core.drafts import drop_draft
from core.panels import render_slot
from customers.models import Customer
from customers.permissions import can_export
from customers.views.answers import go_to
from reports import services
from reports.figure_words import word_figures
from reports.forms import REFUSALS, ReopenForm, ReportForm, add_refusal
from reports.models import WeeklyReport
from reports.models.weekly import WORDS
from reports.papers.weekly import paper_of_report
from reports.permissions import can_read_mood, can_reopen_report, can_write_report
from reports.selectors import weekly as selectors
from reports.selectors.department import read_departments
from reports.views.archive import Archive, read_archive
from reports.views.kept import begin_form, draft_url
from reports.views.papers import serve_paper
from reports.views.places import report_tabs

MOST_POSTED = 30
RELATED = ("period", "person__team", "manager", "reopened_by")


def _get(request: Request, pk: int) -> WeeklyReport:
    rows = WeeklyReport.objects.select_related(*RELATED).prefetch_related("key_customers")
    return get_visible_or_404(rows, request.user, pk)


def _draft_key(report: WeeklyReport) -> str:
    return f"report-{report.pk}"


@allow(Can.READ_REPORTS, "GET")
def report_list(request: Request) -> HttpResponse:
    """One's own reports; for who leads or chases, the weeks and the department's reports. Each list turns by its own parameter."""
    user, at = request.user, timezone.now()
    writes, chases = user.can(Can.REPORT), user.can(Can.CHASE_REPORTS)
    own = read_archive(request, "own", partial(selectors.read_own, user)) if writes else Archive([])
    for row in own.rows:
        row.late = row.is_late(at)
    context = {
        "tabs": report_tabs(user, "reports:list"), "writes": writes, "chases": chases, "own": own,
        "weeks": read_archive(request, "weeks", selectors.read_weeks_of_reports) if chases else None,
        "departments": read_archive(request, "departments", partial(read_departments, user)) if chases else None,
        "may_issue": chases and services.can_issue(at),
    }  # fmt: skip
    return render(request, "reports/list.html", context)


@allow(Can.READ_REPORTS, "GET")
def report(request: Request, pk: int) -> HttpResponse:
    """The report: for its author the form while it is theirs to write, for its readers what it says."""
    found = _get(request, pk)
    if can_write_report(request.user, found):
        return _show_form(request, found, _first_form(request, found))
    note_read("reports.read", user=request.user, record=found, at=timezone.now())
    return _show(request, found)


def _first_form(request: Request, found: WeeklyReport) -> ReportForm:
    """The kept draft, if it was typed into what still stands; else the report."""
    suggestions = selectors.read_suggestions(found, request.user)

    def make(typed: QueryDict | None) -> ReportForm:
        return ReportForm(typed, initial=ReportForm.initial_of(found, suggestions), suggestions=suggestions)

    return begin_form(request.user, _draft_key(found), found.version, make)


def _show_form(
    request: Request, found: WeeklyReport, form: ReportForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    at = timezone.now()
    figures = selectors.read_report_figures(found, at)
    context = {
        "report": found, "form": form, "late": found.is_late(at),
        "lines": word_figures(figures, found.person, found.period.span),
        "hidden": selectors.hidden_customers(found, request.user),
        "draft_url": draft_url(_draft_key(found)),
        "above": render_slot("report", "above", request, found), "below": render_slot("report", "below", request, found), **extra,
    }  # fmt: skip
    return render(request, "reports/write.html", context, status=status)


@allow(Can.REPORT, "POST")
def write(request: Request, pk: int) -> HttpResponse:
    """Keep it, or with `submit` submit it."""
    found = _get(request, pk)
    if found.person_id == request.user.pk and found.is_submitted:
        return _submitted_elsewhere(request, found)
    require(request.user, can_write_report, found)
    form = ReportForm(request.POST, suggestions=_with_posted(request, found))
    if not form.is_valid():
        return _show_form(request, found, form, status=422)
    hidden = [
        services.KeyWords(one.customer, one.words) for one in selectors.hidden_customers(found, request.user)
    ]
    is_final = "submit" in request.POST
    save = services.submit_report if is_final else services.write_report
    try:
        save(
            actor=request.user, report=found, values=form.values(), key_customers=[*form.key_customers(), *hidden],
            version=form.cleaned_data["version"], at=timezone.now(),
        )  # fmt: skip
    except services.StaleReport as stale:
        form.data = {**form.data.dict(), "version": str(stale.current.version)}  # type: ignore[attr-defined]  # a QueryDict
        return _show_form(request, found, form, status=409, is_stale=True)
    except PermissionDenied:  # the other window was quicker by less than this request took
        found = _get(request, pk)
        if not found.is_submitted:
            raise
        return _submitted_elsewhere(request, found)
    except services.ReportRefused as refusal:
        add_refusal(form, refusal)
        return _show_form(request, found, form, status=422)
    drop_draft(request.user, _draft_key(found))
    messages.success(request, _("Submitted") if is_final else _("Saved"))
    return redirect(found)


def _submitted_elsewhere(request: Request, found: WeeklyReport) -> HttpResponse:
    """It was submitted from another window meanwhile: what stands, and beside it what this one held and is not in it."""
    labels: dict[str, Any] = {name: ReportForm.base_fields[name].label for name in (*WORDS, "mood_words")}
    stored = {name: getattr(found, name) for name in labels}
    for one in _with_posted(request, found):
        name = f"words-{one.customer.pk}"
        labels[name], stored[name] = one.customer, one.words
    typed = [
        (label, text)
        for name, label in labels.items()
        if (text := request.POST.get(name, "").strip()) and text != stored[name].strip()
    ]
    return _show(request, found, status=409, typed=typed, is_submitted_elsewhere=True)


def _with_posted(request: Request, found: WeeklyReport) -> list[selectors.Suggestion]:
    """The suggestions, and whoever was put in by this form and is none any more."""
    suggestions = selectors.read_suggestions(found, request.user)
    there = {one.customer.pk for one in suggestions}
    named = {name.removeprefix("key-") for name in request.POST if name.startswith("key-")}
    posted = {int(pk) for pk in named if pk.isdecimal() and len(pk) < 10} - there
    rows = Customer.objects.visible_to(request.user).filter(pk__in=sorted(posted)[:MOST_POSTED])
    more = [
        selectors.Suggestion(row, selectors.particulars_of(row), "", is_chosen=True)
        for row in rows.prefetch_related("contacts")
    ]
    return [*suggestions, *more]


def _show(request: Request, found: WeeklyReport, *, status: int = 200, **forms: Any) -> HttpResponse:
    at = timezone.now()
    figures = selectors.read_report_figures(found, at)
    before, after = selectors.read_neighbours(found, request.user)
    context = {
        "report": found, "late": found.is_late(at),
        "lines": word_figures(figures, found.person, found.period.span),
        "keys": selectors.read_key_rows([found], request.user)[found.pk],
        "may_reopen": can_reopen_report(request.user, found),
        "may_read_mood": can_read_mood(request.user, found), "is_own": found.person_id == request.user.pk,
        "may_take_out": can_export(request.user), "before": before, "after": after,
        "above": render_slot("report", "above", request, found), "under_words": render_slot("report", "words", request, found),
        "below": render_slot("report", "below", request, found), "reopen_form": ReopenForm(), **forms,
    }  # fmt: skip
    return render(request, "reports/report.html", context, status=status)


@allow(Can.READ_REPORTS, "POST")
def reopen(request: Request, pk: int) -> HttpResponse:
    """Give it back to its author."""
    found, form = _get(request, pk), ReopenForm(request.POST)
    require(request.user, can_reopen_report, found)
    if form.is_valid():
        try:
            services.reopen_report(
                actor=request.user, report=found, reason=form.cleaned_data["reason"], at=timezone.now()
            )
            messages.success(request, pgettext("report", "Given back"))
            return redirect(found)
        except services.ReportRefused as refusal:
            add_refusal(form, refusal)
    return _show(request, found, reopen_form=form, status=422)


@allow(Can.REPORT, "POST")
def add_customer(request: Request, pk: int) -> HttpResponse:
    """Put a customer into one's open report, from the customer's page."""
    customer = get_visible_or_404(Customer.objects.current(), request.user, pk)
    try:
        found = services.add_key_customer(actor=request.user, customer=customer, at=timezone.now())
    except services.ReportRefused as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
        return go_to(request, customer.get_absolute_url())
    messages.success(request, _("Put into the weekly report"))
    return go_to(request, found.get_absolute_url())


@allow(Can.READ_REPORTS, "GET")
def paper(request: Request, pk: int, kind: str) -> HttpResponse:
    """The report as a PDF or a workbook; who took it is in the trail, a workbook as the policy allows exports."""
    return serve_paper(request, _get(request, pk), kind, paper_of_report)
