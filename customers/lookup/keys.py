"""Under which keys customers stand, who holds one alone, and what is passed on when one is given up."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import Q

from core.company import current_company
from customers.domain.lookup import Subject, block_keys, hard_keys
from customers.domain.subjects import Key
from customers.models import Customer, LookupKey

HARD_KINDS = frozenset({"email", "phone", "domain", "name"})


def hard_conflicts(subject: Subject, exclude: Customer | None = None) -> list[Customer]:
    """Return the customers that hold a key of `subject` exclusively: the same buyer, entered before."""
    return holders_of(
        hard_keys(subject, current_company().domains), exclude.pk if exclude is not None else None
    )


def holders_of(keys: Iterable[Key], exclude_id: int | None = None) -> list[Customer]:
    """Return the customers that hold one of the exact `keys` exclusively, without `exclude_id`."""
    held = LookupKey.objects.filter(any_of(keys), is_exclusive=True).values_list("customer_id", flat=True)
    ids = set(held) - {exclude_id}
    return list(Customer.objects.filter(pk__in=ids).order_by("pk")) if ids else []


def holders_by_key(keys: Iterable[Key]) -> dict[Key, int]:
    """Return who holds each of the exact `keys` exclusively. One statement."""
    held = LookupKey.objects.filter(any_of(keys), is_exclusive=True)
    return {Key(kind, value): pk for kind, value, pk in held.values_list("kind", "value", "customer_id")}


def keys_of(subjects: Iterable[Subject], own: frozenset[str] | None = None) -> frozenset[Key]:
    """Return all keys of a buyer, exact and near, our `own` domains left out (read, unless given)."""
    own = current_company().domains if own is None else own
    return frozenset(key for subject in subjects for key in block_keys(subject, own))


def exact(keys: Iterable[Key]) -> frozenset[Key]:
    """Return those of `keys` that stop a second entry."""
    return frozenset(key for key in keys if key.kind in HARD_KINDS)


def stored_keys(customer: Customer) -> frozenset[Key]:
    """Return the keys under which `customer` stands."""
    return frozenset(stored_keys_of([customer.pk])[customer.pk])


def stored_keys_of(ids: Collection[int]) -> Mapping[int, set[Key]]:
    """Return under which keys each of these customers stands. One statement."""
    stored: dict[int, set[Key]] = defaultdict(set)
    rows = LookupKey.objects.filter(customer__in=ids)
    for pk, kind, value in rows.values_list("customer_id", "kind", "value"):
        stored[pk].add(Key(kind, value))
    return stored


def store_keys(
    customer: Customer, wanted: frozenset[Key], stored: frozenset[Key], *, may_share: bool = False
) -> None:
    """Let `customer` stand under the keys `wanted` instead of `stored`, inside the transaction that wrote it.

    A new hard key is exclusive; one that another customer holds raises IntegrityError (the constraint decides between
    two at once), or is stored as shared when `may_share`: a second office that a manager allowed. An exclusive key
    that is given up passes to the one who has shared it longest. What a merge keeps (`is_kept`) is never given up.
    """
    release_keys({customer.pk: stored - wanted})
    new = sorted(wanted - stored)  # one order for all writers: no deadlock
    held = _held_keys(new, customer.pk) if may_share else set()
    rows = [
        LookupKey(
            customer=customer,
            kind=key.kind,
            value=key.value,
            is_exclusive=key.kind in HARD_KINDS and key not in held,
        )
        for key in new
    ]
    with transaction.atomic():
        LookupKey.objects.bulk_create(rows)


def release_keys(dropped: Mapping[int, Collection[Key]]) -> None:
    """Take these keys from these customers, but what a merge keeps (`is_kept`); an exclusive one passes on.

    The oldest other holder holds it exclusively from now on. Statements do not grow with the number of customers.
    """
    dropped = {pk: keys for pk, keys in dropped.items() if keys}
    if not dropped:
        return
    lock_holders(key for keys in dropped.values() for key in keys)
    held = LookupKey.objects.filter(customer__in=dropped, is_kept=False)
    leaving = {
        pk: (Key(kind, value), is_exclusive)
        for pk, owner, kind, value, is_exclusive in held.values_list(
            "pk", "customer_id", "kind", "value", "is_exclusive"
        )
        if Key(kind, value) in dropped[owner]
    }
    LookupKey.objects.filter(pk__in=leaving).delete()
    freed = [key for key, is_exclusive in leaving.values() if is_exclusive]
    if not freed:
        return
    heirs: dict[Key, int] = {}
    sharing = LookupKey.objects.filter(any_of(freed), customer__merged_into=None)
    for row in sharing.order_by("pk"):  # read again: one may have come meanwhile
        heirs.setdefault(Key(row.kind, row.value), row.pk)
    LookupKey.objects.filter(pk__in=heirs.values()).update(is_exclusive=True)


def lock_holders(keys: Iterable[Key]) -> list[LookupKey]:
    """Lock all rows of these hard keys in one order: whoever gives up or shares one at the same time waits here."""
    hard = any_of(key for key in keys if key.kind in HARD_KINDS)
    return list(LookupKey.objects.filter(hard).order_by("pk").select_for_update())


def any_of(keys: Iterable[Key]) -> Q:
    """Return the condition for rows of LookupKey with one of `keys`."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_kind[key.kind].append(key.value)
    condition = Q(pk=None)
    for kind, values in by_kind.items():
        condition |= Q(kind=kind, value__in=values)
    return condition


def _held_keys(keys: Iterable[Key], customer_id: int) -> set[Key]:
    locked = [row.pk for row in lock_holders(keys) if row.customer_id != customer_id]
    held = LookupKey.objects.filter(
        pk__in=locked, is_exclusive=True
    )  # read again: one may have passed on meanwhile
    return {Key(kind, value) for kind, value in held.values_list("kind", "value")}
