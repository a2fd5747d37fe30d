"""Exports: asked for, made by a worker with the rights of that moment, handed out, deleted after a day (trust.md X)."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of
from core import audit, jobs, policy
from core.files import FileRefused, store_file
from core.forms_once import claim_form, finish_form
from core.jobs import Part, Parts
from core.models import Job, StoredFile
from core.notices import notify
from core.request_context import forget
from core.sheets.writing import Sheet, Workbook
from customers.filters import ListQuery
from customers.models import CustomerExport, ExportedCustomer
from customers.permissions import can_decide_export, can_export
from customers.policies import EXPORT, ExportPolicy
from customers.selectors import exporting

JOB = "customers.export"
ROWS_AT_ONCE = 500
KEPT = timedelta(hours=24)
# A file that could not be finished within so many runs of a worker is given up.
RUNS = 3

State, Refusal = CustomerExport.State, CustomerExport.Refusal


class ExportRefused(Exception):
    """An export that is not started: `code` says why, `rows` were asked for, `left` may still be exported today.

    ALONE: it is above the day's rows, and nobody else is there who could allow it.
    """

    ALONE = "alone"

    def __init__(self, code: str, rows: int = 0, left: int = 0) -> None:
        super().__init__(code)
        self.code, self.rows, self.left = code, rows, left


def rows_left(user: User, *, at: datetime, besides: int | None = None) -> int:
    """Return how many rows `user` may still export on the company's day of `at`, export `besides` not counted."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    made = CustomerExport.objects.filter(owner=user, created_at__gte=midnight).exclude(
        Q(state__in=(State.ASKED, State.REFUSED, State.FAILED)) | Q(pk=besides)
    )
    used = made.aggregate(rows=Sum("rows"))["rows"] or 0
    return max(0, policy.get(EXPORT, ExportPolicy).rows_per_day - used)


@transaction.atomic
def start_export(
    *,
    actor: User,
    query: ListQuery,
    fields: Sequence[str],
    has_contacts: bool,
    at: datetime,
    form_token: str = "",
) -> CustomerExport:
    """Ask for a file of the customers that the list shows and that are the actor's to export.

    One above the day's rows waits until another person allows it, and the leaders are told (X4): its state is ASKED; where
    there is no other person it is refused at once (rules.md §7: nothing waits for hands that do not exist). Raises
    PermissionDenied, core.forms_once.AlreadySubmitted for a second click (C5), and ExportRefused.
    """
    claim = claim_form(form_token, user=actor, at=at)
    User.objects.select_for_update().get(pk=actor.pk)  # two exports at once are counted one after the other
    if not can_export(actor):
        raise PermissionDenied
    rows, left = exporting.count_asked(actor, query, at=at), rows_left(actor, at=at)
    if not rows:
        raise ExportRefused(Refusal.NOTHING)
    is_too_many = rows > left
    deciders = deciders_of(actor, at=at) if is_too_many else frozenset()
    if is_too_many and not deciders:
        raise ExportRefused(ExportRefused.ALONE, rows, left)
    if is_too_many and CustomerExport.objects.filter(owner=actor, state=State.ASKED).exists():
        raise ExportRefused(Refusal.LIMIT, rows, left)  # one question at a time
    export = CustomerExport.objects.create(
        owner=actor, query=query.to_query(), fields=list(fields), has_contacts=has_contacts, rows=rows, created_at=at,
        state=State.ASKED if is_too_many else State.WAITING,
    )  # fmt: skip
    audit.record("customers.export_asked", actor=actor, at=at, target=export, changes=_particulars(export))
    if is_too_many:
        _ask(deciders, export, left, at)
    else:
        _enqueue(export, at)
    finish_form(claim, reverse("customers:exports"))
    return export


def _enqueue(export: CustomerExport, at: datetime) -> None:
    export.job = jobs.enqueue(JOB, key=str(export.pk), at=at, owner=export.owner, export_id=export.pk)
    export.save(update_fields=["job"])


def _particulars(export: CustomerExport) -> dict[str, tuple[Any, Any]]:
    """What the audit trail says of an export (X2); who, when and from where stand in the entry itself."""
    return {
        "filter": ("", export.query),
        "rows": (None, export.rows),
        "fields": ("", ",".join(export.fields)),
        "contacts": (None, export.has_contacts),
        "sha256": ("", export.sha256),
    }


def _ask(deciders: Collection[int], export: CustomerExport, left: int, at: datetime) -> None:
    notify(
        deciders,
        key=f"export-asked:{export.pk}",
        message=gettext_noop(
            "%(name)s asks to export %(rows)d customers; %(left)d more were allowed today. Allow it, or not."
        ),
        values={"name": export.owner.full_name, "rows": export.rows, "left": left},
        url=reverse("customers:exports"),
        at=at,
        is_urgent=True,
    )


