"""From what a row says to the values of a customer and its contacts."""

from collections.abc import Iterable, Mapping
from typing import Any

from customers.domain.lookup import Subject
from customers.models import Contact, Customer
from customers.text import LONG_TEXT

# Fields of a row that are columns of the customer as they stand.
COLUMNS = (
    "name", "local_name", "website", "phone", "fax", "country", "city", "address", "delivery_address", "business_type",
    "annual_purchase", "source", "stage", "grade", "credit", "payment_habit", "note",
)  # fmt: skip
CONTACT_COLUMNS = {
    "contact_name": "name", "form_of_address": "form_of_address", "job_title": "job_title", "email": "email",
    "contact_phone": "phone", "whatsapp": "whatsapp", "wechat": "wechat", "decides": "is_decision_maker",
    "contact_note": "note",
}  # fmt: skip


def subject_of(customer: Mapping[str, Any], contacts: Iterable[Mapping[str, Any]]) -> Subject:
    """Return what the lookup asks about a row."""
    people = list(contacts)
    phones = (
        customer.get("phone"),
        customer.get("fax"),
        *(p for one in people for p in (one.get("contact_phone"), one.get("whatsapp"))),
    )
    return Subject(
        name=customer.get("name") or customer.get("local_name") or "",
        country=customer.get("country") or None,
        emails=tuple(address for one in people for address in addresses_of(one)),
        phones=tuple(filter(None, phones)),
        sites=tuple(filter(None, (customer.get("website"),))),
        addresses=tuple(filter(None, (customer.get("address"),))),
        city=customer.get("city", ""),
        persons=tuple(filter(None, (one.get("contact_name") for one in people))),
    )


def addresses_of(contact: Mapping[str, Any]) -> list[str]:
    """Return the mail addresses of a cell that may hold several."""
    return [address.strip() for address in contact.get("email", "").split(",") if address.strip()]


def customer_columns(read: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns of a customer that a row fills in; what has no column of its own stands in the note."""
    said = read.get("customer", {})
    columns = {name: said[name] for name in COLUMNS if said.get(name)}
    further = [columns.get("note", ""), said.get("open_orders", "")]
    cut = _within(Customer, columns)
    further += [
        text for name, text in columns.items() if name != "note" and cut[name] != text
    ]  # too long: kept whole there
    if any(further):
        cut["note"] = "\n".join(filter(None, further))[:LONG_TEXT]
    return cut


def contacts_of(read: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a row's contact persons by column. Further addresses of one stand in the person's note."""
    people = []
    for said in read.get("contacts", ()):
        values = {column: said[name] for name, column in CONTACT_COLUMNS.items() if said.get(name)}
        addresses = addresses_of(said)
        if len(addresses) > 1:
            values["email"] = addresses[0]
            values["note"] = "; ".join(filter(None, (values.get("note", ""), *addresses[1:])))[:200]
        if values.get("name"):
            people.append(_within(Contact, values))
    return people


def _within(model: type[Contact] | type[Customer], values: dict[str, Any]) -> dict[str, Any]:
    """Cut texts to what the column holds; the check has told of those that are longer."""
    cut = {}
    for name, value in values.items():
        limit = getattr(model._meta.get_field(name), "max_length", None)
        cut[name] = value[:limit] if limit and isinstance(value, str) else value
    return cut
