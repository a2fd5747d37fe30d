"""What this app does when a lower one says something: in the same transaction."""

from core.events import subscribe
from customers.events import ContactErased, CustomersMerged, CustomersUnmerged
from sales.services.sample_moving import move_samples, settle_samples
from sales.services.visits import erase_visitor

# ── samples and proofs ──────────────────────────────────────────────────────


@subscribe(CustomersMerged)
def move_samples_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so are its samples, proofs, visits and requests."""
    move_samples(merge_id=event.merge_id, survivor_id=event.survivor_id, merged_id=event.merged_id)


@subscribe(CustomersUnmerged)
def settle_samples_of_unmerged(event: CustomersUnmerged) -> None:
    """Two again: each has its own."""
    settle_samples(merged_id=event.merged_id)


@subscribe(ContactErased)
def forget_visitors(event: ContactErased) -> None:
    """Who came to see the factory is named beside the contact, too."""
    erase_visitor(customer_id=event.customer_id, name=event.name)
