"""The clocks of an inquiry, worked out anew from its messages and replies; and what the customer's row says of it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min

from accounts.models import User
from core.work_days import current_calendar
from customers.models import Customer
from inquiries import policies
from inquiries.domain.reply_clock import ReplyClock, clock_state, find_answer, start_clock
from inquiries.models import BuyerMessage, Channel, Inquiry, Reply, State
from inquiries.permissions import can_act
from inquiries.selectors.responsible import responsible_of

CLOCK_FIELDS = ("target_at", "due_soon_at", "limit_at", "announced_at")


def lock_inquiry(inquiry: Inquiry) -> Inquiry:
    """Return the inquiry locked, its customer's row before it: the order in which every service locks.

    A merge may have given it to another customer meanwhile: then that one is locked.
    """
    if inquiry.customer_id:
        Customer.objects.select_for_update().get(pk=inquiry.customer_id)
    locked = (
        Inquiry.objects.select_for_update(of=("self",))
        .select_related("customer", "owner__team")
        .get(pk=inquiry.pk)
    )
    return locked if locked.customer_id == inquiry.customer_id else lock_inquiry(locked)


def lock_for(actor: User, inquiry: Inquiry, may: Callable[[User, Inquiry], bool] = can_act) -> Inquiry:
    """Return the inquiry locked, for `actor` to change. Raises PermissionDenied when it is no longer theirs to.

    Between the page's own check and the lock it may have been given to somebody else (trust.md C4).
    """
    locked = lock_inquiry(inquiry)
    if not may(actor, locked):
        raise PermissionDenied
    return locked


def new_clock(received_at: datetime, channel: str) -> ReplyClock:
    """Start the clock of a message that arrived at `received_at`, by the company's calendar and limits."""
    is_fax = channel == Channel.FAX
    return start_clock(
        received_at, is_fax=is_fax, policy=policies.reply_policy(), calendar=current_calendar()
    )


def clock_values(clock: ReplyClock) -> dict[str, datetime]:
    """Return the clock as the fields of a message."""
    return {name: getattr(clock, name) for name in CLOCK_FIELDS}


def settle_clocks(inquiry: Inquiry) -> None:
    """Decide which messages are answered, and write what still runs to the inquiry.

    A reply answers every message of its inquiry that came before it (N6); a fax only by fax, unless a reason for
    the other channel stands at it. An invalid inquiry has no running clock. `inquiry` must be locked.
    """
    messages = list(inquiry.messages.all())
    replies = list(inquiry.replies.all())
    _write_answers([message for message in messages if _settle(message, replies)])
    running = [message for message in messages if message.answered_at is None]
    write_running(inquiry, () if inquiry.state == State.INVALID else running)


def write_running(inquiry: Inquiry, running: Iterable[BuyerMessage]) -> None:
    """Write the earliest target, warning, limit and announcement of the running clocks; None when nothing runs."""
    rows = list(running)
    for name in CLOCK_FIELDS:
        setattr(inquiry, name, min((getattr(message, name) for message in rows), default=None))
    inquiry.save(update_fields=CLOCK_FIELDS)


def _settle(message: BuyerMessage, replies: list[Reply]) -> bool:
    """Work out whether and how the message is answered; return whether that is news."""
    fitting = [reply.replied_at for reply in replies if _answers(reply, message)]
    answered_at = find_answer(message.received_at, fitting)
    outcome = clock_state(message.clock, at=answered_at, answered_at=answered_at).value if answered_at else ""
    is_news = (answered_at, outcome) != (message.answered_at, message.outcome)
    message.answered_at, message.outcome = answered_at, outcome
    return is_news


def _write_answers(messages: list[BuyerMessage]) -> None:
    """Write how these are answered now, and who answers for it: known once a clock was met or ran out (N9)."""
    stopped = [message for message in messages if message.answered_at or message.escalated_at]
    responsible = responsible_of(stopped) if stopped else {}
    for message in messages:
        message.responsible = responsible.get(message.pk)
        message.save(update_fields=("answered_at", "outcome", "responsible"))


def _answers(reply: Reply, message: BuyerMessage) -> bool:
    return not message.is_fax or reply.channel == Channel.FAX or bool(message.other_channel_reason)


def count_open_inquiries(customer: Customer | None) -> None:
    """Keep the customer's number of open inquiries and the first one's day of arrival (N10: its 15 days)."""
    if customer is None:
        return
    found = customer.inquiries.filter(state=State.OPEN).aggregate(
        count=Count("pk"), first_on=Min("received_on")
    )
    customer.open_inquiries, customer.open_inquiry_on = found["count"], found["first_on"]
    Customer.objects.filter(pk=customer.pk).update(
        open_inquiries=found["count"], open_inquiry_on=found["first_on"]
    )
