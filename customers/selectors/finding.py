"""Find anything (Ctrl K): customers by name, person, address, number or domain, among what one may see."""

from dataclasses import dataclass

from accounts.models import User
from customers.domain.scripts import fold_letters
from customers.models import Contact, Customer
from customers.text import query_terms

FOUND_AT_MOST = 20
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """A customer, and the contact or particulars in which the words stand."""

    customer: Customer
    because: str


def find_customers(user: User, query: str, *, is_led: bool = False) -> list[Found]:
    """Return visible customers that hold every word of `query`; those called so first. Two queries.

    `is_led`: only those whose owner `user` leads.
    """
    terms = query_terms(query)
    if not terms or sum(map(len, terms)) < SHORTEST:
        return []
    rows = Customer.objects.visible_to(user).current().select_related("owner")
    if is_led:
        rows = rows.led_by(user)
    for term in terms:
        rows = rows.filter(search_text__contains=term)
    found = list(rows.order_by("name_sort", "pk")[:FOUND_AT_MOST])
    people: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(customer__in=found):
        people.setdefault(contact.customer_id, []).append(contact)
    judged = [Found(customer, _because(customer, people.get(customer.pk, []), terms)) for customer in found]
    return sorted(judged, key=lambda hit: (bool(hit.because), hit.customer.name_sort))


def _because(customer: Customer, people: list[Contact], terms: list[str]) -> str:
    """Return the words' place unless it is the customer's own name."""
    if all(term in customer.name_sort or term in fold_letters(customer.local_name) for term in terms):
        return ""
    digits_only = terms[0].isdigit()
    for person in people:
        for text in (person.name, person.email, person.phone, person.whatsapp, person.wechat):
            folded = "".join(filter(str.isdigit, text)) if digits_only else fold_letters(text)
            if text and any(term in folded for term in terms):
                return f"{person.name} · {text}" if text != person.name else person.name
    return customer.website or customer.phone
