"""What production and other departments read names no buyer (S11); what the audit trail says of a step."""

from collections.abc import Iterable, Mapping
from typing import Any

from customers.models import Contact, Customer
from sales.domain.requests import named_in
from sales.services.sample_refusals import SampleRefused

OF_CUSTOMER = ("name", "local_name", "called", "website", "phone", "fax")
OF_CONTACT = ("name", "email", "phone", "whatsapp", "wechat")


def check_no_buyer(texts: Mapping[str, str], customer: Customer | None) -> None:
    """Raise SampleRefused, by field, where a text that others read holds the buyer's name, people or numbers. One query."""
    if customer is None or not any(texts.values()):
        return
    names = list(_names_of(customer))
    for field, text in texts.items():
        if found := named_in(text, names):
            raise SampleRefused(field, "names_buyer", found)


def _names_of(customer: Customer) -> Iterable[str]:
    yield from (getattr(customer, name) for name in OF_CUSTOMER)
    for row in Contact.objects.filter(customer=customer).values_list(*OF_CONTACT):
        yield from row


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry of the audit trail says of columns; who did it and when it says by itself."""
    return {name: value for name, value in values.items() if not name.endswith(("_at", "_by", "_since"))}
