"""Customers as they are now, locked until the transaction ends."""

from collections.abc import Iterable

from customers.models import Customer


def lock_customer(customer: Customer) -> Customer:
    """Return the row as it is now, locked until the transaction ends."""
    rows = Customer.objects.select_for_update(of=("self",)).select_related("owner__team")
    return rows.get(pk=customer.pk)


def lock_current(customer: Customer) -> Customer:
    """Like `lock_customer`; of one that was merged away meanwhile the one that it is part of now (rules.md §5)."""
    row = lock_customer(customer)
    while row.merged_into is not None:
        row = lock_customer(row.merged_into)
    return row


def lock_customers(customers: Iterable[Customer]) -> list[Customer]:
    """Return the rows as they are now, locked until the transaction ends, in one order for all writers."""
    rows = Customer.objects.select_for_update(of=("self",)).select_related("owner__team")
    return list(rows.filter(pk__in=[customer.pk for customer in customers]).order_by("pk"))
