"""Files kept at a customer."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from core.files import store_file
from core.forms_once import claim_form, finish_form
from customers import timeline
from customers.models import Customer, CustomerFile, TimelineEntry
from customers.permissions import can_edit_customer
from customers.services.locking import lock_customer


@transaction.atomic
def attach_file(
    *, actor: User, customer: Customer, upload: Any, at: datetime, form_token: str = ""
) -> CustomerFile:
    """Keep an upload (Django's UploadedFile) at the customer.

    Raises core.files.FileRefused, PermissionDenied, and core.forms_once.AlreadySubmitted for a second click (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    row = lock_customer(customer)
    if not can_edit_customer(actor, row):
        raise PermissionDenied
    stored = store_file(upload, actor=actor, at=at)
    kept = CustomerFile.objects.create(customer=row, file=stored)
    timeline.add_entry(
        customer=row,
        kind=TimelineEntry.Kind.FILE,
        at=at,
        actor=actor,
        values={"title": stored.name},
        ref=kept,
    )
    changes = {"name": ("", stored.name), "size": (None, stored.size), "sha256": ("", stored.sha256)}
    audit.record("customers.file_added", actor=actor, at=at, target=row, changes=changes)
    finish_form(claim, row.get_absolute_url())
    return kept
