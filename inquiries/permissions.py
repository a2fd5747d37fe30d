"""May this person do this to this inquiry? On loaded rows (`owner__team`); what one sees at all is `visible_to`."""

from accounts.models import User
from accounts.scoping import leads, scope_of
from core.capabilities import Can
from inquiries.models import BuyerMessage, Inquiry


def can_act(user: User, inquiry: Inquiry) -> bool:
    """Answer, grade, close: the owner, their stand-in, the team's manager, with whom the customer is shared to act on.

    The boss reads (permissions.md).
    """
    if not user.can(Can.WORK_WITH_CUSTOMERS):
        return False
    is_own = inquiry.owner_id == user.pk
    scope = scope_of(user)
    is_in_charge = inquiry.owner_id is not None and inquiry.owner_id in scope.people
    is_shared = inquiry.customer_id is not None and inquiry.customer_id in scope.acts_on
    return is_own or is_in_charge or is_shared or leads(user, inquiry.owner)


def can_assign(user: User, inquiry: Inquiry) -> bool:
    """Give it to somebody: the team's manager and the boss; what nobody holds also the assistant."""
    if inquiry.owner_id is None and user.can(Can.SEE_UNASSIGNED):
        return True
    return user.can(Can.REASSIGN) and _leads_owner(user, inquiry)


def can_explain(user: User, message: BuyerMessage) -> bool:
    """Give the reason for a late reply: the one responsible, else who may act on the inquiry."""
    if message.responsible_id is not None:
        return message.responsible_id == user.pk
    return can_act(user, message.inquiry)


def can_judge(user: User, message: BuyerMessage) -> bool:
    """Accept or refuse such a reason: the team's manager and the boss, and nobody judges their own delay.

    Only the boss's own finds no second pair of hands (rules.md §7).
    """
    is_own = (message.responsible_id or message.inquiry.owner_id) == user.pk
    if is_own and not user.is_boss:
        return False
    return user.can(Can.JUDGE_EXCEPTIONS) and _leads_owner(user, message.inquiry)


def _leads_owner(user: User, inquiry: Inquiry) -> bool:
    """Standing in for the owner is not leading them: a stand-in reads and acts."""
    return user.is_boss or leads(user, inquiry.owner)