def deciders_of(person: User, *, at: datetime) -> frozenset[int]:
    """Return who is asked whether `person` may export more than the day's rows: the leaders, of the boss every manager.

    Only who may export at all: others could not decide it. Nobody, where there is no such person.
    """
    people = User.objects.active().exclude(pk=person.pk)
    if person.is_boss:
        people = people.filter(is_manager=True)
    else:
        people = people.filter(pk__in=leaders_of([person], at=at)[person.pk])
    return frozenset(one.pk for one in people if can_export(one))


@transaction.atomic
def decide_export(*, actor: User, export: CustomerExport, is_allowed: bool, at: datetime) -> CustomerExport:
    """Allow an export above the day's rows, or not: a leader of who asked, never oneself (X4).

    Raises PermissionDenied, and ExportRefused when it waits for nobody any more.
    """
    row = (
        CustomerExport.objects.select_for_update(of=("self",)).select_related("owner__team").get(pk=export.pk)
    )
    if not can_decide_export(actor, row):
        raise PermissionDenied
    if row.state != State.ASKED:
        raise ExportRefused(row.refusal)
    row.decided_by, row.decided_at = actor, at
    changes = {**_particulars(row), "allowed": (None, is_allowed)}
    audit.record("customers.export_decided", actor=actor, at=at, target=row, changes=changes)
    if not is_allowed:
        _end_without_file(row, Refusal.DECLINED, at)
        return row
    row.state = State.WAITING
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _enqueue(row, at)
    return row


# ── the worker's part ───────────────────────────────────────────────────────
def make_export(*, export_id: int, at: datetime) -> Parts:
    """Make the file with the rights that its owner has now (X3): none left, no row. A long job's parts, 500 rows each.

    It computes outside of transactions, and what is written so far lives in this run alone: a run that was interrupted is
    begun anew.
    """
    export = CustomerExport.objects.get(pk=export_id)
    if not export.is_open:
        return {"state": export.state}
    export.runs, export.state = export.runs + 1, State.RUNNING
    owner = _owner_now(export)
    ids = exporting.read_ids(owner, exporting.query_of(export.query), at=export.created_at)
    code = _refusal_of(owner, len(ids), export, at)
    if code or export.runs > RUNS:
        yield Part(0, 0, 0, partial(_end_without_file, export, code, at))
        return {"rows": 0}
    export.rows, export.done = len(ids), 0
    yield Part(0, 0, len(ids), partial(export.save, update_fields=["runs", "state", "rows", "done"]))
    with TemporaryDirectory() as folder, closing(_File(export, owner)) as file:
        for start in range(0, len(ids), ROWS_AT_ONCE):
            owner = _owner_now(export)
            if not can_export(owner):
                yield Part(export.done, 0, len(ids), partial(_end_without_file, export, Refusal.NO_RIGHT, at))
                return {"rows": 0}
            file.write(owner, ids[start : start + ROWS_AT_ONCE])
            export.done = min(start + ROWS_AT_ONCE, len(ids))
            yield Part(export.done, export.done, len(ids), partial(export.save, update_fields=["done"]))
        path = Path(folder) / "export.xlsx"
        if file.rows:
            file.save(path)
        yield Part(export.done, export.done, len(ids), partial(_keep, export, file, path, at))
    return {"rows": export.rows}


def _owner_now(export: CustomerExport) -> User:
    """Return the owner as they are at this moment, with nothing remembered of before."""
    forget()
    owner: User = User.objects.select_related("team").get(pk=export.owner_id)
    return owner


def _refusal_of(owner: User, rows: int, export: CustomerExport, at: datetime) -> str:
    if not can_export(owner):
        return Refusal.NO_RIGHT
    if not rows:
        return Refusal.NOTHING
    allowed = export.rows if export.decided_by_id else 0  # by another person
    return Refusal.LIMIT if rows > max(allowed, rows_left(owner, at=at, besides=export.pk)) else ""


class _File:
    """The workbook of an export, in its owner's language, with the mark of who took it when (X6)."""

    def __init__(self, export: CustomerExport, owner: User) -> None:
        self._fields, self._language, self.written = export.fields, owner.language, list[int]()
        with self._speaking():
            moment = timezone.localtime(export.created_at)
            mark = _("Exported by %(name)s (%(email)s), %(moment)s, export no. %(number)d. Not for others.") % {
                "name": owner.full_name, "email": owner.email, "moment": f"{moment:%Y-%m-%d %H:%M}", "number": export.pk,
            }  # fmt: skip
            self.name = f"{_('Customers')} {moment:%Y-%m-%d} {export.pk}.xlsx"
            self._book = Workbook(mark=mark, properties={"user": str(owner.pk), "export": str(export.pk)})
            self._customers = self._book.add_sheet(_("Customers"), exporting.columns_of(export.fields))
            self._contacts = self._add_contacts() if export.has_contacts else None

    @property
    def rows(self) -> int:
        return len(self.written)

    def _add_contacts(self) -> Sheet:
        return self._book.add_sheet(_("Contacts"), exporting.contact_columns())

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        with translation.override(self._language):
            yield

    def write(self, owner: User, ids: Sequence[int]) -> None:
        """Write those of the customers that are still the owner's to export."""
        with self._speaking():
            for line in exporting.read_lines(owner, ids, has_contacts=self._contacts is not None):
                self._customers.append(exporting.values_of(line, self._fields))
                self.written.append(line.customer.pk)
                for row in exporting.contact_rows(line) if self._contacts else ():
                    self._contacts.append(row)  # type: ignore[union-attr]  # asked one line above

    def save(self, path: Path) -> None:
        self._book.save(path)

    def close(self) -> None:
        self._book.close()


