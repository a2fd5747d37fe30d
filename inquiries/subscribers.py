"""What this app does when a lower one says something."""

from core.events import subscribe
from customers.events import (
    ContactErased,
    CustomerOwnerChanged,
    CustomersHandedOver,
    CustomersMerged,
    CustomersPooled,
    CustomersUnmerged,
)
from customers.models import Customer
from inquiries.services.assigning import follow_customer, follow_customers, leave_inquiries
from inquiries.services.erasing import erase_sender
from inquiries.services.merging import move_inquiries, settle_inquiries


@subscribe(CustomerOwnerChanged)
def hand_over_inquiries(event: CustomerOwnerChanged) -> None:
    """A customer's inquiries go with it."""
    follow_customer(Customer.objects.get(pk=event.customer_id), event.after_id)


@subscribe(CustomersPooled)
def leave_inquiries_of_pooled(event: CustomersPooled) -> None:
    """So do those of customers that went to the pool: all are closed."""
    leave_inquiries(event.customer_ids)


@subscribe(ContactErased)
def forget_senders(event: ContactErased) -> None:
    """Who sent an inquiry is named beside it, too."""
    erase_sender(contact_id=event.contact_id)


@subscribe(CustomersHandedOver)
def hand_over_many_inquiries(event: CustomersHandedOver) -> None:
    """The inquiries of many customers go with them."""
    owners = dict(zip(event.customer_ids, event.after_ids, strict=True))
    follow_customers(owners, by_id=event.by_id, at=event.at)


@subscribe(CustomersMerged)
def move_inquiries_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so are its inquiries."""
    move_inquiries(merge_id=event.merge_id, survivor_id=event.survivor_id, merged_id=event.merged_id)


@subscribe(CustomersUnmerged)
def settle_inquiries_of_unmerged(event: CustomersUnmerged) -> None:
    """Two again: each has its own."""
    settle_inquiries(survivor_id=event.survivor_id, merged_id=event.merged_id)
