"""The records of months and quarters: everybody's figures, a person's inquiries and customers (S137, S138)."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, hide, note_read
from core.access import allow
from core.capabilities import Can
from core.panels import render_slot
from customers.permissions import can_export
from reports.domain.days import Kind
from reports.figure_words import RECORD, RECORD_COLUMNS, short_labels, word_figures
from reports.models import PersonRecord, RecordPeriod
from reports.papers.records import paper_of_customers, paper_of_inquiries, paper_of_period
from reports.record_words import grade_table, moved_words, period_words
from reports.selectors import records as selectors
from reports.views.papers import serve_paper
from reports.views.places import report_tabs


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def records(request: Request) -> HttpResponse:
    """The figures of a month or quarter (`?kind=month|quarter&day=`), a row for each person whose record one reads."""
    at = timezone.now()
    kind = _kind_in(request)
    day = _day_in(request, timezone.localdate(at))
    found = selectors.read_period(kind, day)
    context: dict[str, Any] = {
        "tabs": report_tabs(request.user, "reports:records"), "period": found, "switch": _switch(kind, day),
    }  # fmt: skip
    if found is not None:
        labels, rows = short_labels(), selectors.read_records(found, request.user, at)
        before, after = selectors.read_neighbours(found)
        context |= {
            "name": period_words(found), "columns": [labels[key] for key in RECORD_COLUMNS],
            "table": [(row, _cells(row, found)) for row in rows],
            "before": _address(kind, before), "after": _address(kind, after), "is_over": selectors.is_over(found, at),
            "may_take_out": can_export(request.user), "query": f"kind={kind}&day={found.first_on.isoformat()}",
        }  # fmt: skip
    return render(request, "reports/records.html", context)


def _kind_in(request: Request) -> Kind:
    return Kind.QUARTER if request.GET.get("kind") == Kind.QUARTER else Kind.MONTH


def _day_in(request: Request, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today


def _switch(kind: Kind, day: date) -> list[dict[str, Any]]:
    return [
        {"label": RecordPeriod.Kind(one).label, "url": _address(one, day), "is_current": one == kind}
        for one in Kind
    ]


def _address(kind: Kind, day: date | None) -> str:
    return f"{reverse('reports:records')}?kind={kind}&day={day.isoformat()}" if day else ""


def _cells(record: selectors.Record, period: RecordPeriod) -> list[Any]:
    lines = word_figures(record.figures, record.row.person, period.span)
    return [line for line in lines if line.key in RECORD_COLUMNS]


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def records_paper(request: Request, kind: str) -> HttpResponse:
    """The table of a month or quarter (`?kind=month|quarter&day=`) as a PDF or a workbook; who took it is in the trail."""
    found = selectors.read_period(_kind_in(request), _day_in(request, timezone.localdate(timezone.now())))
    if found is None:
        hide(request.user, "reports.recordperiod")
    return serve_paper(request, found, kind, paper_of_period)


# ── a person's record ───────────────────────────────────────────────────────
def _get(request: Request, pk: int) -> PersonRecord:
    rows = PersonRecord.objects.select_related("period", "person__team", "manager")
    return get_visible_or_404(rows, request.user, pk)


def _frame(request: Request, found: PersonRecord, current: str, at: datetime) -> dict[str, Any]:
    note_read("reports.record_read", user=request.user, record=found, at=at)
    reading = "replies" if current == "reports:inquiry_record" else "portfolio"
    addresses = (
        ("reports:inquiry_record", _("Replies to inquiries")),
        ("reports:customer_record", _("Customers")),
    )
    return {
        "record": found, "name": period_words(found.period),
        "views": [
            {"label": label, "url": reverse(name, args=[found.pk]), "is_current": name == current}
            for name, label in addresses
        ],
        "paper": current.replace("_record", "_paper"), "is_over": selectors.is_over(found.period, at),
        "may_take_out": can_export(request.user), "is_own": found.person_id == request.user.pk,
        "above": render_slot(reading, "above", request, found), "below": render_slot(reading, "below", request, found),
    }  # fmt: skip


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def inquiry_record(request: Request, pk: int) -> HttpResponse:
    """Every question of the period: received, answered, how long it took, grade, result."""
    found, at = _get(request, pk), timezone.now()
    questions = selectors.questions_of(found, at)
    page, rows = selectors.read_inquiry_page(found, questions, request.user, at, request.GET.get("page", "1"))
    figures = selectors.reply_figures(found, questions, at)
    lines = [line for line in word_figures(figures, found.person, found.period.span) if line.key in RECORD]
    context = {"lines": lines, "page": page, "rows": rows}
    return render(
        request,
        "reports/inquiry_record.html",
        _frame(request, found, "reports:inquiry_record", at) | context,
    )


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def customer_record(request: Request, pk: int) -> HttpResponse:
    """The customers of the period's end: by grade and stage, new, raised, lowered, lost, contacts, cadence kept."""
    found, at = _get(request, pk), timezone.now()
    page, rows = selectors.read_customer_page(found, request.user, at, request.GET.get("page", "1"))
    record = selectors.with_figures([found], found.period, at, selectors.OF_CUSTOMERS)[0]
    grades = grade_table(record.figures, record.customers)
    moved = moved_words(record.figures, record.customers)
    context = {"page": page, "rows": rows, "grades": grades, "moved": moved}
    return render(
        request,
        "reports/customer_record.html",
        _frame(request, found, "reports:customer_record", at) | context,
    )


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def inquiry_paper(request: Request, pk: int, kind: str) -> HttpResponse:
    """The inquiry-reply record as a PDF or a workbook; who took it is in the trail."""
    return serve_paper(request, _get(request, pk), kind, paper_of_inquiries)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def customer_paper(request: Request, pk: int, kind: str) -> HttpResponse:
    """The customer-management report as a PDF or a workbook; who took it is in the trail."""
    return serve_paper(request, _get(request, pk), kind, paper_of_customers)
