"""What this app does when a lower one says something."""

from core.events import subscribe
from customers.events import CustomerOwnerChanged
from customers.models import Customer
from inquiries.services.assigning import follow_customer


@subscribe(CustomerOwnerChanged)
def hand_over_inquiries(event: CustomerOwnerChanged) -> None:
    """A customer's inquiries go with it."""
    follow_customer(Customer.objects.get(pk=event.customer_id), event.after_id)
