"""Tags: words of one's own on customers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from customers import timeline
from customers.models import Customer, Tag, TimelineEntry
from customers.permissions import can_edit_customer
from customers.services.locking import lock_customers
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
    customer.tags.set(rows_of_tags(wanted))
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

    Returns how many customers changed. With their tags prefetched, the number of statements does not depend on how many
    there are.
    """
    if not all(can_edit_customer(actor, row) for row in lock_customers(customers)):
        raise PermissionDenied
    added, removed = rows_of_tags(clean_tags(add)), set(clean_tags(remove))
    changed = [
        change
        for customer in customers
        if (change := _retag(customer, added, removed)).before != change.after
    ]
    links = Customer.tags.through
    ids = [change.customer.pk for change in changed]
    links.objects.filter(customer_id__in=ids, tag__name__in=removed).delete()
    links.objects.bulk_create(
        (links(customer_id=pk, tag_id=tag.pk) for pk in ids for tag in added if tag.name not in removed),
        ignore_conflicts=True,
    )
    kind, values = TimelineEntry.Kind.DATA, {"fields": ["tags"]}
    timeline.add_entries(
        {"customer": change.customer, "kind": kind, "at": at, "actor": actor, "values": values}
        for change in changed
    )
    audit.record_each(
        "customers.tagged",
        actor=actor,
        at=at,
        changed=[(change.customer, {"tags": (change.before, change.after)}) for change in changed],
    )
    return len(changed)


class Retagged(NamedTuple):
    """A customer's tags before and after, by name."""

    customer: Customer
    before: list[str]
    after: list[str]


def _retag(customer: Customer, added: Iterable[Tag], removed: set[str]) -> Retagged:
    before = {tag.name for tag in customer.tags.all()}
    after = (before | {tag.name for tag in added}) - removed
    return Retagged(customer, sorted(before), sorted(after))


def rows_of_tags(names: list[str]) -> list[Tag]:
    """Return the tags of these clean names; those that are new are made."""
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
    return list(Tag.objects.filter(name__in=names))
