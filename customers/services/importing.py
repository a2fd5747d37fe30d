"""What a person does with an import: bring a workbook, confirm its columns, correct rows, take it in, undo it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scoping import scope_of
from core import audit, jobs
from core.files import store_file
from core.forms_once import claim_form, finish_form
from core.models import Job
from customers.domain.importing.columns import Column
from customers.domain.importing.fields import FIELDS, SEVERAL
from customers.models import Customer, CustomerImport, Grade, ImportRow, Source
from customers.permissions import can_edit_customer, can_import
from customers.services.import_reading import CHOSEN, check_row, owners_open_to, remember_headings
from customers.text import clean_text

State, Decision = CustomerImport.State, ImportRow.Decision
UNDONE_WITHIN = timedelta(days=30)
# The job that works on an import, by its state.
JOBS = {
    State.READING: "customers.import_read",
    State.CHECKING: "customers.import_check",
    State.TAKING_IN: "customers.import_take_in",
    State.UNDOING: "customers.import_undo",
}
CELL_LENGTH = 4_000
# Without one of these columns no row says who it is.
NAMING = frozenset(
    {"name", "local_name", "contact_name", "first_name", "last_name", "email", "phone", "contact_phone"}
)


# By what a customer can be found, and which columns hold it.
KEY_COLUMNS: dict[str, frozenset[str]] = {
    CustomerImport.Key.LOOKUP: frozenset(),
    CustomerImport.Key.EMAIL: frozenset({"email"}),
    CustomerImport.Key.PHONE: frozenset({"phone", "contact_phone", "whatsapp", "fax"}),
    CustomerImport.Key.SITE: frozenset({"website", "email"}),
    CustomerImport.Key.NAME: frozenset({"name", "local_name"}),
}


class ImportRefused(ValueError):
    """The import is not in a state in which this can be done; `state` is the one it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@transaction.atomic
def start_import(
    *, actor: User, upload: "UploadedFile[Any]", at: datetime, form_token: str = ""
) -> CustomerImport:
    """Keep the workbook and begin to read it. Raises FileRefused, PermissionDenied, AlreadySubmitted (C5)."""
    if not can_import(actor):
        raise PermissionDenied
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    stored = store_file(upload, actor=actor, at=at)
    owner = actor if actor.is_salesperson else None
    batch = CustomerImport.objects.create(file=stored, owner=owner, created_at=at, created_by=actor)
    _enqueue("customers.import_read", batch, at)
    audit.record(
        "customers.import_started", actor=actor, at=at, target=batch, changes={"sha256": ("", stored.sha256)}
    )
    if claim:
        finish_form(claim, batch.get_absolute_url())
    return batch


@transaction.atomic
def choose_sheet(
    *, actor: User, batch: CustomerImport, sheet: int, at: datetime, has_header: bool = True
) -> CustomerImport:
    """Read another sheet instead, or the same without a row of headings. Raises ImportRefused, ValidationError (`sheet`)."""
    batch = _lock(actor, batch, State.COLUMNS, State.REVIEW)
    _check_untouched(batch)
    if not 0 <= sheet < len(batch.sheets):
        raise ValidationError({"sheet": _("The workbook has no such sheet.")})
    batch.rows.all().delete()
    batch.state, batch.sheet, batch.has_header = State.READING, sheet, has_header
    batch.attempt += 1
    batch.save(update_fields=["state", "sheet", "has_header", "attempt"])
    changes = {"sheet": (None, sheet), "header": (None, has_header)}
    audit.record("customers.import_sheet_chosen", actor=actor, at=at, target=batch, changes=changes)
    _enqueue("customers.import_read", batch, at, sheet=sheet)
    return batch


@transaction.atomic
def confirm_columns(
    *,
    actor: User,
    batch: CustomerImport,
    fields: Sequence[tuple[str, int]],
    grade: str,
    source: str,
    owner: User | None,
    at: datetime,
    key: str = CustomerImport.Key.LOOKUP,
    unmatched: str = CustomerImport.Unmatched.CREATE,
) -> CustomerImport:
    """Take the columns for these (field, number of the contact person), and check every row.

    `fields` has an entry a column, ("", 1) for one that is left out. They are remembered for the next workbook. `key`,
    `unmatched`: see CustomerImport. Raises ImportRefused, ValidationError by field (`columns`, `owner`, `grade`, `source`,
    `key`, `unmatched`).
    """
    batch = _lock(actor, batch, State.COLUMNS, State.REVIEW)
    _check_untouched(batch)
    _check_columns(batch, fields)
    if grade not in Grade.values or source not in Source.values:
        raise ValidationError({"grade": _("Not one of the choices.")})
    _check_key(fields, key, unmatched)
    if owner is not None and not may_own(actor, owner):
        raise ValidationError({"owner": _("Not one of those to whom you can give customers.")})
    columns = [
        replace(
            Column(**column),
            field=name,
            number=number,
            because=column["because"] if column["field"] == name else "chosen",
        )
        for column, (name, number) in zip(batch.columns, fields, strict=True)
    ]
    if batch.has_header:
        remember_headings(columns)
    batch.rows.update(is_decided=False, decision=Decision.CREATE)
    batch.columns = [asdict(column) for column in columns]
    batch.grade, batch.source, batch.owner = grade, source, owner
    batch.key, batch.unmatched, batch.state = key, unmatched, State.CHECKING
    batch.attempt += 1
    batch.save(update_fields=["columns", "grade", "source", "owner", "key", "unmatched", "state", "attempt"])
    _enqueue("customers.import_check", batch, at)
    changes = {
        "columns": (None, [name for name, _number in fields]),
        "owner": (None, owner.pk if owner else None),
        "key": (None, key),
    }
    audit.record("customers.import_columns_confirmed", actor=actor, at=at, target=batch, changes=changes)
    return batch


