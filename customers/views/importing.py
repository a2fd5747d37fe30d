"""Taking in a workbook: upload, columns, look-through, progress, report, undo."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, hide, refuse
from core import audit
from core.access import allow
from core.capabilities import Can
from core.files import FileRefused
from core.forms_once import AlreadySubmitted
from core.sheets.words import word_file_refusal
from customers import permissions, services
from customers.forms.importing import ColumnsForm, ImportForm
from customers.import_workbook import refused_workbook
from customers.models import CustomerImport, ImportRow
from customers.selectors import importing as shown
from customers.views.answers import get_customer, go_to, show_errors

State = CustomerImport.State
JOIN = "join"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@allow(Can.IMPORT, "GET", "POST")
def imports(request: Request) -> HttpResponse:
    """One's own imports, and the way to bring another."""
    _require_right(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        try:
            batch = services.start_import(
                actor=request.user,
                upload=form.cleaned_data["file"],
                at=timezone.now(),
                form_token=form.cleaned_data["form_token"],
            )
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except FileRefused:
            limit = settings.FILE_SIZE_LIMIT // (1024 * 1024)
            form.add_error("file", _("At most %(limit)d MB. Split the file.") % {"limit": limit})
        else:
            return go_to(request, batch.get_absolute_url())
    context = {"form": form, "rows": shown.list_imports(request.user)}
    return render(request, "customers/imports.html", context, status=422 if form.errors else 200)


@allow(Can.IMPORT, "GET")
def show(request: Request, pk: int) -> HttpResponse:
    """The import as far as it is: progress, columns, look-through, or report."""
    batch = _batch(request, pk)
    if batch.state in shown.WORKING or request.GET.get("part") == "progress":
        return _show_progress(request, batch)
    if batch.state == State.COLUMNS or (batch.state == State.REVIEW and "columns" in request.GET):
        return _show_columns(request, batch, ColumnsForm(batch=batch, user=request.user))
    if batch.state == State.REVIEW:
        return _show_rows(request, batch)
    return _show_report(request, batch)


def _show_progress(request: Request, batch: CustomerImport) -> HttpResponse:
    """While a worker is at it; the part asks again until it is done, and then for the whole page."""
    if request.htmx and batch.state not in shown.WORKING:
        return go_to(request, batch.get_absolute_url())
    context = {
        "batch": batch,
        "job": shown.job_of(batch),
        "again_url": reverse("customers:import_again", args=[batch.pk]),
    }
    template = "components/job_progress.html" if request.htmx else "customers/import_progress.html"
    return render(request, template, context)


def _show_columns(request: Request, batch: CustomerImport, form: ColumnsForm) -> HttpResponse:
    columns = list(zip(form.columns(), batch.columns, shown.samples_of(batch), strict=True))
    context = {
        "batch": batch,
        "form": form,
        "columns": columns,
        "rows": batch.rows.count(),
        "sheets": list(enumerate(batch.sheets)),
    }
    return render(request, "customers/import_columns.html", context, status=422 if form.errors else 200)


def _show_rows(request: Request, batch: CustomerImport) -> HttpResponse:
    begin = request.GET.get("after", "")
    page = shown.look_through(
        batch,
        user=request.user,
        show=request.GET.get("show", ""),
        at=timezone.now(),
        begin=int(begin) if begin.isdecimal() and len(begin) < 9 else 0,
    )
    labels = {
        shown.ALL: _("All"), shown.PROBLEMS: _("Doubtful"), shown.THERE: _("There already"),
        shown.COLLEAGUES: _("Colleagues'"), shown.LEFT_OUT: _("Left out"),
    }  # fmt: skip
    tabs = [
        {"label": label, "url": f"?show={name}", "is_current": name == page.show, "count": page.counts[name]}
        for name, label in labels.items()
    ]
    context = {"batch": batch, "page": page, "tabs": tabs, "decisions": ImportRow.Decision.choices}
    context["join"] = JOIN
    return render(request, "customers/import_rows.html", context)


def _show_report(request: Request, batch: CustomerImport) -> HttpResponse:
    context = {
        "batch": batch,
        "refusal": word_file_refusal(batch.refusal) if batch.refusal else "",
        "results": shown.count_results(batch),
        "refused": [
            (row, shown.word_subject(row), shown.word_refusal(row))
            for row in shown.refused_rows(batch)[: shown.PAGE]
        ],
        "kept": batch.rows.filter(state=ImportRow.State.KEPT)
        .select_related("customer")
        .order_by("number")[: shown.PAGE],
        "can_undo": services.can_undo(batch, timezone.now()),
    }
    return render(request, "customers/import_report.html", context)


@allow(Can.IMPORT, "POST")
def sheet(request: Request, pk: int) -> HttpResponse:
    """Read another sheet of the workbook instead."""
    chosen = request.POST.get("sheet", "")
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else -1
    return _act(request, pk, services.choose_sheet, sheet=number, has_header="no_header" not in request.POST)


@allow(Can.IMPORT, "POST")
def columns(request: Request, pk: int) -> HttpResponse:
    """Confirm what the columns are; then every row is checked."""
    batch = _batch(request, pk)
    if batch.state not in (State.COLUMNS, State.REVIEW):
        return _say_moved_on(request, batch)
    form = ColumnsForm(request.POST, batch=batch, user=request.user)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("grade", "source", "owner", "key", "unmatched")}
        try:
            services.confirm_columns(
                actor=request.user, batch=batch, fields=form.chosen(), at=timezone.now(), **values
            )
        except services.ImportRefused:
            return _say_moved_on(request, batch)
        except ValidationError as error:
            show_errors(form, error)
        else:
            return go_to(request, batch.get_absolute_url())
    return _show_columns(request, batch, form)


