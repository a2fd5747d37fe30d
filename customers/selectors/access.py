"""Who may see a customer, who did, and who took it out of the house or handed it on (permissions.md, S150)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import User
from accounts.trail.words import Line, word_entries
from core import audit_words
from core.audit_words import Kind
from core.models import AuditEntry
from customers.access import WayIn, who_may_see
from customers.models import Customer, ExportedCustomer

SHOWN = 50
OPENED = ("customers.read", "inquiries.read")
HANDED = (
    "customers.owner_changed", "customers.merged", "customers.merge_undone", "customers.imported", "customers.created",
    "inquiries.assigned", "core.values_erased",
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Somebody who is not the owner and opened the customer: `visits` of an hour each, the last at `at`."""

    person: User
    visits: int
    at: datetime


@dataclass(frozen=True)
class AccessPage:
    """Who may see a customer now and why, who opened it, in whose files it was, and what else was done with it."""

    ways: list[WayIn]
    readers: list[Reader]
    exports: list[ExportedCustomer]
    lines: list[Line]


def read_access(user: User, customer: Customer, *, at: datetime) -> AccessPage:
    """Return the access page of a customer (loaded with `owner__team__manager`); a literal number of queries."""
    entries = _entries_of(customer)
    taken = [*HANDED, *audit_words.verbs_of([Kind.EXPORTS])]
    found = entries.filter(verb__in=taken).select_related("actor", "detail").order_by("-pk")[:SHOWN]
    exports = ExportedCustomer.objects.filter(Q(customer=customer) | Q(customer__merged_into=customer))
    return AccessPage(
        who_may_see(customer, at=at),
        _readers_of(entries),
        list(exports.select_related("export__owner").order_by("-export__finished_at")[:SHOWN]),
        word_entries(found, user),
    )


def _entries_of(customer: Customer) -> "QuerySet[AuditEntry]":
    """The customer's trail, with that of records that became part of it."""
    ids = [customer.pk, *customer.merged.values_list("pk", flat=True)]
    return AuditEntry.objects.filter(about_id__in=ids)


def _readers_of(entries: "QuerySet[AuditEntry]") -> list[Reader]:
    rows: Iterable[tuple[int, int, datetime]] = (
        entries.filter(verb__in=OPENED, actor__isnull=False, is_refused=False)
        .order_by()
        .values("actor")
        .annotate(visits=Count("pk"), last=Max("at"))
        .order_by("-last")
        .values_list("actor", "visits", "last")[:SHOWN]
    )
    counted = list(rows)
    people = User.objects.in_bulk([pk for pk, _visits, _last in counted])
    return [Reader(people[pk], visits, last) for pk, visits, last in counted]
