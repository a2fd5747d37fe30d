"""What this app does when a lower one says something."""

from core.events import subscribe
from customers.events import CustomerOwnerChanged, CustomersMerged, CustomersPooled, CustomersUnmerged
from customers.models import Customer
from inquiries.services.assigning import follow_customer, leave_inquiries
from inquiries.services.merging import move_inquiries, settle_inquiries


@subscribe(CustomerOwnerChanged)
def hand_over_inquiries(event: CustomerOwnerChanged) -> None:
    """A customer's inquiries go with it."""
    follow_customer(Customer.objects.get(pk=event.customer_id), event.after_id)


@subscribe(CustomersPooled)
def leave_inquiries_of_pooled(event: CustomersPooled) -> None:
    """So do those of customers that went to the pool: all are closed."""
    leave_inquiries(event.customer_ids)


@subscribe(CustomersMerged)
def move_inquiries_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so are its inquiries."""
    move_inquiries(merge_id=event.merge_id, survivor_id=event.survivor_id, merged_id=event.merged_id)


@subscribe(CustomersUnmerged)
def settle_inquiries_of_unmerged(event: CustomersUnmerged) -> None:
    """Two again: each has its own."""
    settle_inquiries(survivor_id=event.survivor_id, merged_id=event.merged_id)
