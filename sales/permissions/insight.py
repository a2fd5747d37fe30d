"""May this person do this to this sheet or this competitor's price? On loaded rows (`customer__owner__team`)."""

from typing import Any

from core.capabilities import Can
from customers.models import Customer
from customers.permissions import can_edit_customer, can_read_private
from sales.models import CompetitorPrice, MarketNote, Negotiation


def can_begin_negotiation(user: Any, customer: Customer) -> bool:
    """Owner and the team's manager write sheets; a stand-in and a collaborator know of none, the boss reads."""
    return can_read_private(user, customer) and can_edit_customer(user, customer)


def can_change_negotiation(user: Any, sheet: Negotiation) -> bool:
    """As for beginning one."""
    return can_begin_negotiation(user, sheet.customer)


def can_tell_price_of(user: Any, customer: Customer) -> bool:
    """Who may write to a customer notes what it said that others ask."""
    return bool(user.can(Can.WORK_WITH_CUSTOMERS)) and can_edit_customer(user, customer)


def can_edit_competitor_price(user: Any, row: CompetitorPrice) -> bool:
    """Of a customer's who may write to it; of nobody's its author, and who keeps the catalogue's prices."""
    if row.customer is not None:
        return can_tell_price_of(user, row.customer)
    return row.created_by_id == user.pk or bool(user.can(Can.WRITE_CATALOGUE))


def can_withdraw_market_note(user: Any, note: MarketNote) -> bool:
    """Who wrote it, and who keeps the markets."""
    is_concerned = note.by_id == user.pk or user.can(Can.KEEP_MARKETS)
    return bool(user.can(Can.WORK_WITH_CUSTOMERS)) and bool(is_concerned)
