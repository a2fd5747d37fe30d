"""May this person do this to this inquiry? On loaded rows; what one sees at all is `visible_to`."""

from typing import Any

from accounts.models import User
from accounts.scoping import scope_of
from core.capabilities import Can
from inquiries.models import BuyerMessage, Inquiry


def can_act(user: User, inquiry: Inquiry) -> bool:
    """Answer, grade, close: the owner, their stand-in, the team's manager. The boss reads (permissions.md)."""
    if not user.can(Can.WORK_WITH_CUSTOMERS):
        return False
    if not user.is_boss:
        return scope_of(user).covers(inquiry.owner_id)
    return inquiry.owner_id == user.pk or (user.is_manager and _leads(user, inquiry))


def _leads(user: User, inquiry: Inquiry) -> bool:
    team = inquiry.owner.team if inquiry.owner else None
    return inquiry.owner_id is None or (team is not None and team.manager_id == user.pk)


def can_assign(user: User, inquiry: Inquiry) -> bool:
    """Give it to somebody: managers and the boss; what nobody holds also the assistant."""
    if inquiry.owner_id is None and user.can(Can.SEE_UNASSIGNED):
        return True
    return user.can(Can.REASSIGN) and scope_of(user).covers(inquiry.owner_id)


def can_explain(user: User, message: BuyerMessage) -> bool:
    """Give the reason for a late reply: the one responsible, else who may act on the inquiry."""
    if message.responsible_id is not None:
        return message.responsible_id == user.pk
    return can_act(user, message.inquiry)


def can_judge(user: User, message: BuyerMessage) -> bool:
    """Accept or refuse such a reason: who leads the people it is about."""
    return user.can(Can.JUDGE_EXCEPTIONS) and scope_of(user).covers(message.inquiry.owner_id)


def can_attach(user: User, inquiry: Any) -> bool:
    """Add a file: who may act."""
    return can_act(user, inquiry)