@allow(Can.IMPORT, "POST")
def cell(request: Request, pk: int, row_pk: int) -> HttpResponse:
    """Correct a doubtful cell where it stands."""
    batch = _batch(request, pk)
    row = _row(request, batch, row_pk)
    place = request.POST.get("place", "")
    try:
        services.correct_cell(
            actor=request.user, row=row, place=int(place) if place.isdecimal() and len(place) < 4 else -1,
            text=request.POST.get("text", ""), at=timezone.now(),
        )  # fmt: skip
    except services.ImportRefused:
        return _say_moved_on(request, batch)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    if not request.htmx:
        return redirect(f"{batch.get_absolute_url()}?show={shown.PROBLEMS}")
    fresh = batch.rows.select_related("matched__owner").get(pk=row_pk)
    names = [(place, column["heading"]) for place, column in enumerate(batch.columns) if column["field"]]
    context = {
        "batch": batch,
        "line": shown.show_rows([fresh], names, request.user, timezone.now())[0],
        "decisions": ImportRow.Decision.choices,
    }
    return render(request, "customers/_import_row.html", context)


@allow(Can.IMPORT, "GET", "POST")
def match(request: Request, pk: int, row_pk: int) -> HttpResponse:
    """Who a row may be, as a lookup tells it; one of them is chosen, or that it is somebody new."""
    batch = _batch(request, pk)
    row = _row(request, batch, row_pk)
    if request.method != "POST":
        found = shown.look_up_row(row, request.user, timezone.now())
        context = {"batch": batch, "row": row, "who": shown.word_subject(row), **found}
        return render(request, "customers/import_match.html", context)
    chosen = request.POST.get("customer", "")
    customer = (
        get_customer(request, int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0)
        if chosen
        else None
    )
    try:
        services.choose_match(actor=request.user, row=row, customer=customer, at=timezone.now())
    except services.ImportRefused:
        return _say_moved_on(request, batch)
    return go_to(request, f"{batch.get_absolute_url()}?after={max(row.number - 2, 0)}")


@allow(Can.IMPORT, "POST")
def decide(request: Request, pk: int) -> HttpResponse:
    """Say of ticked rows what becomes of them, or that they are one buyer."""
    ids = [int(value) for value in request.POST.getlist("row") if value.isdecimal() and len(value) < 18]
    if request.POST.get("decision") == JOIN:
        return _act(request, pk, services.join_rows, rows=ids)
    return _act(request, pk, services.decide_rows, rows=ids, decision=request.POST.get("decision", ""))


@allow(Can.IMPORT, "POST")
def take_in(request: Request, pk: int) -> HttpResponse:
    """Begin to take the rows in."""
    return _act(request, pk, services.take_in)


@allow(Can.IMPORT, "POST")
def again(request: Request, pk: int) -> HttpResponse:
    """Begin a step again whose job has failed."""
    return _act(request, pk, services.try_again)


@allow(Can.IMPORT, "POST")
def undo(request: Request, pk: int) -> HttpResponse:
    """Begin to take the whole import back."""
    return _act(request, pk, services.undo_import)


@allow(Can.IMPORT, "GET")
def refused(request: Request, pk: int) -> HttpResponse:
    """The refused rows as a workbook, each with its reason."""
    batch = _batch(request, pk)
    audit.record("customers.import_refused_read", actor=request.user, at=timezone.now(), target=batch)
    response = HttpResponse(refused_workbook(batch), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{batch.pk}.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _require_right(request: Request) -> None:
    """Answer 403 where the company lets salespeople import nothing (permissions.md)."""
    if not permissions.can_import(request.user):
        refuse(request.user, None, "can_import")


def _row(request: Request, batch: CustomerImport, pk: int) -> ImportRow:
    row = batch.rows.filter(pk=pk).first()
    if row is None:
        hide(request.user, f"customers.importrow:{pk}")
    return row


def _batch(request: Request, pk: int) -> CustomerImport:
    _require_right(request)
    rows = CustomerImport.objects.select_related("file", "owner", "created_by")
    return get_visible_or_404(rows, request.user, pk)


def _act(request: Request, pk: int, service: Any, **values: Any) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        service(actor=request.user, batch=batch, at=timezone.now(), **values)
    except services.ImportRefused:
        return _say_moved_on(request, batch)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return go_to(request, batch.get_absolute_url())


def _say_moved_on(request: Request, batch: CustomerImport) -> HttpResponse:
    messages.info(request, _("The import has gone on meanwhile: this is where it is."))
    return go_to(request, batch.get_absolute_url())
