"""Taking in a price list: upload, look-through, progress, report, undo."""

from copy import copy
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Request, get_visible_or_404, hide
from catalogue import services
from catalogue.forms import PriceListForm, ReadAgainForm
from catalogue.import_workbook import template_workbook
from catalogue.models import ProductImport
from catalogue.selectors import importing as shown
from core.access import allow
from core.capabilities import Can
from core.files import FileRefused, serve_picture, serve_written
from core.forms_once import AlreadySubmitted
from core.sheets.words import word_file_refusal
from core.ui.answers import go_to, show_errors

State = ProductImport.State


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def imports(request: Request) -> HttpResponse:
    """Bring a price list; those that were brought before."""
    form = PriceListForm(request.POST, request.FILES) if request.method == "POST" else PriceListForm()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            batch = services.start_import(
                actor=request.user, upload=data["file"], terms=form.terms(), at=timezone.now(),
                form_token=data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as first:
            return redirect(first.url)
        except FileRefused:
            limit = settings.FILE_SIZE_LIMIT // (1024 * 1024)
            form.add_error("file", _("At most %(limit)d MB. Split the file.") % {"limit": limit})
        else:
            return redirect(batch)
    context = {"form": form, "rows": shown.list_imports(request.user)}
    return render(request, "catalogue/imports.html", context, status=422 if form.errors else 200)


@allow(Can.WRITE_CATALOGUE, "GET")
def template(request: Request) -> HttpResponse:
    """A workbook with the columns, to be filled in."""
    return serve_written(template_workbook(), name=f"{_('Price list')}.xlsx")


@allow(Can.WRITE_CATALOGUE, "GET")
def show(request: Request, pk: int) -> HttpResponse:
    """The price list as far as it is: progress, look-through, or report."""
    batch = _batch(request, pk)
    is_working = batch.state in shown.WORKING
    if request.GET.get("part") == "progress" and not is_working:
        return go_to(request, batch.get_absolute_url())
    if is_working:
        context: dict[str, Any] = {
            "batch": batch,
            "job": shown.job_of(batch),
            "again_url": reverse("catalogue:import_again", args=[pk]),
        }
        page = "components/job_progress.html" if request.htmx else "catalogue/import_progress.html"
        return render(request, page, context)
    if batch.state == State.REVIEW:
        return _show_rows(request, batch, ReadAgainForm(instance=batch))
    context = {
        "batch": batch,
        "refusal": word_file_refusal(batch.refusal) if batch.refusal else "",
        "can_undo": services.can_undo(batch, timezone.now()),
        **shown.report(batch),
    }
    return render(request, "catalogue/import_report.html", context)


def _show_rows(request: Request, batch: ProductImport, form: ReadAgainForm) -> HttpResponse:
    begin = request.GET.get("after", "")
    page = shown.look_through(
        batch,
        show=request.GET.get("show", ""),
        begin=int(begin) if begin.isdecimal() and len(begin) < 9 else 0,
    )
    labels = {
        shown.ALL: pgettext("rows", "All"), "new": pgettext("product", "New"), "changed": _("Changed"), "same": _("Unchanged"),
        "refused": _("Refused"), shown.DOUBTFUL: _("With a remark"),
    }  # fmt: skip
    tabs = [
        {"label": label, "url": f"?show={name}", "is_current": name == page.show, "count": page.counts[name]}
        for name, label in labels.items()
    ]
    context = {
        "batch": batch, "page": page, "tabs": tabs, "form": form, "columns": form.columns(),
        "has_model": any(column["field"] == "model_number" for column in batch.columns),
        "takes_in": page.counts["new"] + page.counts["changed"],
    }  # fmt: skip
    return render(request, "catalogue/import_rows.html", context, status=422 if form.errors else 200)


@allow(Can.WRITE_CATALOGUE, "POST")
def read_again(request: Request, pk: int) -> HttpResponse:
    """Read it with another sheet, other columns or other terms."""
    batch = _batch(request, pk)
    if batch.state != State.REVIEW:
        return _say_moved_on(request, batch)
    # A form writes into its instance; the page shows the price list as it is.
    form = ReadAgainForm(request.POST, instance=copy(batch))
    if form.is_valid():
        try:
            services.read_again(
                actor=request.user, batch=batch, sheet=form.cleaned_data["sheet"], chosen=form.chosen(),
                terms=form.terms(), at=timezone.now(),
            )  # fmt: skip
        except services.ImportRefused:
            return _say_moved_on(request, batch)
        except ValidationError as error:
            show_errors(form, error)
        else:
            return redirect(batch)
    return _show_rows(request, batch, form)


@allow(Can.WRITE_CATALOGUE, "POST")
def take_in(request: Request, pk: int) -> HttpResponse:
    """Begin to take the rows in."""
    return _act(request, pk, services.take_in)


@allow(Can.WRITE_CATALOGUE, "POST")
def again(request: Request, pk: int) -> HttpResponse:
    """Begin a step again whose job has failed."""
    return _act(request, pk, services.try_again)


@allow(Can.WRITE_CATALOGUE, "POST")
def undo(request: Request, pk: int) -> HttpResponse:
    """Begin to take the whole price list back."""
    return _act(request, pk, services.undo_import)


@allow(Can.WRITE_CATALOGUE, "POST")
def throw_away(request: Request, pk: int) -> HttpResponse:
    """Forget a price list that was not taken in."""
    batch = _batch(request, pk)
    try:
        services.throw_away(actor=request.user, batch=batch, at=timezone.now())
    except services.ImportRefused:
        return _say_moved_on(request, batch)
    messages.success(request, _("Thrown away: nothing of it was taken in."))
    return redirect("catalogue:imports")


@allow(Can.WRITE_CATALOGUE, "GET")
def picture(request: Request, pk: int, picture_pk: int) -> HttpResponse:
    """A picture of a row, small."""
    batch = _batch(request, pk)
    found = shown.picture_of(batch, picture_pk)
    if found is None:
        hide(request.user, f"catalogue.productimportpicture:{picture_pk}")
    return serve_picture(found.thumbnail)


def _batch(request: Request, pk: int) -> ProductImport:
    rows = ProductImport.objects.select_related("file", "region", "category", "worked_by")
    return get_visible_or_404(rows, request.user, pk)


def _act(request: Request, pk: int, service: Any) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        service(actor=request.user, batch=batch, at=timezone.now())
    except services.ImportRefused:
        return _say_moved_on(request, batch)
    return redirect(batch)


def _say_moved_on(request: Request, batch: ProductImport) -> HttpResponse:
    messages.info(request, _("The import has gone on meanwhile: this is where it is."))
    return redirect(batch)
