"""What is compared of the few customers worth it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from customers.domain.lookup import Subject
from customers.models import ERASED_NAME, Customer

COMPARED = ("pk", "owner_id", "name", "local_name", "country", "city", "phone", "fax", "website", "address")
COMPARED_PERSON = ("name", "email", "phone", "whatsapp")


@dataclass(frozen=True)
class Known:
    """A candidate as far as scoring and masking need it."""

    pk: int
    owner_id: int | None


def load_known(ids: Sequence[int]) -> list[tuple[Known, list[Subject]]]:
    """Read what is compared of customers that were not merged away, in the order of `ids`. One statement.

    A customer is also what was merged into it: it is compared under its old names, too.
    """
    if not ids:
        return []
    rows = Customer.objects.filter(Q(pk__in=ids, merged_into=None) | Q(merged_into__in=ids))
    words: dict[int, SimpleNamespace] = {}
    people: dict[int, list[SimpleNamespace]] = defaultdict(list)
    merged: dict[int | None, list[int]] = defaultdict(list)
    for values in rows.values_list(
        *COMPARED, "merged_into_id", *(f"contacts__{name}" for name in COMPARED_PERSON)
    ):
        pk, into = values[0], values[len(COMPARED)]
        if pk not in words:
            words[pk] = SimpleNamespace(**dict(zip(COMPARED, values, strict=False)))
            merged[into].append(pk)
        person = values[len(COMPARED) + 1 :]
        if person[0] is not None:
            people[pk].append(SimpleNamespace(**dict(zip(COMPARED_PERSON, person, strict=True))))
    current = set(merged[None])
    return [
        (
            Known(pk, words[pk].owner_id),
            [subject for one in (pk, *merged[pk]) for subject in subjects_of(words[one], people[one])],
        )
        for pk in ids
        if pk in current
    ]


def subjects_of(customer: Any, contacts: Iterable[Any]) -> list[Subject]:
    """Return what the lookup knows of a customer: one subject, a second for the name in the buyer's script."""
    people = list(contacts)
    phones = (
        customer.phone,
        customer.fax,
        *(p for person in people for p in (person.phone, person.whatsapp)),
    )
    subject = Subject(
        name=customer.name or customer.local_name,
        country=str(customer.country) or None,
        emails=tuple(person.email for person in people if person.email),
        phones=tuple(filter(None, phones)),
        sites=(customer.website,) if customer.website else (),
        addresses=tuple(filter(None, (customer.address,))),
        city=customer.city,
        persons=tuple(person.name for person in people if person.name not in ("", ERASED_NAME)),
    )
    has_two = customer.name and customer.local_name
    return [subject, replace(subject, name=customer.local_name)] if has_two else [subject]


def subjects_by_id(ids: Iterable[int]) -> dict[int, list[Subject]]:
    """Return the subjects of these customers without those merged away. One statement."""
    return {known.pk: subjects for known, subjects in load_known(sorted(ids))}
