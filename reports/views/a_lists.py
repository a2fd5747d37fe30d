"""The monthly A list: its months, a month, one's own part to word and confirm (S58)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, hide, note_reads, require
from core.access import allow
from core.capabilities import Can
from core.drafts import drop_draft
from core.panels import render_slot
from customers.permissions import can_export
from reports import services
from reports.forms import add_refusal
from reports.forms.days import AListForm
from reports.models import AList, AListPart
from reports.papers.a_list import paper_of_a_list
from reports.permissions import can_write_part
from reports.selectors import a_lists as selectors
from reports.views.kept import begin_form, draft_url
from reports.views.papers import serve_paper
from reports.views.places import report_tabs

SHOWN = 36


@allow(Can.READ_REPORTS, "GET")
def a_lists(request: Request) -> HttpResponse:
    """The months, the newest first."""
    context = {
        "tabs": report_tabs(request.user, "reports:a_lists"),
        "lists": selectors.read_a_lists(request.user, limit=SHOWN),
    }
    return render(request, "reports/a_lists.html", context)


def _get_list(request: Request, month: str) -> AList:
    found = selectors.find_list(month)
    if found is None:
        hide(request.user, f"reports.alist:{month}"[:120])
    return found


@allow(Can.READ_REPORTS, "GET")
def a_list(request: Request, month: str) -> HttpResponse:
    """A month: how its parts stand, and the customers that the reader may see of it, page by page."""
    found, user = _get_list(request, month), request.user
    parts = selectors.read_parts(found, user)
    page, entries = selectors.read_entries(found, user, request.GET.get("page", "1"))
    note_reads(
        "reports.a_list_read", user=user, records=[row.part for row in parts if row.is_readable], at=timezone.now()
    )  # fmt: skip
    context = {
        "list": found, "parts": parts, "page": page, "entries": entries, "keeps": selectors.keeps_particulars(entries), "may_take_out": can_export(user),
        "is_chasing": user.can(Can.CHASE_REPORTS),
        "confirmed": sum(row.part.is_confirmed for row in parts if row.part.is_owed),
        "counted": sum(row.part.is_owed for row in parts), "above": render_slot("a_list", "above", request, found),
    }  # fmt: skip
    return render(request, "reports/a_list.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def a_list_paper(request: Request, month: str, kind: str) -> HttpResponse:
    """What the reader may see of the month's list as a PDF or a workbook; who took it is in the trail."""
    return serve_paper(request, _get_list(request, month), kind, paper_of_a_list)


# ── one's own part ──────────────────────────────────────────────────────────
def _get(request: Request, pk: int) -> AListPart:
    rows = AListPart.objects.select_related("a_list", "person", "manager")
    return get_visible_or_404(rows, request.user, pk)


def _draft_key(part: AListPart) -> str:
    return f"a-list-{part.pk}"


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def part(request: Request, pk: int) -> HttpResponse:
    """Somebody's A customers: for the owner the form until the list has gone, for its readers what stands there."""
    found = _get(request, pk)
    entries = selectors.with_customers(found.entries.all(), request.user)
    if can_write_part(request.user, found):
        return _show_form(request, found, _first_form(request, found, entries))
    note_reads("reports.a_list_read", user=request.user, records=[found], at=timezone.now())
    context = {
        "part": found, "entries": entries, "keeps": selectors.keeps_particulars(entries),
        "below": render_slot("a_list_part", "below", request, found),
    }  # fmt: skip
    return render(request, "reports/a_list_part.html", context)


def _first_form(request: Request, found: AListPart, entries: list[selectors.EntryRow]) -> AListForm:
    """The kept draft, if it was typed into what still stands; else the part."""

    def make(typed: QueryDict | None) -> AListForm:
        initial = AListForm.initial_of(found.version, entries)
        return AListForm(typed, initial=initial, entries=entries)

    return begin_form(request.user, _draft_key(found), found.version, make)


def _show_form(
    request: Request, found: AListPart, form: AListForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        "part": found, "form": form, "draft_url": draft_url(_draft_key(found)), **extra,
    }  # fmt: skip
    return render(request, "reports/a_list_write.html", context, status=status)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def part_write(request: Request, pk: int) -> HttpResponse:
    """Keep the words, or with `confirm` confirm the part."""
    found = _get(request, pk)
    require(request.user, can_write_part, found)
    entries = selectors.with_customers(found.entries.all(), request.user)
    form, is_confirmed = AListForm(request.POST, entries=entries), "confirm" in request.POST
    if not form.is_valid():
        return _show_form(request, found, form, status=422)
    try:
        services.write_part(
            actor=request.user, part=found, words=form.words(), is_confirmed=is_confirmed,
            version=form.cleaned_data["version"], at=timezone.now(),
        )  # fmt: skip
    except services.StaleReport as stale:
        form.data = {**form.data.dict(), "version": str(stale.current.version)}  # type: ignore[attr-defined]  # a QueryDict
        return _show_form(request, found, form, status=409, is_stale=True)
    except services.ReportRefused as refusal:
        add_refusal(form, refusal)
        return _show_form(request, found, form, status=422)
    drop_draft(request.user, _draft_key(found))
    messages.success(request, _("Confirmed") if is_confirmed else _("Saved"))
    return redirect(found)
