"""What a person does with a price list: bring it, have it read otherwise, take it in, throw it away, undo it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.domain.importing.columns import column_of, fields, is_taken_twice
from catalogue.models import ProductImport, ProductImportPicture, ProductImportRow
from catalogue.permissions import can_write_product
from catalogue.services.common import require, set_values
from core import audit, jobs
from core.files import store_file
from core.forms_once import claim_form, finish_form
from core.models import Job, StoredFile

State = ProductImport.State
UNDONE_WITHIN = timedelta(days=30)
TERMS = ("category", "region", "customer_type", "currency", "valid_from", "valid_until")
# The job that works on an import, by its state.
JOBS = {
    State.READING: "catalogue.import_read",
    State.TAKING_IN: "catalogue.import_take_in",
    State.UNDOING: "catalogue.import_undo",
}


class ImportRefused(ValueError):
    """The import is not in a state in which this can be done; `state` is the one it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@transaction.atomic
def start_import(
    *, actor: User, upload: "UploadedFile[Any]", terms: dict[str, Any], at: datetime, form_token: str = ""
) -> ProductImport:
    """Keep the price list and begin to read it; `terms` are of TERMS: what its prices are for.

    Raises FileRefused, PermissionDenied, AlreadySubmitted (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_write_product, actor)
    stored = store_file(upload, actor=actor, at=at)
    batch = ProductImport(file=stored, created_at=at, created_by=actor, worked_by=actor)
    set_values(batch, terms)
    batch.save()
    _enqueue(batch, at)
    changes = {"sha256": ("", stored.sha256)}
    audit.record("catalogue.import_started", actor=actor, at=at, target=batch, changes=changes)
    finish_form(claim, batch.get_absolute_url())
    return batch


@transaction.atomic
def read_again(
    *,
    actor: User,
    batch: ProductImport,
    sheet: int,
    chosen: Sequence[str],
    terms: dict[str, Any],
    at: datetime,
) -> ProductImport:
    """Read the price list again: another sheet, the columns taken for `chosen` (one of `fields()` each, "" leaves it out).

    With another sheet the columns are found anew. Raises ImportRefused, PermissionDenied, ValidationError (`sheet`, `columns`).
    """
    row = _lock(actor, batch, State.REVIEW)
    if not 0 <= sheet < len(row.sheets):
        raise ValidationError({"sheet": _("The workbook has no such sheet.")})
    is_same = sheet == row.sheet
    columns = [column_of(one["heading"], name) for one, name in zip(row.columns, chosen, strict=False)]
    if is_same and (len(columns) != len(row.columns) or not set(chosen) <= {"", *fields()}):
        raise ValidationError({"columns": _("Not one of the choices.")})
    if is_same and "model_number" not in chosen:
        raise ValidationError({"columns": _("Say which column holds the model: products are found by it.")})
    if is_same and is_taken_twice(columns):
        raise ValidationError({"columns": _("Two columns are taken for the same.")})
    _clear(row)
    row.sheet, row.columns = sheet, [asdict(column) for column in columns] if is_same else []
    set_values(row, terms)
    row.save()
    return _go_on(actor, row, State.READING, at)


@transaction.atomic
def take_in(*, actor: User, batch: ProductImport, at: datetime) -> ProductImport:
    """Begin to take the rows in. Raises ImportRefused, PermissionDenied."""
    return _go_on(actor, _lock(actor, batch, State.REVIEW), State.TAKING_IN, at)


@transaction.atomic
def undo_import(*, actor: User, batch: ProductImport, at: datetime) -> ProductImport:
    """Begin to take the whole import back, within 30 days. Raises ImportRefused, PermissionDenied."""
    row = _lock(actor, batch, State.DONE)
    if not can_undo(row, at):
        raise ImportRefused(row.state)
    return _go_on(actor, row, State.UNDOING, at)


def can_undo(batch: ProductImport, at: datetime) -> bool:
    """Whether the import can be taken back: it is done, and not older than 30 days."""
    return batch.state == State.DONE and batch.done_at is not None and at - batch.done_at <= UNDONE_WITHIN


@transaction.atomic
def try_again(*, actor: User, batch: ProductImport, at: datetime) -> ProductImport:
    """Begin the step again whose job has failed; what it has written stays, and is not written twice.

    Raises ImportRefused when nothing has failed, PermissionDenied.
    """
    row = _lock(actor, batch, *JOBS)
    if not Job.objects.filter(key=job_key(row), state=Job.State.FAILED).exists():
        raise ImportRefused(row.state)
    if row.state == State.READING:
        _clear(row)
    return _go_on(actor, row, row.state, at)


@transaction.atomic
def throw_away(*, actor: User, batch: ProductImport, at: datetime) -> None:
    """Forget a price list that was not taken in. Raises ImportRefused, PermissionDenied."""
    row = _lock(actor, batch, State.REVIEW, State.REFUSED)
    if row.rows.exclude(state=ProductImportRow.State.WAITING).exists():
        raise ImportRefused(row.state)
    audit.record("catalogue.import_thrown_away", actor=actor, at=at, target=row)
    _clear(row)
    file = row.file_id
    row.delete()
    StoredFile.objects.filter(pk=file).delete()


def job_key(batch: ProductImport) -> str:
    """Return the key of the job that works on the import now; "" while it waits for a person."""
    kind = JOBS.get(State(batch.state))
    return f"{kind}:{batch.pk}:{batch.attempt}" if kind else ""


def _clear(batch: ProductImport) -> None:
    """Take the rows away, and their pictures; the files' contents go with the next sweep."""
    if batch.rows.exclude(state=ProductImportRow.State.WAITING).exists():
        raise ImportRefused(batch.state)  # once a part was taken in, its rows are what undoing needs
    forget_pictures(batch)
    batch.rows.all().delete()


def forget_pictures(batch: ProductImport) -> None:
    """Take the pictures away that lie on the import's rows still."""
    pictures = ProductImportPicture.objects.filter(row__batch=batch)
    files = [pk for pair in pictures.values_list("file", "thumbnail") for pk in pair]
    pictures.delete()
    StoredFile.objects.filter(pk__in=files).delete()


def _lock(actor: User, batch: ProductImport, *states: str) -> ProductImport:
    """The import as it is now, locked. Raises PermissionDenied, ImportRefused."""
    require(can_write_product, actor)
    row = ProductImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    if row.state not in states:
        raise ImportRefused(row.state)
    return row


def _go_on(actor: User, batch: ProductImport, state: str, at: datetime) -> ProductImport:
    changes = {"state": (batch.state, state)}
    audit.record("catalogue.import_goes_on", actor=actor, at=at, target=batch, changes=changes)
    batch.state, batch.worked_by = state, actor
    batch.attempt += 1
    batch.save(update_fields=["state", "attempt", "worked_by"])
    _enqueue(batch, at)
    return batch


def _enqueue(batch: ProductImport, at: datetime) -> None:
    kind = JOBS[State(batch.state)]
    key = f"{batch.pk}:{batch.attempt}"
    jobs.enqueue(kind, key=key, at=at, owner=batch.worked_by, batch_id=batch.pk)
