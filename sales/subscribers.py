"""What this app does when a lower one says something."""

from core.events import subscribe
from customers.events import CustomersMerged, CustomersUnmerged
from sales.services.order_merging import move_orders, settle_orders


# ── orders ──────────────────────────────────────────────────────────────────
@subscribe(CustomersMerged)
def move_orders_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so are its orders and complaints."""
    move_orders(merge_id=event.merge_id, survivor_id=event.survivor_id, merged_id=event.merged_id)


@subscribe(CustomersUnmerged)
def settle_orders_of_unmerged(event: CustomersUnmerged) -> None:
    """Two again: each has its own."""
    settle_orders(survivor_id=event.survivor_id, merged_id=event.merged_id)
