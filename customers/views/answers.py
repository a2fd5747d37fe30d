"""From an id to a customer, and the answers that several views give."""

from django.utils import timezone

from accounts.access import Request, get_visible_or_404, note_read
from core.ui.answers import go_to, next_url, show_errors
from customers.models import Contact, Customer
from customers.page_columns import page_columns
from customers.selectors.sharing import is_shared

READS = ("GET", "HEAD")


def get_customer(request: Request, pk: int, *, is_noted: bool = True) -> Customer:
    """Return a customer that the person may see, with its owner and team; else 404.

    Reading it is noted, for it is some page, dialog or fragment of it that is shown; not where the caller records more
    than that (`is_noted`).
    """
    rows = Customer.objects.current().select_related("owner__team")
    customer = get_visible_or_404(rows, request.user, pk)
    if is_noted:
        _note(request, customer)
    return customer


def _note(request: Request, customer: Customer) -> None:
    if request.method in READS:
        note_read("customers.read", user=request.user, record=customer, at=timezone.now())


def get_customer_or_survivor(request: Request, pk: int) -> Customer:
    """Return the customer, or the one that it was merged into: whichever there is and the person may see; else 404."""
    rows = (
        Customer.objects.current()
        .select_related("owner__team", "pool_warning")
        .annotate(is_shared=is_shared(), **page_columns())
    )
    seen = rows.visible_to(request.user)
    customer = (
        seen.filter(pk=pk).first()
        or seen.filter(merged__pk=pk).first()
        or get_visible_or_404(rows, request.user, pk)
    )
    _note(request, customer)
    return customer


def get_contact(request: Request, pk: int, *, is_noted: bool = True) -> Contact:
    """Return a contact of a customer that the person may see; else 404. Noted as `get_customer` is."""
    rows = Contact.objects.filter(customer__merged_into=None).select_related("customer__owner__team")
    contact = get_visible_or_404(rows, request.user, pk)
    if is_noted:
        _note(request, contact.customer)
    return contact


__all__ = ["get_contact", "get_customer", "get_customer_or_survivor", "go_to", "next_url", "show_errors"]
