"""Short ways to say what the tests of this app need."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from customers.models import Customer
from followups.services import FollowUpValues, recompute_due, record_follow_up
from tests.factories import CustomerFactory, FollowUpFactory

SHANGHAI = timedelta(hours=8)


def shanghai(
    month: int, day: int, hour: int = 10, minute: int = 0, second: int = 0, year: int = 2026
) -> datetime:
    """That time on the company's clock."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - SHANGHAI


def nov(day: int) -> date:
    return date(2026, 11, day)


def make_customer(owner: Any, grade: str = "C", **values: Any) -> Customer:
    """A customer of `owner`, graded and entered long ago unless said otherwise."""
    values = {"created_at": shanghai(1, 5), "graded_at": shanghai(1, 5), "stage": "contacted"} | values
    return CustomerFactory(owner=owner, created_by=owner or values.pop("created_by"), grade=grade, **values)


def contact(customer: Customer, at: datetime, **values: Any) -> Any:
    """Record a contact at `at`, typed in at once."""
    values = {"text": "spoke", "channel": "phone"} | values
    return record_follow_up(actor=customer.owner, customer=customer, values=FollowUpValues(**values), at=at)


def had_contact(customer: Customer, at: datetime) -> Customer:
    """As `contact`, but only the rows: the past of a test."""
    FollowUpFactory(customer=customer, at=at)
    customer.last_contact_at = at
    customer.save()
    return customer


def due_of(customer: Customer) -> date | None:
    return Customer.objects.values_list("next_due_on", flat=True).get(pk=customer.pk)


def recompute(customer: Customer, at: datetime) -> date | None:
    recompute_due(customers=Customer.objects.filter(pk=customer.pk), at=at)
    return due_of(customer)
