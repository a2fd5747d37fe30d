"""Entering a customer and changing its particulars."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django_countries import countries

from accounts.models import User
from core import audit
from core.events import publish
from core.forms_once import claim_form, finish_form
from customers import timeline
from customers.events import CustomerCreated
from customers.models import Contact, Customer, GradeChange, OwnerPeriod, TimelineEntry
from customers.permissions import can_allow_duplicate, can_edit_customer, can_read_private
from customers.services.keys import claim_keys, enter_with_keys, tells_duplicates
from customers.services.locking import lock_customer
from customers.services.tags import set_tags
from customers.services.values import ContactValues, CustomerValues, OwnerRefused, StaleEdit
from customers.text import clean_values

PRIVATE_FIELDS = ("motive", "bottom_line")
KEY_FIELDS = frozenset({"name", "local_name", "country", "city", "website", "phone", "fax", "address"})


@tells_duplicates
def create_customer(
    *,
    actor: User,
    values: CustomerValues,
    contact: ContactValues | None,
    owner: User | None,
    at: datetime,
    allow_duplicate_reason: str = "",
    form_token: str = "",
) -> Customer:
    """Enter a buyer from a form of its own, as `enter_buyer` does.

    With a `form_token` a second save of the same form raises core.forms_once.AlreadySubmitted (C5).
    """
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    row, _person = _enter(actor, values, contact, owner, at, allow_duplicate_reason)
    if claim:
        finish_form(claim, row.get_absolute_url())
    return row


@tells_duplicates
def enter_buyer(
    *,
    actor: User,
    values: CustomerValues,
    contact: ContactValues | None,
    owner: User | None,
    at: datetime,
    allow_duplicate_reason: str = "",
) -> tuple[Customer, Contact | None]:
    """Enter a buyer with its first contact, owner, grade and keys (S39); returns both.

    Raises DuplicateBuyer when another customer holds one of its exact keys, also under two simultaneous saves (C1);
    ValidationError, by field, for a text that is too long or a buyer without any name; OwnerRefused.
    A manager's `allow_duplicate_reason` lets a second office in (rules.md §5); PermissionDenied from anyone else.
    """
    return _enter(actor, values, contact, owner, at, allow_duplicate_reason)


def _enter(
    actor: User,
    values: CustomerValues,
    contact: ContactValues | None,
    owner: User | None,
    at: datetime,
    reason: str,
) -> tuple[Customer, Contact | None]:
    _check_reason(actor, reason)
    row = Customer(
        **clean_customer(values.columns()), owner=owner, created_at=at, created_by=actor, graded_at=at
    )
    person = _first_contact(contact)
    if not (row.name or row.local_name or (person and person.name)):
        raise ValidationError({"name": _("Write the company, or at least the contact's name.")})
    check_owner(owner)
    enter_with_keys(row, [person] if person else [], may_share=bool(reason))
    _record_creation(actor, row, values.tags, at, reason)
    publish(CustomerCreated(customer_id=row.pk, at=at))
    return row, person


@tells_duplicates
def update_customer(
    *,
    actor: User,
    customer: Customer,
    values: Mapping[str, Any],
    version: int,
    at: datetime,
    allow_duplicate_reason: str = "",
) -> Customer:
    """Change particulars: `values` by field name, `tags` as names; owner, grade and stage have services of their own.

    Raises StaleEdit when someone saved since `version` was read, DuplicateBuyer, ValidationError by field, and
    PermissionDenied for a row or a restricted field that is not the actor's to change.
    """
    _check_reason(actor, allow_duplicate_reason)
    columns = clean_customer({name: value for name, value in values.items() if name != "tags"})
    row = lock_customer(customer)
    if not can_edit_customer(actor, row):
        raise PermissionDenied
    if columns.keys() & set(PRIVATE_FIELDS) and not can_read_private(actor, row):
        raise PermissionDenied
    if row.version != version:
        raise StaleEdit(row)
    before = {name: _plain(getattr(row, name)) for name in columns}
    changes = audit.changes_between(before, columns)
    tags = set_tags(row, values["tags"]) if "tags" in values else {}
    if changes or tags:
        _write_changes(actor, row, changes, tags, at, allow_duplicate_reason)
    return row


def check_owner(owner: User | None) -> None:
    """Raise OwnerRefused for a person who cannot own customers."""
    if owner is not None and (owner.is_frozen or not owner.is_active or not owner.is_salesperson):
        raise OwnerRefused(str(owner))


def clean_customer(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return clean columns. Raises ValidationError, by field, for texts too long, codes and choices that are none."""
    cleaned = clean_values(Customer, values)
    errors = {}
    if cleaned.get("country") and cleaned["country"] not in countries.countries:
        errors["country"] = _("Not a country.")
    if cleaned.get("time_zone") and cleaned["time_zone"] not in available_timezones():
        errors["time_zone"] = _("Not a time zone. Example: Asia/Shanghai")
    for name, value in cleaned.items():
        choices = getattr(Customer._meta.get_field(name), "choices", None)
        if name != "country" and choices and value and value not in dict(choices):
            errors[name] = _("Not one of the choices.")
    if errors:
        raise ValidationError(errors)
    return cleaned


def _check_reason(actor: User, reason: str) -> None:
    if reason and not can_allow_duplicate(actor):
        raise PermissionDenied


def _first_contact(contact: ContactValues | None) -> Contact | None:
    if contact is None or contact.is_empty:
        return None
    cleaned = clean_values(Contact, contact.columns())
    cleaned["name"] = (
        cleaned["name"] or cleaned["email"] or cleaned["phone"] or cleaned["whatsapp"] or cleaned["wechat"]
    )
    return Contact(**cleaned, is_primary=True)


def _plain(value: Any) -> Any:
    return value.code if hasattr(value, "code") else value


def _record_creation(actor: User, row: Customer, tags: tuple[str, ...], at: datetime, reason: str) -> None:
    if tags:
        set_tags(row, tags)
    if row.owner_id:
        OwnerPeriod.objects.create(customer=row, owner_id=row.owner_id, started_at=at, by=actor)
    GradeChange.objects.create(customer=row, after=row.grade, by=actor, at=at)
    timeline.add_entry(
        customer=row,
        kind=TimelineEntry.Kind.DATA,
        at=at,
        actor=actor,
        text=reason,
        values={"what": "created"},
    )
    changes = {"name": ("", str(row)), "owner": (None, row.owner_id), "grade": ("", row.grade)}
    audit.record("customers.created", actor=actor, at=at, target=row, changes=changes)
    if reason:
        audit.record(
            "customers.duplicate_allowed", actor=actor, at=at, target=row, changes={"reason": ("", reason)}
        )


def _write_changes(
    actor: User, row: Customer, changes: dict[str, Any], tags: dict[str, Any], at: datetime, reason: str
) -> None:
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    row.version += 1
    row.save(update_fields=[*changes, "version"])
    if changes.keys() & KEY_FIELDS or not row.time_zone:
        claim_keys(row, may_share=bool(reason))
    shown = [name for name in (*changes, *tags) if name not in PRIVATE_FIELDS]
    if shown:
        timeline.add_entry(
            customer=row,
            kind=TimelineEntry.Kind.DATA,
            at=at,
            actor=actor,
            text=reason,
            values={"fields": shown},
        )
    audit.record("customers.changed", actor=actor, at=at, target=row, changes={**changes, **tags})
    if reason:
        audit.record(
            "customers.duplicate_allowed", actor=actor, at=at, target=row, changes={"reason": ("", reason)}
        )
