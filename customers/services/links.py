"""Customers that are two buyers and belong together (rules.md §5: a second office under one domain)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from customers.models import Customer, CustomerLink, LinkKind, TwinPair
from customers.permissions import can_link
from customers.services.locking import lock_customers

# What the other one is to the customer: the kind, and whether the customer is the link's source.
RELATIONS: dict[str, tuple[LinkKind, bool]] = {
    "head_office": (LinkKind.BRANCH, False), "branch": (LinkKind.BRANCH, True), "agent": (LinkKind.END_CLIENT, False),
    "end_client": (LinkKind.END_CLIENT, True), "group": (LinkKind.GROUP, True),
}  # fmt: skip


class LinkRefused(Exception):
    """It cannot be made; `code` says why: `same` customer, one is `gone` (merged away), `there` already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def link_customers(
    *, actor: User, customer: Customer, other: Customer, relation: str, at: datetime
) -> CustomerLink:
    """Say what `other` is to `customer`: one of RELATIONS. Two that belong together are no twins any more.

    Raises LinkRefused, PermissionDenied for who may not write to both, KeyError for another relation.
    """
    kind, is_source = RELATIONS[relation]
    if customer.pk == other.pk:
        raise LinkRefused("same")
    rows = lock_customers([customer, other])
    if any(row.merged_into_id for row in rows):
        raise LinkRefused("gone")
    if not can_link(actor, *rows):
        raise PermissionDenied
    ids = [row.pk for row in rows]
    if CustomerLink.objects.filter(source__in=ids, target__in=ids).exists():
        raise LinkRefused("there")
    source, target = (customer, other) if is_source else (other, customer)
    link = CustomerLink.objects.create(source=source, target=target, kind=kind, by=actor, at=at)
    TwinPair.objects.filter(first__in=ids, second__in=ids, decided_as="").delete()
    changes = {"other": (None, other.pk), "relation": ("", relation)}
    audit.record("customers.linked", actor=actor, at=at, target=customer, changes=changes)
    return link


@transaction.atomic
def unlink_customers(*, actor: User, link: CustomerLink, at: datetime) -> None:
    """Take a link back; a second time changes nothing. Raises PermissionDenied."""
    row = (
        CustomerLink.objects.select_related("source__owner__team", "target__owner__team")
        .filter(pk=link.pk)
        .first()
    )
    if row is None:
        return
    if not can_link(actor, row.source, row.target):
        raise PermissionDenied
    changes = {"other": (row.target_id, None), "kind": (row.kind, "")}
    audit.record("customers.unlinked", actor=actor, at=at, target=row.source, changes=changes)
    row.delete()


def linked_pairs() -> set[tuple[int, int]]:
    """Return the numbers of all pairs that are linked, the lower first."""
    rows = CustomerLink.objects.values_list("source_id", "target_id")
    return {(min(pair), max(pair)) for pair in rows}
