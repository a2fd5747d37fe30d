"""The working day: its list, one's own report to confirm, who has confirmed, the manager's digest."""

from collections.abc import Callable
from functools import partial
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
from reports.figure_words import DAY, DAY_COLUMNS, Department, short_labels, word_figures
from reports.forms import add_refusal
from reports.forms.days import DayForm, DigestForm
from reports.models import DailyReport, DayDigest, ReportDay
from reports.papers.daily import paper_of_day, paper_of_digest
from reports.permissions import can_confirm_day, can_write_digest
from reports.selectors import daily as selectors
from reports.selectors.digests import read_digest, read_digest_neighbours, read_digests
from reports.views.archive import read_archive
from reports.views.kept import begin_form, draft_url
from reports.views.papers import serve_paper
from reports.views.places import report_tabs


@allow(Can.READ_REPORTS, "GET")
def days(request: Request) -> HttpResponse:
    """One's own days; for who leads or chases, who has confirmed, and the digests. Each list turns by its own parameter."""
    user = request.user
    writes, chases = user.can(Can.REPORT), user.can(Can.CHASE_REPORTS)
    context = {
        "tabs": report_tabs(user, "reports:days"), "writes": writes, "chases": chases,
        "own": read_archive(request, "own", partial(selectors.read_own_days, user)) if writes else None,
        "days": read_archive(request, "days", selectors.read_days) if chases else None,
        "digests": read_archive(request, "digests", partial(read_digests, user)) if chases else None,
    }  # fmt: skip
    return render(request, "reports/days.html", context)


# ── one's own day ───────────────────────────────────────────────────────────
def _get(request: Request, pk: int) -> DailyReport:
    rows = DailyReport.objects.select_related("day", "person__team", "manager")
    return get_visible_or_404(rows, request.user, pk)


@allow(Can.READ_REPORTS, "GET")
def daily_report(request: Request, pk: int) -> HttpResponse:
    """The day as the records tell it; for its author the line to add and the button that confirms it."""
    found = _get(request, pk)
    note_read("reports.day_read", user=request.user, record=found, at=timezone.now())
    return _show(request, found, begin_form(request.user, _line_key(found), found.version, _line_form(found)))


def _line_key(report: DailyReport) -> str:
    return f"day-{report.pk}"


def _line_form(report: DailyReport) -> Callable[[QueryDict | None], DayForm]:
    return lambda typed: DayForm(typed, initial={"remark": report.remark, "version": report.version})


