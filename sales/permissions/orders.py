"""May this person do this to this order or complaint? On loaded rows (`customer__owner__team`)."""

from typing import Any

from core.capabilities import Can
from customers.models import Customer
from customers.permissions import can_edit_customer, leads_owner
from sales.domain import orders as rules
from sales.models import Complaint, Order


def can_sell_to(user: Any, customer: Customer) -> bool:
    """Whether this customer's orders and complaints are this person's to write: as with everything of the customer."""
    return bool(user.can(Can.WORK_WITH_CUSTOMERS)) and can_edit_customer(user, customer)


def can_work_on(user: Any, order: Order) -> bool:
    """Owner, stand-in, the team's manager, with whom the customer is shared to act on; the boss reads."""
    return can_sell_to(user, order.customer)


def can_amend(user: Any, order: Order) -> bool:
    """The contract can be changed until the goods have left."""
    return order.state in rules.BEFORE_SHIPMENT and can_work_on(user, order)


def can_discard(user: Any, order: Order) -> bool:
    """A draft can be thrown away; what was confirmed once never is."""
    return order.state == rules.DRAFT and can_work_on(user, order)


def can_judge_result(user: Any, order: Order) -> bool:
    """Whose result it is, and the reward, say the team's manager and the boss (S93): nobody for a share of their own."""
    return bool(user.can(Can.REASSIGN)) and (bool(user.is_boss) or leads_owner(user, order.customer))


def can_work_on_complaint(user: Any, complaint: Complaint) -> bool:
    """As with the customer's orders."""
    return can_sell_to(user, complaint.customer)