def may_own(actor: User, owner: User) -> bool:
    """Whether `actor` may bring customers in for `owner`: oneself, one's people, for the boss and the assistant all."""
    return owner.pk in owners_open_to(actor)


@transaction.atomic
def correct_cell(*, actor: User, row: ImportRow, place: int, text: str, at: datetime) -> ImportRow:
    """Correct the cell of column `place`, and understand and look up the row again. Raises ImportRefused, ValidationError."""
    batch = _lock(actor, row.batch, State.REVIEW)
    row = ImportRow.objects.select_for_update().get(pk=row.pk, batch=batch)
    if not 0 <= place < len(batch.columns):
        raise ValidationError({"cell": _("The workbook has no such column.")})
    text = clean_text(text)
    if len(text) > CELL_LENGTH:
        raise ValidationError({"cell": _("At most %(limit)d characters.") % {"limit": CELL_LENGTH}})
    before, row.batch = row.cell(place), batch
    changes = {f"{row.number}:{place}": (before, text)}
    audit.record("customers.import_cell_corrected", actor=actor, at=at, target=batch, changes=changes)
    row.fixes[str(place)] = text
    row.save(update_fields=["fixes"])
    check_row(row, at=at)
    return row


@transaction.atomic
def decide_rows(
    *, actor: User, batch: CustomerImport, rows: Collection[int], decision: str, at: datetime
) -> int:
    """Decide what becomes of these rows, by id. Returns how many changed.

    Only a row with a match that the person may change can be added to it. Raises ImportRefused, ValidationError.
    """
    batch = _lock(actor, batch, State.REVIEW)
    if decision not in Decision.values:
        raise ValidationError({"decision": _("Not one of the choices.")})
    chosen = batch.rows.filter(pk__in=rows)
    if decision == Decision.MERGE:
        chosen = chosen.filter(matched__owner__in=scope_of(actor, at).people)
    count = chosen.update(decision=decision, is_decided=True)
    audit.record(
        "customers.import_rows_decided", actor=actor, at=at, target=batch, changes={decision: (0, count)}
    )
    return count


@transaction.atomic
def choose_match(*, actor: User, row: ImportRow, customer: Customer | None, at: datetime) -> ImportRow:
    """Say which customer a row is, of those that are the actor's to change, or that it is a new one (None).

    Raises ImportRefused, PermissionDenied for a customer that is not the actor's to change.
    """
    batch = _lock(actor, row.batch, State.REVIEW)
    row = ImportRow.objects.select_for_update(of=("self",)).get(pk=row.pk, batch=batch)
    if customer is not None and not can_edit_customer(actor, customer, at):
        raise PermissionDenied
    row.decision = Decision.MERGE if customer else Decision.CREATE
    row.matched, row.certainty, row.reasons, row.is_decided = customer, float(bool(customer)), [CHOSEN], True
    row.problems = [problem for problem in row.problems if problem != [None, "several"]]
    row.save(update_fields=["decision", "matched", "certainty", "reasons", "is_decided", "problems"])
    changes = {str(row.number): (None, customer.pk if customer else None)}
    audit.record("customers.import_match_chosen", actor=actor, at=at, target=batch, changes=changes)
    return row


@transaction.atomic
def join_rows(*, actor: User, batch: CustomerImport, rows: Collection[int], at: datetime) -> int:
    """Say that these rows, by id, with all that go on with them, are one buyer: that of the first of them.

    Returns how many rows have another leader now. Raises ImportRefused, ValidationError for fewer than two.
    """
    batch = _lock(actor, batch, State.REVIEW)
    chosen = batch.rows.filter(pk__in=rows)
    leaders = list(
        batch.rows.filter(Q(pk__in=chosen.filter(leader=None)) | Q(followers__in=chosen)).distinct()
    )
    if chosen.count() < 2:
        raise ValidationError({"rows": _("Tick at least two rows.")})
    first, others = leaders[0], leaders[1:]
    matched = next((row for row in leaders if row.decision == Decision.MERGE), None)
    if matched is not None and first.decision != Decision.MERGE:
        first.matched_id, first.decision = matched.matched_id, Decision.MERGE
        first.certainty, first.reasons = matched.certainty, matched.reasons
        first.save(update_fields=["matched", "decision", "certainty", "reasons"])
    chosen.exclude(pk=first.pk).update(is_decided=False)
    moved = batch.rows.filter(Q(pk__in=[row.pk for row in others]) | Q(leader__in=others)).update(
        leader=first
    )
    changes = {str(first.number): (0, moved)}
    audit.record("customers.import_rows_joined", actor=actor, at=at, target=batch, changes=changes)
    return moved


