"""Marks of what who leads has seen (S12, S66)."""

from datetime import datetime

from django.db import models, transaction

from accounts.models import User
from core import audit
from oversight.models import SeenMark, SeenThing


@transaction.atomic
def mark_seen(*, actor: User, thing: SeenThing, record: models.Model, at: datetime) -> None:
    """Note that `actor` says to have seen the record as it is at `at`, with an entry in the audit trail."""
    note_opened(actor=actor, thing=thing, record=record, at=at)
    audit.record("oversight.seen", actor=actor, at=at, target=record)


def note_opened(*, actor: User, thing: SeenThing, record: models.Model, at: datetime) -> None:
    """Note that `actor` opened the record at `at`, for who answers for it; one statement, an older mark never wins.

    That somebody else's customer was opened stands in the audit trail by itself.
    """
    SeenMark.objects.bulk_create(
        [SeenMark(thing=thing, record_id=record.pk, person=actor, seen_at=at)],
        update_conflicts=True, update_fields=["seen_at"], unique_fields=["thing", "record_id", "person"],
    )  # fmt: skip
