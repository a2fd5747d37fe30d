"""Tags: words of one's own on customers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from customers import timeline
from customers.models import Customer, Tag, TimelineEntry
from customers.permissions import can_edit_customer
from customers.text import clean_line, too_long

TAG_LENGTH = 40
TAGS_AT_ONCE = 20


def clean_tags(names: Iterable[str]) -> list[str]:
    """Return distinct clean names. Raises ValidationError (field `tags`) for one that is too long, or too many."""
    cleaned = list(dict.fromkeys(filter(None, map(clean_line, names))))
    long = next((name for name in cleaned if len(name) > TAG_LENGTH), None)
    if long is not None:
        raise ValidationError({"tags": too_long(TAG_LENGTH, len(long))})
    if len(cleaned) > TAGS_AT_ONCE:
        raise ValidationError({"tags": _("At most %(count)d tags.") % {"count": TAGS_AT_ONCE}})
    return cleaned


def set_tags(customer: Customer, names: Iterable[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Give `customer` exactly these tags; return the change for the audit trail, or nothing."""
    wanted = clean_tags(names)
    before = sorted(customer.tags.values_list("name", flat=True))
    if before == sorted(wanted):
        return {}
    customer.tags.set(_rows_of(wanted))
    return {"tags": (before, sorted(wanted))}


@transaction.atomic
def tag_customers(
    *,
    actor: User,
    customers: Sequence[Customer],
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    at: datetime,
) -> int:
    """Add and remove tags on all of `customers`, or on none: PermissionDenied if one is not the actor's to change.

    Returns how many customers changed.
    """
    if not all(can_edit_customer(actor, customer) for customer in customers):
        raise PermissionDenied
    added, removed = clean_tags(add), set(clean_tags(remove))
    rows = _rows_of(added)
    return sum(_tag_one(actor, customer, rows, removed, at) for customer in customers)


def _rows_of(names: list[str]) -> list[Tag]:
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
    return list(Tag.objects.filter(name__in=names))


def _tag_one(actor: User, customer: Customer, added: list[Tag], removed: set[str], at: datetime) -> bool:
    before = {tag.name: tag for tag in customer.tags.all()}
    new = [tag for tag in added if tag.name not in before]
    gone = [tag for name, tag in before.items() if name in removed]
    if not new and not gone:
        return False
    customer.tags.add(*new)
    customer.tags.remove(*gone)
    after: list[Any] = sorted({*before, *(tag.name for tag in new)} - removed)
    timeline.add_entry(
        customer=customer, kind=TimelineEntry.Kind.DATA, at=at, actor=actor, values={"fields": ["tags"]}
    )
    audit.record(
        "customers.tagged", actor=actor, at=at, target=customer, changes={"tags": (sorted(before), after)}
    )
    return True
