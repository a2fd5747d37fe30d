"""Who is there already, by the one particular that the person chose (issue: Import, updating by a chosen key)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from accounts.scoping import Scope
from core.company import current_company
from customers.domain.lookup import Key, Match, Reason, Subject, hard_keys
from customers.lookup import any_of
from customers.models import Customer, CustomerImport, LookupKey
from customers.text import sort_name

Found = tuple[int, int | None, Match]
Holders = set[tuple[int, int | None]]
By = CustomerImport.Key
REASONS = {By.EMAIL: "same_email", By.PHONE: "same_phone", By.SITE: "same_domain", By.NAME: "same_name"}


def find_by_key(
    subjects: Sequence[Subject], key: str, scope: Scope
) -> tuple[list[Found | None], frozenset[int]]:
    """Return who each subject is by `key` (a CustomerImport.Key), and the places of those that are several of one's own.

    A colleague's customer counts where none of one's own fits. Statements do not grow with the number of subjects.
    """
    holders = _named(subjects) if key == By.NAME else _held(subjects, key)
    match = Match(certainty=1.0, band="sure", reasons=(Reason(REASONS[By(key)]),))
    found: list[Found | None] = []
    several = set()
    for place, ids in enumerate(holders):
        own = sorted(pair for pair in ids if scope.covers(pair[1], pair[0]))
        others = sorted(ids - set(own), key=lambda pair: pair[0])
        if len(own) > 1:
            several.add(place)
        one = own[0] if len(own) == 1 else None if own else next(iter(others), None)
        found.append((*one, match) if one else None)
    return found, frozenset(several)


def _held(subjects: Sequence[Subject], kind: str) -> list[Holders]:
    own = current_company().domains
    asked = [{key for key in hard_keys(subject, own) if key.kind == kind} for subject in subjects]
    rows = LookupKey.objects.filter(
        any_of({key for keys in asked for key in keys}), customer__merged_into=None
    )
    held: dict[Key, Holders] = defaultdict(set)
    for value, pk, owner in rows.values_list("value", "customer_id", "customer__owner_id"):
        held[Key(kind, value)].add((pk, owner))
    return [{pair for key in keys for pair in held.get(key, ())} for keys in asked]


def _named(subjects: Sequence[Subject]) -> list[Holders]:
    """The name as a whole, whatever its case and width; where both say a country, also that."""
    called = _customers_called({sort_name(subject.name) for subject in subjects if subject.name})
    return [
        {
            (pk, owner)
            for pk, owner, country in called.get(sort_name(subject.name), ())
            if not (country and subject.country) or country == subject.country
        }
        if subject.name
        else set()
        for subject in subjects
    ]


def _customers_called(names: Collection[str]) -> Mapping[str, list[tuple[int, int | None, str]]]:
    called: dict[str, list[tuple[int, int | None, str]]] = defaultdict(list)
    rows = Customer.objects.current().filter(name_sort__in=names)
    for name, pk, owner, country in rows.values_list("name_sort", "pk", "owner_id", "country"):
        called[name].append((pk, owner, country))
    return called
