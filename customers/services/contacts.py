"""Contact persons: entered, changed, made the primary one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.forms_once import claim_form, finish_form
from customers import timeline
from customers.models import Contact, Customer, FormOfAddress, TimelineEntry
from customers.permissions import can_edit_customer
from customers.services.keys import claim_keys, tells_duplicates
from customers.services.locking import lock_customer
from customers.services.values import ContactValues, StaleEdit
from customers.text import clean_values


@tells_duplicates
def add_contact(
    *, actor: User, customer: Customer, values: ContactValues, at: datetime, form_token: str = ""
) -> Contact:
    """Add a person; the first one is the primary contact.

    Raises DuplicateBuyer when the address or number is another customer's, ValidationError by field, PermissionDenied,
    and with a `form_token` core.forms_once.AlreadySubmitted for a second save of the same form (C5).
    """
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    row = _lock_editable(actor, customer)
    cleaned = _clean(values.columns())
    has_primary = row.contacts.filter(is_primary=True).exists()
    contact = Contact.objects.create(customer=row, **cleaned, is_primary=not has_primary)
    claim_keys(row)
    _record(actor, row, contact, "contact_added", {"name": ("", contact.name)}, at)
    if claim:
        finish_form(claim, row.get_absolute_url())
    return contact


@tells_duplicates
def update_contact(
    *, actor: User, contact: Contact, values: Mapping[str, Any], version: int, at: datetime
) -> Contact:
    """Change a person's particulars, by field name. Someone who left (`left_on`) is no longer the primary contact.

    Raises StaleEdit when someone saved since `version` was read, DuplicateBuyer, ValidationError by field,
    PermissionDenied.
    """
    row = _lock_editable(actor, contact.customer)
    current = Contact.objects.select_for_update().get(pk=contact.pk)
    if current.customer_id != row.pk or current.is_erased:  # an undone merge took the person back meanwhile
        raise PermissionDenied
    if current.version != version:
        raise StaleEdit(current)
    cleaned = _clean({"name": current.name, **values})
    changes = audit.changes_between({name: getattr(current, name) for name in cleaned}, cleaned)
    if not changes:
        return current
    for name, (_before, after) in changes.items():
        setattr(current, name, after)
    current.version += 1
    current.is_primary = current.is_primary and current.left_on is None
    current.save()
    claim_keys(row)
    _record(actor, row, current, "contact_changed", changes, at)
    return current


@transaction.atomic
def make_primary(*, actor: User, contact: Contact, at: datetime) -> Contact:
    """Make a person the primary contact of the customer; the one before is no longer. PermissionDenied."""
    row = _lock_editable(actor, contact.customer)
    current = row.contacts.filter(pk=contact.pk).first()
    if current is None:  # an undone merge took the person back meanwhile
        raise PermissionDenied
    before = row.contacts.filter(is_primary=True).exclude(pk=contact.pk).first()
    row.contacts.filter(is_primary=True).exclude(pk=contact.pk).update(is_primary=False)
    if current.is_primary:
        return current
    current.is_primary = True
    current.save(update_fields=["is_primary"])
    changes = {"primary": (str(before or ""), current.name)}
    _record(actor, row, current, "contact_changed", changes, at)
    return current


def _lock_editable(actor: User, customer: Customer) -> Customer:
    row = lock_customer(customer)
    if not can_edit_customer(actor, row):
        raise PermissionDenied
    return row


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = clean_values(Contact, values)
    if not cleaned.get("name"):
        raise ValidationError({"name": _("Write the contact's name.")})
    if cleaned.get("form_of_address") and cleaned["form_of_address"] not in FormOfAddress.values:
        raise ValidationError({"form_of_address": _("Not one of the choices.")})
    return cleaned


def _record(
    actor: User, row: Customer, contact: Contact, what: str, changes: audit.Changes, at: datetime
) -> None:
    timeline.add_entry(
        customer=row,
        kind=TimelineEntry.Kind.DATA,
        at=at,
        actor=actor,
        contact=contact,
        values={"what": what, "name": contact.name, "fields": sorted(changes)},
    )
    audit.record(f"customers.{what}", actor=actor, at=at, target=contact, changes=changes)
