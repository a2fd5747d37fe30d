"""What follows from a customer's words and is kept beside them: name to sort by, text to search, zone, lookup keys."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, connection, transaction

from core.company import current_company
from customers import lookup, zones
from customers.domain.lookup import Key, Subject
from customers.models import Contact, Customer, LookupKey
from customers.services.values import DuplicateBuyer
from customers.text import search_words, sort_name

DERIVED = ("called", "name_sort", "search_text", "time_zone")
P = ParamSpec("P")
T = TypeVar("T")


class KeysTaken(Exception):
    """Inside a service: `holders` are customers with an exact key of `subject`."""

    def __init__(self, holders: list[Customer], subject: Subject) -> None:
        super().__init__(f"{len(holders)} holders")
        self.holders, self.subject = holders, subject


def tells_duplicates(service: Callable[P, T]) -> Callable[P, T]:
    """Decorator of a service with `actor` and `at`: its transaction, and DuplicateBuyer where a key was taken.

    What the person is shown is looked up after the rollback, so that it stays counted (trust.md D3).
    """

    @wraps(service)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with transaction.atomic():
                return service(*args, **kwargs)
        except KeysTaken as taken:
            actor: Any = kwargs["actor"]
            at: Any = kwargs["at"]
            shown = lookup.show_conflicts(user=actor, customers=taken.holders, subject=taken.subject, at=at)
            raise DuplicateBuyer(shown) from None

    return told


def claim_keys(customer: Customer, *, may_share: bool = False, sharing: Customer | None = None) -> None:
    """Bring derived columns and keys up to date after the words of `customer` or its contacts changed.

    Raises KeysTaken when a key that is new for it is another's: asked first, and decided by the constraint where two
    save at once. With `may_share` such a key is stored as shared instead (a second office); with `sharing` one that this
    other customer holds.
    """
    people = list(customer.contacts.all())
    claim = _Claim.of(
        customer,
        people,
        lookup.stored_keys(customer),
        may_share=may_share,
        sharer_id=sharing.pk if sharing else None,
    )
    claim.check()
    _derive(customer, people, list(customer.merged.all()))
    customer.save(update_fields=DERIVED)
    claim.store()


def enter_with_keys(customer: Customer, people: list[Contact], *, may_share: bool = False) -> None:
    """Write a new customer with its contacts, derived columns and keys. Raises KeysTaken as `claim_keys` does."""
    claim = _Claim.of(customer, people, frozenset(), may_share=may_share)
    claim.check()
    _derive(customer, people)
    customer.save(force_insert=True)
    for person in people:
        person.customer = customer
        person.save(force_insert=True)
    claim.store()


@dataclass(frozen=True)
class _Claim:
    """The keys that a customer wants by its words, and those that it has."""

    customer: Customer
    subject: Subject
    wanted: frozenset[lookup.Key]
    stored: frozenset[lookup.Key]
    may_share: bool
    sharer_id: int | None = None

    @classmethod
    def of(
        cls, customer: Customer, people: list[Contact], stored: frozenset[lookup.Key], **more: Any
    ) -> "_Claim":
        subjects = lookup.subjects_of(customer, people)
        return cls(customer, subjects[0], lookup.keys_of(subjects), stored, **more)

    def check(self) -> None:
        """Raise KeysTaken when an exact key that is new for the customer is another's."""
        new = lookup.exact(self.wanted - self.stored)
        if self.may_share:
            return
        holders = [row for row in lookup.holders_of(new, self.customer.pk) if row.pk != self.sharer_id]
        if holders:
            raise KeysTaken(holders, self.subject)

    def store(self) -> None:
        """Write the keys of the customer, whose row is written."""
        try:
            may_share = self.may_share or self.sharer_id is not None
            lookup.store_keys(self.customer, self.wanted, self.stored, may_share=may_share)
        except IntegrityError:
            self.check()
            raise


def _derive(customer: Customer, people: list[Contact], merged: Iterable[Customer] = ()) -> None:
    for name, value in derived_columns(customer, people, merged).items():
        setattr(customer, name, value)


