"""A contact person's values are erased on request, and stay erased; what the company did stays on record."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, notices
from core.events import publish
from core.models import AuditDetail
from customers import lookup
from customers.events import ContactErased
from customers.models import ERASED_NAME, Contact, Customer, LookupKey, TimelineEntry
from customers.permissions import can_erase_contact
from customers.services.grades import clean_reason
from customers.services.keys import DERIVED, claim_keys, derived_columns
from customers.services.locking import lock_customer

# What says who somebody is, and how to reach them.
PERSONAL = ("name", "email", "phone", "whatsapp", "wechat")
EMPTIED = ("form_of_address", "job_title", "email", "phone", "whatsapp", "wechat", "language", "note")
SHORTEST = 3  # a shorter word, "Li", would be found inside others


@dataclass(frozen=True)
class Erasure:
    """What erasing a contact takes: entries of the trail whose values go, lines of the history that name the person, keys."""

    entries: tuple[int, ...]
    lines: tuple[int, ...]
    keys: int


def plan_erasure(contact: Contact) -> Erasure:
    """Return what erasing `contact` (loaded with its customer) takes. Reads that customer's own trail and history only."""
    words = _words_of(contact)
    return Erasure(
        tuple(sorted(_entries_with(contact, words))),
        tuple(
            TimelineEntry.objects.filter(
                contact=contact, kind=TimelineEntry.Kind.DATA, values__has_key="name"
            )
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
        LookupKey.objects.filter(customer=contact.customer).filter(lookup.any_of(_own_keys(contact))).count(),
    )


@transaction.atomic
def erase_contact(*, actor: User, contact: Contact, reason: str, at: datetime) -> Contact:
    """Take everything from `contact` that says who it was: name, addresses, numbers, notes, keys, values in the trail.

    The person stays as a nameless contact, so that what was said and done keeps its place. Letters, messages and notes are
    the company's correspondence and stay. There is no way back. A second time changes nothing. Raises PermissionDenied,
    and ValidationError without a reason.
    """
    reason = clean_reason(reason)
    if not reason:
        raise ValidationError({"reason": _("Write who asked for it, and when.")})
    row = lock_customer(contact.customer)
    current = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("customer__owner__team")
        .get(pk=contact.pk)
    )
    if current.customer_id != row.pk or not can_erase_contact(actor, current):
        raise PermissionDenied
    if current.is_erased:
        return current
    plan, keys, name = plan_erasure(current), _own_keys(current), current.name
    current.name = ERASED_NAME
    for field in EMPTIED:
        setattr(current, field, "")
    current.version += 1
    current.save()
    _forget_keys(row, keys)
    _forget_words(row, current)
    _rename_lines(plan.lines)
    notices.rename(Customer, {row.pk: name}, ERASED_NAME)
    audit.erase_details(plan.entries, actor=actor, at=at, target=current, reason=reason)
    publish(ContactErased(contact_id=current.pk, customer_id=row.pk, name=name, at=at))
    return current


def _words_of(contact: Contact) -> frozenset[str]:
    said = (str(getattr(contact, name)).strip().casefold() for name in PERSONAL)
    return frozenset(word for word in said if len(word) >= SHORTEST or (word and not word.isascii()))


def _entries_with(contact: Contact, words: Collection[str]) -> set[int]:
    """Entries about the contact, and those about its customer in whose values one of the words stands.

    A customer without a name of its own is called by its contact's, so that there the words are looked for in labels, too.
    """
    about_contact = Q(entry__target_type=Contact._meta.label_lower, entry__target_id=str(contact.pk))
    rows = [contact.customer, *contact.customer.merged.all()]
    nameless = {row.pk for row in rows if not (row.name or row.local_name)}
    of_customer = Q(entry__about_id__in=[row.pk for row in rows])
    details = AuditDetail.objects.filter(about_contact | of_customer, erased_by=None).exclude(
        entry__verb=audit.ERASED
    )
    found = details.values_list(
        "entry_id", "entry__target_type", "entry__target_id", "entry__about_id", "label", "changes"
    )
    own = (Contact._meta.label_lower, str(contact.pk))
    return {
        pk
        for pk, kind, target, about, label, changes in found.iterator(500)
        if (kind, target) == own or _tells([label, changes] if about in nameless else changes, words)
    }


def _tells(changes: object, words: Collection[str]) -> bool:
    said = json.dumps(changes, ensure_ascii=False).casefold()
    return any(json.dumps(word, ensure_ascii=False)[1:-1] in said for word in words)


def _own_keys(contact: Contact) -> frozenset[lookup.Key]:
    """The keys under which the customer stands only because of this contact."""
    customer = contact.customer
    people = list(customer.contacts.all())
    others = [one for one in people if one.pk != contact.pk]
    with_them = lookup.keys_of(lookup.subjects_of(customer, people))
    return with_them - lookup.keys_of(lookup.subjects_of(customer, others))


def _forget_keys(customer: Customer, keys: frozenset[lookup.Key]) -> None:
    """Also those that a merge would keep for good."""
    LookupKey.objects.filter(customer=customer, is_kept=True).filter(lookup.any_of(keys)).update(
        is_kept=False
    )
    claim_keys(customer, may_share=True)


def _forget_words(customer: Customer, contact: Contact) -> None:
    """Records that became part of the customer are found by nobody, but hold the words by which they were."""
    rows = list(customer.merged.all())
    for row in rows:
        for name, value in derived_columns(row, [contact]).items():
            setattr(row, name, value)
    Customer.objects.bulk_update(rows, DERIVED)


def _rename_lines(lines: Collection[int]) -> None:
    rows = list(TimelineEntry.objects.filter(pk__in=lines))
    for row in rows:
        row.values = {**row.values, "name": ERASED_NAME}
    TimelineEntry.objects.bulk_update(rows, ["values"], batch_size=500)
