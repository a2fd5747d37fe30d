"""May this person do this to this quote? On rows loaded with `owner__team` and `customer__owner__team`."""

from accounts.models import User
from accounts.scoping import leads
from core.capabilities import Can
from customers.models import Customer
from customers.permissions import can_edit_customer
from sales.domain.quote_states import may_approve
from sales.models import Quote


def can_work_on_quote(user: User, quote: Quote) -> bool:
    """Write, confirm, send: who may write to its customer. The boss reads (permissions.md)."""
    return can_quote(user, quote.customer)


def can_quote(user: User, customer: Customer) -> bool:
    """Begin a quote for this customer."""
    return user.can(Can.WORK_WITH_CUSTOMERS) and can_edit_customer(user, customer)


def can_approve_prices(user: User, quote: Quote) -> bool:
    """Let prices below the floor pass: the team's manager and the boss; nobody their own, where there is somebody else."""
    if not user.can(Can.APPROVE_PRICES):
        return False
    is_own = quote.owner_id == user.pk
    has_other_boss = not is_own or User.objects.active().filter(is_boss=True).exclude(pk=user.pk).exists()
    return may_approve(
        leads=leads(user, quote.owner), is_boss=user.is_boss, is_own=is_own, has_other_boss=has_other_boss
    )


def can_see_margins(user: User) -> bool:
    """Cost, floor price and margin; everybody else who quotes sees "below the floor" only."""
    return user.can(Can.SEE_FLOOR_PRICES)
