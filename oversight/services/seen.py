"""Marks of what who leads has seen (S12, S66)."""

from datetime import datetime

from django.db import models

from accounts.models import User
from oversight.models import SeenMark, SeenThing


def mark_seen(*, actor: User, thing: SeenThing, record: models.Model, at: datetime) -> None:
    """Note that `actor` has seen the record as it is at `at`; one statement, and an older mark never wins.

    That a page was opened stands in the audit trail by itself; this is what the salesperson reads of it.
    """
    SeenMark.objects.bulk_create(
        [SeenMark(thing=thing, record_id=record.pk, person=actor, seen_at=at)],
        update_conflicts=True, update_fields=["seen_at"], unique_fields=["thing", "record_id", "person"],
    )  # fmt: skip
