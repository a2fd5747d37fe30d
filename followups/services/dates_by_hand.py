"""The next date set by hand: earlier freely, later with a reason that a manager judges (rules.md §4, N14)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit
from customers.models import Customer, TimelineEntry
from customers.services import lock_current
from customers.timeline import add_entry
from followups.domain.intervals import latest_due
from followups.models import DateByHand, FollowUp
from followups.permissions import can_log
from followups.selectors.due_inputs import read_customer_inputs, rules_at
from followups.services.due_dates import compute_due, recompute_one
from followups.services.refusals import LaterNeedsReason, Refused


@transaction.atomic
def set_due_by_hand(
    *, actor: Any, customer: Customer, due_on: date, reason: str = "", at: datetime
) -> Customer:
    """Set the customer's next date. Returns the customer with its new date.

    The computed date itself takes a date by hand back. Raises Refused for a day that has passed or lies
    more than two years ahead, LaterNeedsReason for one later than the rules say without a reason.
    """
    locked = (
        Customer.objects.select_for_update(of=("self",)).select_related("owner__team").get(pk=customer.pk)
    )
    if not can_log(actor, locked, at):  # given to somebody else since the page was opened (trust.md C4)
        raise PermissionDenied
    write_date_by_hand(actor=actor, customer=locked, due_on=due_on, reason=reason, at=at)
    return locked


def write_date_by_hand(
    *,
    actor: Any,
    customer: Customer,
    due_on: date,
    reason: str,
    at: datetime,
    set_with: FollowUp | None = None,
) -> None:
    """As `set_due_by_hand`, for a customer whose row the caller has locked."""
    rules = rules_at(at)
    if due_on < rules.today:
        raise Refused("due_on", "due_in_past")
    if due_on > latest_due(rules.today):
        raise Refused("due_on", "due_too_far")
    computed = compute_due(read_customer_inputs(customer, rules), rules)
    computed_on = computed.on if computed else None
    is_later = computed_on is not None and due_on > computed_on
    if computed_on and is_later and not reason.strip():
        raise LaterNeedsReason(computed_on)
    before = customer.next_due_on
    is_by_hand = due_on != computed_on
    customer.manual_due_on = due_on if is_by_hand else None
    customer.manual_due_reason = reason.strip()[:200] if is_later else ""
    customer.manual_due_accepted = None
    if is_by_hand:
        DateByHand.objects.create(
            customer=customer, computed_on=computed_on, due_on=due_on, reason=reason.strip()[:200], is_later=is_later,
            set_by=actor, set_at=at, set_with=set_with,
        )  # fmt: skip
    by_hand = ("manual_due_on", "manual_due_reason", "manual_due_accepted")
    recompute_one(customer, at=at, changed=by_hand)
    if customer.next_due_on != before or is_by_hand:
        _tell(actor, customer, before, reason, at)


def _tell(actor: Any, customer: Customer, before: date | None, reason: str, at: datetime) -> None:
    after = customer.next_due_on
    changes = {"next_due_on": (before, after), "reason": ("", reason.strip())}
    audit.record("followups.due_set_by_hand", actor=actor, at=at, target=customer, changes=changes)
    add_entry(
        customer=customer, kind=TimelineEntry.Kind.DUE, at=at, actor=actor, text=reason.strip(),
        values={"before": before.isoformat() if before else "", "after": after.isoformat() if after else ""},
    )  # fmt: skip


@transaction.atomic
def judge_due_by_hand(*, actor: Any, date_by_hand: DateByHand, is_accepted: bool, at: datetime) -> DateByHand:
    """Accept or refuse the reason of a later date: accepted, it counts as kept (N14). Raises Refused the second time."""
    lock_current(date_by_hand.customer)  # before its dates, as a merge does
    row = DateByHand.objects.select_for_update().get(pk=date_by_hand.pk)
    if not row.is_later or row.is_accepted is not None:
        raise Refused("is_accepted", "already_judged")
    row.is_accepted, row.judged_by, row.judged_at = is_accepted, actor, at
    row.save(update_fields=["is_accepted", "judged_by", "judged_at"])
    Customer.objects.filter(pk=row.customer_id, manual_due_on=row.due_on).update(
        manual_due_accepted=is_accepted
    )
    audit.record(
        "followups.due_by_hand_judged",
        actor=actor,
        at=at,
        target=row.customer,
        changes={"accepted": (None, is_accepted)},
    )
    return row
