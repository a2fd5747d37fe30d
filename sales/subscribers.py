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
from inquiries.events import ReplyTimeChanged
from sales.services.insight_merging import move_insight
from sales.services.order_merging import move_orders, settle_orders
from sales.services.quote_following import (
    erase_attention,
    give_quotes,
    leave_quotes,
    move_line,
    move_quotes,
    settle_quotes,
)
from sales.services.sample_moving import move_samples, settle_samples
from sales.services.visits import erase_visitor


# ── orders ──────────────────────────────────────────────────────────────────
@subscribe(CustomersMerged)
def move_orders_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so are its orders and complaints."""
    move_orders(merge_id=event.merge_id, survivor_id=event.survivor_id, merged_id=event.merged_id)


@subscribe(CustomersUnmerged)
def settle_orders_of_unmerged(event: CustomersUnmerged) -> None:
    """Two again: each has its own."""
    settle_orders(survivor_id=event.survivor_id, merged_id=event.merged_id)


# ── what is known of the buyer ───────────────────────────────────────────────
@subscribe(CustomersMerged)
def move_insight_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so are its sheets and what it told of others."""
    move_insight(merge_id=event.merge_id, survivor_id=event.survivor_id, merged_id=event.merged_id)


# ── quotes ──────────────────────────────────────────────────────────────────
@subscribe(CustomerOwnerChanged)
def hand_over_quotes(event: CustomerOwnerChanged) -> None:
    """A customer's quotes go with it."""
    give_quotes({event.customer_id: event.after_id})


@subscribe(CustomersPooled)
def leave_quotes_of_pooled(event: CustomersPooled) -> None:
    """So do those of customers that went to the pool."""
    leave_quotes(event.customer_ids)


@subscribe(CustomersHandedOver)
def hand_over_many_quotes(event: CustomersHandedOver) -> None:
    """The quotes of many customers go with them."""
    give_quotes(dict(zip(event.customer_ids, event.after_ids, strict=True)))


@subscribe(CustomersMerged)
def move_quotes_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so are its quotes."""
    move_quotes(merge_id=event.merge_id, survivor_id=event.survivor_id, merged_id=event.merged_id)


@subscribe(CustomersUnmerged)
def settle_quotes_of_unmerged(event: CustomersUnmerged) -> None:
    """Two again: each has its own."""
    settle_quotes(survivor_id=event.survivor_id, merged_id=event.merged_id)


@subscribe(ContactErased)
def forget_attention(event: ContactErased) -> None:
    """Papers to a person who was erased no longer name them."""
    erase_attention(contact_id=event.contact_id)


@subscribe(ReplyTimeChanged)
def move_quote_of_reply(event: ReplyTimeChanged) -> None:
    """A quote that answered an inquiry went out when that reply did."""
    move_line(reply_id=event.reply_id)


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