def _keep(export: CustomerExport, file: _File, path: Path, at: datetime) -> None:
    """Store the file; it is in the audit trail before anybody can have a byte of it (X2)."""
    if not file.rows:
        _end_without_file(export, Refusal.NOTHING, at)
        return
    try:
        with path.open("rb") as content:
            upload = UploadedFile(content, file.name, size=path.stat().st_size)
            stored = store_file(upload, actor=export.owner, at=at)
    except FileRefused:
        _end_without_file(export, "", at)
        return
    export.file, export.sha256, export.rows, export.state = stored, stored.sha256, file.rows, State.READY
    export.finished_at, export.expires_at = at, at + KEPT
    export.save()
    ExportedCustomer.objects.bulk_create(
        ExportedCustomer(export=export, customer_id=pk) for pk in file.written
    )
    audit.record("customers.exported", actor=export.owner, at=at, target=export, changes=_particulars(export))
    _tell_owner(
        export, at, gettext_noop("The export of %(rows)d customers is ready; the file is kept for 24 hours.")
    )


def _end_without_file(export: CustomerExport, code: str, at: datetime) -> None:
    export.state, export.refusal = State.REFUSED if code else State.FAILED, code
    asked, export.rows, export.done, export.finished_at = export.rows, 0, 0, at
    export.save()
    changes = {**_particulars(export), "rows": (asked, 0), "why": ("", code or State.FAILED)}
    audit.record(
        "customers.exported", actor=export.owner, at=at, target=export, changes=changes, is_refused=True
    )
    _tell_owner(export, at, gettext_noop("The export was not made: see why."))


def _tell_owner(export: CustomerExport, at: datetime, message: str) -> None:
    notify(
        [export.owner_id],
        key=f"export:{export.pk}",
        message=message,
        values={"rows": export.rows},
        url=reverse("customers:exports"),
        about=export,
        at=at,
    )


# ── afterwards ──────────────────────────────────────────────────────────────
def hand_out_export(*, actor: User, export: CustomerExport, at: datetime) -> StoredFile | None:
    """Return the file for its download, which is recorded before the first byte (X2); None when there is none any more."""
    stored = export.file
    if stored is None or export.expires_at is None or export.expires_at <= at:
        return None
    audit.record(
        "customers.export_downloaded", actor=actor, at=at, target=export, changes=_particulars(export)
    )
    return stored


@transaction.atomic
def clear_exports(*, at: datetime) -> dict[str, int]:
    """Delete the files whose day is over, end what its worker gave up, and what nobody allowed for a day. Running twice changes nothing."""
    expired = CustomerExport.objects.filter(file__isnull=False, expires_at__lte=at).select_related("file")
    ended = CustomerExport.objects.filter(
        Q(job=None) | Q(job__state__in=(Job.State.FAILED, Job.State.CANCELLED, Job.State.DONE)),
        state__in=(State.WAITING, State.RUNNING),
    )
    undecided = CustomerExport.objects.filter(state=State.ASKED, created_at__lte=at - KEPT)
    counts = {"deleted": 0, "failed": 0, "undecided": 0}
    for export in expired.select_for_update(of=("self",)):
        _delete_file(export, at)
        counts["deleted"] += 1
    for export in ended.select_related("owner").select_for_update(of=("self",)):
        _end_without_file(export, "", at)
        counts["failed"] += 1
    for export in undecided.select_related("owner").select_for_update(of=("self",)):
        _end_without_file(export, Refusal.DECLINED, at)
        counts["undecided"] += 1
    return counts


def _delete_file(export: CustomerExport, at: datetime) -> None:
    stored = export.file
    if stored is None:
        return
    export.file, export.state = None, State.EXPIRED
    export.save(update_fields=["file", "state"])
    audit.record("customers.export_deleted", actor=None, at=at, target=export)
    storage, name = stored.file.storage, str(stored.file.name)
    stored.delete()
    transaction.on_commit(lambda: storage.delete(name))