def _show(
    request: Request, found: DailyReport, form: DayForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    at = timezone.now()
    figures = selectors.read_day_figures(found, at)
    before, after = selectors.read_day_neighbours(found, request.user)
    context = {
        "report": found, "form": form, "draft_url": draft_url(_line_key(found)), "is_own": found.person_id == request.user.pk,
        "may_confirm": can_confirm_day(request.user, found), "figures": figures,
        "lines": [line for line in word_figures(figures, found.person, found.day.span) if line.key in DAY],
        "said": selectors.read_lines_of(found, request.user, at),
        "before": before, "after": after, "may_take_out": can_export(request.user),
        "above": render_slot("day", "above", request, found), "below": render_slot("day", "below", request, found), **extra,
    }  # fmt: skip
    return render(request, "reports/daily_report.html", context, status=status)


@allow(Can.REPORT, "POST")
def confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm one's day with a line of remarks."""
    found, form = _get(request, pk), DayForm(request.POST)
    is_second_click = found.person_id == request.user.pk and found.is_confirmed
    if not is_second_click:
        require(request.user, can_confirm_day, found)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    data = form.cleaned_data
    try:
        services.confirm_day(
            actor=request.user, report=found, remark=data["remark"], version=data["version"], at=timezone.now()
        )  # fmt: skip
    except services.StaleReport as stale:
        form.data = {**form.data.dict(), "version": str(stale.current.version)}  # type: ignore[attr-defined]  # a QueryDict
        return _show(request, found, form, status=409, is_stale=True)
    except services.ReportRefused as refusal:
        add_refusal(form, refusal)
        return _show(request, found, form, status=422)
    drop_draft(request.user, _line_key(found))
    messages.success(request, _("The day is confirmed"))
    return redirect(found)


@allow(Can.READ_REPORTS, "GET")
def daily_paper(request: Request, pk: int, kind: str) -> HttpResponse:
    """The day as a PDF or a workbook; who took it is in the trail."""
    return serve_paper(request, _get(request, pk), kind, paper_of_day)


# ── who has confirmed ───────────────────────────────────────────────────────
@allow(Can.CHASE_REPORTS, "GET")
def day(request: Request, day: str) -> HttpResponse:
    """Who has confirmed the day; never what. Who leads goes on from here to the reports that they read."""
    found = _get_day(request, day)
    rows = selectors.read_day_chase(found)
    seen = DailyReport.objects.visible_to(request.user).filter(day=found)
    readable = set(seen.values_list("pk", flat=True))
    for row in rows:
        row.day, row.is_readable = found, row.pk in readable  # type: ignore[attr-defined]  # for the page
    digests = DayDigest.objects.visible_to(request.user).filter(day=found).select_related("manager", "day")
    missing = sum(not row.is_confirmed for row in rows) if found.asked_at else 0
    context = {"day": found, "rows": rows, "digests": digests, "missing": missing}
    return render(request, "reports/day.html", context)


def _get_day(request: Request, day: str) -> ReportDay:
    found = selectors.find_day(day)
    if found is None:
        hide(request.user, f"reports.reportday:{day}"[:120])
    return found


@allow(Can.CHASE_REPORTS, "POST")
def remind_of_day(request: Request, day: str) -> HttpResponse:
    """Remind who has not confirmed the day."""
    found = _get_day(request, day)
    count = services.remind_of_day(actor=request.user, day=found, at=timezone.now())
    messages.success(request, ngettext("%(count)s person reminded", "%(count)s people reminded", count) % {"count": count})  # fmt: skip
    return redirect(found)


# ── the digest ──────────────────────────────────────────────────────────────
def _get_digest(request: Request, pk: int) -> DayDigest:
    return get_visible_or_404(DayDigest.objects.select_related("day", "manager"), request.user, pk)


@allow(Can.CHASE_REPORTS, "GET")
def digest(request: Request, pk: int) -> HttpResponse:
    """The customers followed that day, how and by whom; for the manager the form for remarks."""
    found = _get_digest(request, pk)
    note_read("reports.digest_read", user=request.user, record=found, at=timezone.now())
    words = found.later_words if found.is_sent else found.words

    def make(typed: QueryDict | None) -> DigestForm:
        return DigestForm(typed, initial={"words": words, "version": found.version})

    return _show_digest(request, found, begin_form(request.user, _draft_key(found), found.version, make))


def _draft_key(digest: DayDigest) -> str:
    return f"digest-{digest.pk}"


def _show_digest(
    request: Request, found: DayDigest, form: DigestForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    page, labels = read_digest(found, request.user, timezone.now()), short_labels()
    span, whose = found.day.span, Department(found.manager_id)
    before, after = read_digest_neighbours(found, request.user)
    table = [
        (
            row,
            [
                line
                for line in word_figures(row.figures, row.person, span, department=whose)
                if line.key in DAY_COLUMNS
            ],
        )
        for row in page.rows
    ]
    context = {
        "digest": found, "before": before, "after": after, "page": page, "form": form, "may_write": can_write_digest(request.user, found), "table": table, "draft_url": draft_url(_draft_key(found)),
        "columns": [labels[key] for key in DAY_COLUMNS],
        "lines": [line for line in word_figures(page.total, None, span, department=whose) if line.key in DAY],
        "may_take_out": can_export(request.user), "above": render_slot("digest", "above", request, found), "below": render_slot("digest", "below", request, found), **extra,
    }  # fmt: skip
    return render(request, "reports/digest.html", context, status=status)


@allow(Can.CHASE_REPORTS, "POST")
def digest_write(request: Request, pk: int) -> HttpResponse:
    """Keep the manager's remarks; after the digest has gone they are marked as added later."""
    found, form = _get_digest(request, pk), DigestForm(request.POST)
    require(request.user, can_write_digest, found)
    if not form.is_valid():
        return _show_digest(request, found, form, status=422)
    data = form.cleaned_data
    try:
        services.write_digest(
            actor=request.user, digest=found, words=data["words"], version=data["version"], at=timezone.now()
        )
    except services.StaleReport as stale:
        form.data = {**form.data.dict(), "version": str(stale.current.version)}  # type: ignore[attr-defined]  # a QueryDict
        return _show_digest(request, found, form, status=409, is_stale=True)
    except services.ReportRefused as refusal:
        add_refusal(form, refusal)
        return _show_digest(request, found, form, status=422)
    drop_draft(request.user, _draft_key(found))
    messages.success(request, _("Saved"))
    return redirect(found)


@allow(Can.CHASE_REPORTS, "GET")
def digest_paper(request: Request, pk: int, kind: str) -> HttpResponse:
    """The digest as a PDF or a workbook; who took it is in the trail."""
    return serve_paper(request, _get_digest(request, pk), kind, paper_of_digest)