def derived_columns(
    customer: Customer, people: list[Contact], merged: Iterable[Customer] = ()
) -> dict[str, str]:
    """Return the columns that follow from a customer's words and its contacts', by name (DERIVED). Nothing is written.

    By the words of those `merged` into it, it is found as well.
    """
    called = (
        customer.name or customer.local_name or next((person.name for person in people if person.name), "")
    )
    phones = [
        customer.phone,
        customer.fax,
        *(p for person in people for p in (person.phone, person.whatsapp)),
    ]
    texts = [customer.name, customer.local_name, customer.city, customer.website]
    texts += [text for other in merged for text in (other.name, other.local_name, other.website)]
    phones += [phone for other in merged for phone in (other.phone, other.fax)]
    texts += [text for person in people for text in (person.name, person.email, person.wechat)]
    return {
        "called": called,
        "name_sort": sort_name(called),
        "search_text": search_words(texts, phones, str(customer.country)),
        "time_zone": customer.time_zone
        or zones.guess_zone(
            country=str(customer.country), city=customer.city, phones=tuple(filter(None, phones))
        ),
    }


# ── of many customers at once ───────────────────────────────────────────────
def merged_into_each(ids: Collection[int]) -> Mapping[int, list[Customer]]:
    """Return which customers were merged into each of these. One statement."""
    merged: dict[Any, list[Customer]] = defaultdict(list)
    for other in Customer.objects.filter(merged_into__in=ids).order_by("pk"):
        merged[other.merged_into_id].append(other)
    return merged


INSERT_KEYS = {
    "postgresql": "SELECT (one->>0)::bigint, one->>1, one->>2, (one->>3)::boolean FROM json_array_elements(%s::json) AS one",
    "sqlite": "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), "
    "json_extract(value, '$[3]') FROM json_each(%s)",
}


def write_keys(rows: Iterable[tuple[int, Key, bool]]) -> None:
    """Write (customer, key, whether it is exclusive) in one statement: some fifty a customer are too many to be objects.

    Raises IntegrityError where another holds one exclusively.
    """
    values = [[pk, key.kind, key.value, is_exclusive] for pk, key, is_exclusive in rows]
    if not values:
        return
    table = connection.ops.quote_name(LookupKey._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (customer_id, kind, value, is_exclusive) {INSERT_KEYS[connection.vendor]}",
            [json.dumps(values)],
        )


def new_keys(customer: Customer, keys: Iterable[Key]) -> list[tuple[int, Key, bool]]:
    """Return the rows of keys that nobody else holds: an exact one is the customer's alone."""
    return [(customer.pk, key, key.kind in lookup.HARD_KINDS) for key in sorted(keys)]


def refold(customers: Sequence[Customer]) -> None:
    """Bring derived columns and keys of locked `customers` in line with their words; their columns the caller writes.

    An exact key that another holds is shared with it. Statements do not grow with the number of customers.
    """
    ids = [customer.pk for customer in customers]
    people: dict[int, list[Contact]] = defaultdict(list)
    for person in Contact.objects.filter(customer__in=ids).order_by("pk"):
        people[person.customer_id].append(person)
    stored, merged, own = lookup.stored_keys_of(ids), merged_into_each(ids), current_company().domains
    dropped: dict[int, set[Key]] = {}
    new: list[tuple[int, Key]] = []
    for customer in customers:
        contacts = people[customer.pk]
        _derive(customer, contacts, merged[customer.pk])
        wanted = lookup.keys_of(lookup.subjects_of(customer, contacts), own)
        dropped[customer.pk] = stored[customer.pk] - wanted
        new += [(customer.pk, key) for key in sorted(wanted - stored[customer.pk])]
    lookup.release_keys(dropped)
    held = set(lookup.holders_by_key({key for _pk, key in new if key.kind in lookup.HARD_KINDS}))
    rows = []
    for pk, key in new:
        rows.append((pk, key, key.kind in lookup.HARD_KINDS and key not in held))
        held.add(key)
    write_keys(rows)
