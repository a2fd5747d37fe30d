"""Factory visits and audits: planned, held, with their photos (S94)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from core import audit
from core.files import store_file
from core.work_days import current_calendar
from customers.models import ERASED_NAME, Customer, TimelineEntry
from customers.services import lock_current
from customers.timeline import add_entry
from sales.models import FactoryVisit, VisitFile
from sales.permissions.samples import can_ask_for_sample, can_edit_visit
from sales.services.sample_refusals import SampleRefused

FURTHEST = timedelta(days=731)
MOST_FILES = 30


@dataclass(frozen=True)
class VisitValues:
    """Who comes when, whom they meet, and what came of it."""

    kind: str
    on_day: date
    head_count: int
    host: User
    people: str = ""
    result: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the values by column."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@transaction.atomic
def record_visit(*, actor: User, customer: Customer, values: VisitValues, at: datetime) -> FactoryVisit:
    """Write a visit down, planned or past. Raises PermissionDenied, SampleRefused for a day too far ahead."""
    row = lock_current(customer)
    if not can_ask_for_sample(actor, row):
        raise PermissionDenied
    _check(values, at)
    visit = FactoryVisit.objects.create(customer=row, created_at=at, created_by=actor, **values.columns())
    changes = {"on_day": (None, visit.on_day), "kind": ("", visit.kind), "host": (None, values.host.pk)}
    audit.record("sales.visit_recorded", actor=actor, at=at, target=visit, changes=changes)
    _note(visit, actor, "recorded", at)
    return visit


@transaction.atomic
def edit_visit(
    *, actor: User, visit: FactoryVisit, values: VisitValues, version: int, at: datetime
) -> FactoryVisit:
    """Change it: another day, the result. Raises PermissionDenied, SampleRefused ("stale": somebody saved meanwhile)."""
    row = _lock(visit)
    if not can_edit_visit(actor, row):
        raise PermissionDenied
    if row.version != version:
        raise SampleRefused("", "stale")
    _check(values, at)
    before = {name: _plain(getattr(row, name)) for name in values.columns()}
    after = {name: _plain(value) for name, value in values.columns().items()}
    changes = audit.changes_between(before, after)
    if not changes:
        return row
    for name, value in values.columns().items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    audit.record("sales.visit_edited", actor=actor, at=at, target=row, changes=changes)
    if "result" in changes:
        _note(row, actor, "result", at)
    return row


@transaction.atomic
def attach_to_visit(
    *, actor: User, visit: FactoryVisit, upload: "UploadedFile[Any]", at: datetime
) -> VisitFile:
    """Keep a photo or paper. Raises PermissionDenied, core.files.FileRefused, SampleRefused above MOST_FILES."""
    row = _lock(visit)
    if not can_edit_visit(actor, row):
        raise PermissionDenied
    if row.files.count() >= MOST_FILES:
        raise SampleRefused("upload", "too_many")
    kept: VisitFile = VisitFile.objects.create(visit=row, file=store_file(upload, actor=actor, at=at))
    audit.record(
        "sales.visit_file_attached", actor=actor, at=at, target=row, changes={"file": ("", kept.file.name)}
    )
    return kept


def erase_visitor(*, customer_id: int, name: str) -> None:
    """Take the name of an erased contact out of who came (customers.ContactErased)."""
    rows = [row for row in FactoryVisit.objects.filter(customer=customer_id) if name and name in row.people]
    for row in rows:
        row.people = row.people.replace(name, ERASED_NAME)
    FactoryVisit.objects.bulk_update(rows, ["people"])


def _check(values: VisitValues, at: datetime) -> None:
    if values.on_day > current_calendar().day_of(at) + FURTHEST:
        raise SampleRefused("on_day", "too_far")


def _lock(visit: FactoryVisit) -> FactoryVisit:
    lock_current(visit.customer)
    rows = FactoryVisit.objects.select_for_update(of=("self",)).select_related("customer__owner__team")
    return rows.get(pk=visit.pk)


def _note(visit: FactoryVisit, actor: User, event: str, at: datetime) -> None:
    add_entry(
        customer=visit.customer, kind=TimelineEntry.Kind.VISIT, at=at, actor=actor, text=visit.result,
        values={"kind": visit.kind, "event": event, "day": visit.on_day.isoformat()}, ref=visit,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, User) else value
