"""The department: who has submitted, issuing and reminding, the department's report."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Request, get_visible_or_404, hide, note_read, require
from core.access import allow
from core.capabilities import Can
from core.drafts import drop_draft
from core.panels import render_slot
from customers.permissions import can_export
from reports import services
from reports.domain.timetable import Span
from reports.figure_words import HEADLINE, SHOWN_OF_PERSON, Department, Line, short_labels, word_figures
from reports.forms import REFUSALS, DepartmentForm, add_refusal
from reports.models import DepartmentReport, ReportPeriod, WeeklyReport
from reports.papers.department import paper_of_department
from reports.permissions import can_read_mood, can_send_department
from reports.selectors import department as selectors
from reports.selectors.weekly import read_key_rows
from reports.views.kept import begin_form, draft_url
from reports.views.papers import serve_paper


def _get_period(request: Request, day: str) -> ReportPeriod:
    try:
        found = ReportPeriod.objects.select_related("issued_by").filter(day=date.fromisoformat(day)).first()
    except ValueError:
        found = None
    if found is None:
        hide(request.user, f"reports.reportperiod:{day}")
    return found


@allow(Can.CHASE_REPORTS, "GET")
def week(request: Request, day: str) -> HttpResponse:
    """Who has submitted; never what. Who leads goes on from here to the reports that they read."""
    found, at = _get_period(request, day), timezone.now()
    rows = selectors.read_chase(found)
    seen = WeeklyReport.objects.visible_to(request.user).filter(period=found)
    readable = set(seen.values_list("pk", flat=True))
    for row in rows:
        row.period = found
        row.late, row.is_readable = row.is_late(at), row.pk in readable  # type: ignore[attr-defined]  # for the page
    departments = DepartmentReport.objects.visible_to(request.user).filter(period=found)
    context = {
        "period": found, "rows": rows, "now": at, "missing": sum(not row.is_submitted for row in rows),
        "departments": departments.select_related("manager", "period", "sent_by"),
    }  # fmt: skip
    return render(request, "reports/week.html", context)


@allow(Can.CHASE_REPORTS, "POST")
def issue(request: Request) -> HttpResponse:
    """Issue the forms with one click."""
    try:
        found = services.issue_now(actor=request.user, at=timezone.now())
    except services.ReportRefused as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
        return redirect("reports:list")
    messages.success(request, _("The forms are out"))
    return redirect(found)


@allow(Can.CHASE_REPORTS, "POST")
def remind(request: Request, day: str) -> HttpResponse:
    """Remind who has not submitted."""
    found = _get_period(request, day)
    count = services.remind_now(actor=request.user, period=found, at=timezone.now())
    messages.success(request, ngettext("%(count)s person reminded", "%(count)s people reminded", count) % {"count": count})  # fmt: skip
    return redirect(found)


# ── the department's report ─────────────────────────────────────────────────
def _get(request: Request, pk: int) -> DepartmentReport:
    return get_visible_or_404(
        DepartmentReport.objects.select_related("period", "manager", "sent_by"), request.user, pk
    )


@allow(Can.CHASE_REPORTS, "GET")
def department(request: Request, pk: int) -> HttpResponse:
    """The figures of each, what each wrote, the manager's comments; for the manager the form to send it."""
    found = _get(request, pk)
    note_read("reports.department_read", user=request.user, record=found, at=timezone.now())

    def make(typed: QueryDict | None) -> DepartmentForm:
        return DepartmentForm(typed, initial={"words": found.words, "version": found.version})

    return _show(request, found, begin_form(request.user, _draft_key(found), found.version, make))


def _draft_key(report: DepartmentReport) -> str:
    return f"department-{report.pk}"


def _show(
    request: Request, found: DepartmentReport, form: DepartmentForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    page, span, at = selectors.read_department(found), found.period.span, timezone.now()
    keys = read_key_rows(page.reports, request.user)
    for report in (*page.reports, *page.missing):
        report.late = report.is_late(at)  # type: ignore[attr-defined]  # for the page
    whose, moved = Department(found.manager_id, with_own=True), selectors.read_moved(found)
    before, after = selectors.read_neighbours(found, request.user)
    labels, lines = short_labels(), word_figures(page.total, None, span, department=whose)
    table = [
        (row, _cells(row, replace(whose, is_part=bool(row.mark) or row.person.pk in moved), span))
        for row in page.rows
    ]
    context = {
        "report": found, "before": before, "after": after, "page": page, "form": form, "may_send": can_send_department(request.user, found),
        "lines": lines, "headline": [line for line in lines if line.key in HEADLINE], "table": table, "columns": [labels[key] for key in SHOWN_OF_PERSON],
        "said": [(report, keys[report.pk], can_read_mood(request.user, report)) for report in page.reports],
        "may_take_out": can_export(request.user), "above": render_slot("department", "above", request, found), "below": render_slot("department", "below", request, found), "draft_url": draft_url(_draft_key(found)), **extra,
    }  # fmt: skip
    return render(request, "reports/department.html", context, status=status)


def _cells(row: selectors.PersonRow, whose: Department, span: Span) -> list[Line]:
    lines = word_figures(row.figures, row.person, span, department=whose)
    return [line for line in lines if line.key in SHOWN_OF_PERSON]


@allow(Can.CHASE_REPORTS, "POST")
def department_write(request: Request, pk: int) -> HttpResponse:
    """Keep the comments, or with `send` send the report to the boss."""
    found, form = _get(request, pk), DepartmentForm(request.POST)
    require(request.user, can_send_department, found)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    is_final, data = "send" in request.POST, form.cleaned_data
    save = services.send_department if is_final else services.write_department
    try:
        save(
            actor=request.user, report=found, words=data["words"], version=data["version"], at=timezone.now()
        )
    except services.StaleReport as stale:
        form.data = {**form.data.dict(), "version": str(stale.current.version)}  # type: ignore[attr-defined]  # a QueryDict
        return _show(request, found, form, status=409, is_stale=True)
    except services.ReportRefused as refusal:
        add_refusal(form, refusal)
        return _show(request, found, form, status=422)
    drop_draft(request.user, _draft_key(found))
    messages.success(request, _("Sent to the boss") if is_final else _("Saved"))
    return redirect(found)


@allow(Can.CHASE_REPORTS, "GET")
def department_paper(request: Request, pk: int, kind: str) -> HttpResponse:
    """The department's report as a PDF or a workbook; who took it is in the trail."""
    return serve_paper(request, _get(request, pk), kind, paper_of_department)