@transaction.atomic
def take_in(*, actor: User, batch: CustomerImport, at: datetime) -> CustomerImport:
    """Begin to take the rows in. Raises ImportRefused, PermissionDenied."""
    batch = _lock(actor, batch, State.REVIEW)
    return _go_on(actor, batch, State.TAKING_IN, "customers.import_take_in", at)


@transaction.atomic
def undo_import(*, actor: User, batch: CustomerImport, at: datetime) -> CustomerImport:
    """Begin to take the whole import back, within 30 days. Raises ImportRefused, PermissionDenied."""
    batch = _lock(actor, batch, State.DONE)
    if not can_undo(batch, at):
        raise ImportRefused(batch.state)
    return _go_on(actor, batch, State.UNDOING, "customers.import_undo", at)


def can_undo(batch: CustomerImport, at: datetime) -> bool:
    """Whether the import can be taken back: it is done, and not older than 30 days."""
    return batch.state == State.DONE and batch.done_at is not None and at - batch.done_at <= UNDONE_WITHIN


@transaction.atomic
def try_again(*, actor: User, batch: CustomerImport, at: datetime) -> CustomerImport:
    """Begin the step again whose job has failed; what it has written stays, and is not written twice.

    Raises ImportRefused when nothing has failed, PermissionDenied.
    """
    batch = _lock(actor, batch, *JOBS)
    kind = JOBS[State(batch.state)]
    if not Job.objects.filter(key=f"{kind}:{batch.pk}:{batch.attempt}", state=Job.State.FAILED).exists():
        raise ImportRefused(batch.state)
    payload = {"sheet": batch.sheet} if batch.state == State.READING and batch.sheet is not None else {}
    if batch.state == State.READING:
        batch.rows.all().delete()
    return _go_on(actor, batch, batch.state, kind, at, **payload)


def _go_on(
    actor: User, batch: CustomerImport, state: str, job: str, at: datetime, **payload: Any
) -> CustomerImport:
    audit.record(
        "customers.import_goes_on", actor=actor, at=at, target=batch, changes={"state": (batch.state, state)}
    )
    batch.state = state
    batch.attempt += 1
    batch.save(update_fields=["state", "attempt"])
    _enqueue(job, batch, at, **payload)
    return batch


def _lock(actor: User, batch: CustomerImport, *states: str) -> CustomerImport:
    """The import as it is now, locked; only its maker does anything with it."""
    row = CustomerImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    if row.created_by_id != actor.pk or not can_import(actor):
        raise PermissionDenied
    if row.state not in states:
        raise ImportRefused(row.state)
    return row


def _check_untouched(batch: CustomerImport) -> None:
    """Once a part was taken in, its rows are what undoing needs."""
    if batch.rows.exclude(state=ImportRow.State.WAITING).exists():
        raise ImportRefused(batch.state)


def _check_columns(batch: CustomerImport, fields: Sequence[tuple[str, int]]) -> None:
    taken = [(name, number) for name, number in fields if name]
    if len(fields) != len(batch.columns) or any(
        name not in FIELDS or not 1 <= number <= 9 for name, number in taken
    ):
        raise ValidationError({"columns": _("Not one of the choices.")})
    if not NAMING & {name for name, _number in taken}:
        raise ValidationError({"columns": _("Say at least which column names the company or the person.")})
    twice = [one for one in set(taken) if taken.count(one) > 1 and one[0] not in SEVERAL]
    if twice:
        raise ValidationError({"columns": _("Two columns are taken for the same.")})


def _check_key(fields: Sequence[tuple[str, int]], key: str, unmatched: str) -> None:
    """The column by which customers are found must be one of the workbook's."""
    if key not in KEY_COLUMNS or unmatched not in CustomerImport.Unmatched.values:
        raise ValidationError({"key": _("Not one of the choices.")})
    if KEY_COLUMNS[key] and not KEY_COLUMNS[key] & {name for name, _number in fields}:
        raise ValidationError({"key": _("None of the columns holds this.")})


def _enqueue(kind: str, batch: CustomerImport, at: datetime, **payload: Any) -> None:
    jobs.enqueue(
        kind, key=f"{batch.pk}:{batch.attempt}", at=at, owner=batch.created_by, batch_id=batch.pk, **payload
    )
