"""May this person do this to this row? On loaded objects (permissions.md)."""

from datetime import datetime, timedelta
from typing import Any

from accounts.permissions import Can, can
from accounts.scoping import leads, scope_of
from customers.models import Customer
from customers.permissions import can_edit_customer
from followups.domain.help_requests import STEPS, Step
from followups.models import DateByHand, Explanation, FollowUp, HelpRequest, Task

UNDO_FOR = timedelta(minutes=5)


def can_log(user: Any, customer: Customer, at: datetime | None = None) -> bool:
    """Whether this customer's follow-ups and dates are this person's to write: owner, stand-in, the team's manager."""
    return can(user, Can.WORK_WITH_CUSTOMERS) and can_edit_customer(user, customer, at)


def can_correct(user: Any, follow_up: FollowUp) -> bool:
    """A record is corrected by its author, or by who leads the author's team; of a reply only the words are (N6)."""
    return follow_up.by_id == user.pk or leads(user, follow_up.by)


def can_undo(user: Any, follow_up: FollowUp, at: datetime) -> bool:
    """One's own fresh entry can be taken back, unless it stopped a reply clock."""
    is_fresh = at - follow_up.entered_at <= UNDO_FOR
    return follow_up.by_id == user.pk and is_fresh and follow_up.reply_id is None


def can_judge(user: Any, date_by_hand: DateByHand) -> bool:
    """A manager or the boss judges others' reasons; one's own only when there is no second pair of hands (§7).

    A customer of another team that is shared with a manager is not theirs to judge.
    """
    if date_by_hand.customer_id in scope_of(user).shared:
        return False
    return can(user, Can.JUDGE_EXCEPTIONS) and (date_by_hand.set_by_id != user.pk or user.is_boss)


def can_finish(user: Any, task: Task) -> bool:
    """A task is done by whom it is for, by who gave it, and by who leads the person's team."""
    return user.pk in {task.assignee_id, task.created_by_id} or leads(user, task.assignee)


def can_explain(user: Any, explanation: Explanation) -> bool:
    """A change of the contact person is explained by who may write to the customer and finish the task."""
    customer = explanation.task.customer
    return customer is not None and can_log(user, customer)


def can_answer_help(user: Any, request: HelpRequest) -> bool:
    """Answered by who was given it as the author's manager, and by the boss; nobody answers themselves (§7)."""
    if not can(user, Can.ASK_FOR_HELP) or request.author_id == user.pk:
        return False
    return bool(user.is_boss or (user.is_manager and request.manager_id == user.pk))


def can_write_help(user: Any, request: HelpRequest) -> bool:
    """The thread is written by its author and by who answers it."""
    return request.author_id == user.pk or can_answer_help(user, request)


def can_close_help(user: Any, request: HelpRequest) -> bool:
    """The author closes it whenever it is done with, who leads once it was answered."""
    if request.author_id == user.pk:
        return STEPS.allows(request.state, Step.WITHDRAW)
    return can_answer_help(user, request) and STEPS.allows(request.state, Step.SETTLE)
