"""Find anything (Ctrl K): customers and contacts by name, address, number or domain, among what one may see."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from core.domain.scripts import fold_letters
from customers.lookup.telling import Told
from customers.models import Contact, Customer, Stage
from customers.text import holds, query_terms, search_words, sort_name

FOUND_AT_MOST = 20
PEOPLE_AT_MOST = 3
# Of words that stand in more customers than these nobody reads all: the best of so many are good enough.
LOOKED_AT = 200
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """A customer; the contact whom the words name, if they do not name the company; else where they stand.

    `told`: what the apps above know of the customer, where the page shows it.
    """

    customer: Customer
    contact: Contact | None = None
    because: str = ""
    told: tuple[Told, ...] = ()


def find_customers(user: User, query: str, *, is_led: bool = False) -> list[Found]:
    """Return what visible customers and their contacts hold every word of `query`, best first. At most four queries.

    First what is called exactly so, then what begins so, then the rest; among equals one's own before others', those
    one works on before the lost. `is_led`: only those whose owner `user` leads.
    """
    terms = query_terms(query)
    if not any(map(str.isalnum, "".join(terms))) or (sum(map(len, terms)) < SHORTEST and terms[0].isascii()):
        return []
    whole = " ".join(terms)
    seen = Customer.objects.visible_to(user).current()
    if is_led:
        seen = seen.led_by(user)
    every = Q()
    for term in terms:
        every &= holds(term)
    ids = list(seen.filter(every).order_by().values_list("pk", flat=True)[:LOOKED_AT])
    if len(ids) == LOOKED_AT:  # those called so may not be among them
        ids += _called(seen, whole)
    found = _best(user, ids, whole)
    people: defaultdict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(customer__in=found).order_by("-is_primary", "pk"):
        people[contact.customer_id].append(contact)
    return [hit for customer in found for hit in _hits(customer, people[customer.pk], terms)]


def each_once(found: Iterable[Found]) -> list[Found]:
    """Return one of `found` a customer, the first: where a customer is chosen, not a person."""
    first: dict[int, Found] = {}
    for hit in found:
        first.setdefault(hit.customer.pk, hit)
    return list(first.values())


def _called(seen: QuerySet[Customer], whole: str) -> list[int]:
    """The first whose name begins so, in the order of names. One query: a range of the index, whatever its collation."""
    begin = sort_name(whole)
    rows = seen.filter(name_sort__gte=begin).order_by("name_sort", "pk").values_list("pk", "name_sort")
    return [pk for pk, name in rows[:FOUND_AT_MOST] if name.startswith(begin)]


def _best(user: User, ids: Sequence[int], whole: str) -> list[Customer]:
    """The first of the customers `ids`, in the order that `find_customers` promises. One query."""
    exact = Q(search_text__startswith=f"{whole}\n") | Q(search_text__contains=f"\n{whole}\n")
    place = Case(
        When(exact, then=0),
        When(search_text__startswith=whole, then=1),
        When(search_text__contains=f"\n{whole}", then=2),
        When(search_text__contains=f" {whole}", then=3),
        default=4,
        output_field=IntegerField(),
    )
    is_others = Case(When(owner=user.pk, then=Value(0)), default=Value(1))
    is_old = Case(When(Q(stage=Stage.LOST) | Q(do_not_contact=True), then=Value(1)), default=Value(0))
    ranked = (
        Customer.objects.filter(pk__in=ids).select_related("owner").defer("search_text", "due_why", "note")
    )
    return list(ranked.order_by(place, is_others, is_old, "name_sort", "pk")[:FOUND_AT_MOST])


def _hits(customer: Customer, people: Sequence[Contact], terms: Sequence[str]) -> list[Found]:
    """The customer when the words name it, else the contacts whom they name, else the customer with their place."""
    if _holds_all((customer.name, customer.local_name), terms):
        return [Found(customer)]
    named = [Found(customer, person) for person in people if _holds_all(_texts_of(person), terms)]
    return named[:PEOPLE_AT_MOST] or [Found(customer, because=_because(customer, terms))]


def _holds_all(texts: Sequence[str], terms: Sequence[str]) -> bool:
    words = search_words(texts, (), "")
    digits = [re.sub(r"\D", "", text) for text in texts]
    return all(term in words or any(term in number for number in digits) for term in terms)


def _texts_of(person: Contact) -> tuple[str, ...]:
    return person.name, person.email, person.phone, person.whatsapp, person.wechat


def _because(customer: Customer, terms: Sequence[str]) -> str:
    """The line of the customer in which the words stand, as far as it is one."""
    for text in (customer.website, customer.phone, customer.fax, customer.city):
        if any(term in fold_letters(text) or term in re.sub(r"\D", "", text) for term in terms):
            return str(text)
    return customer.website or customer.phone
