"""Who answers an inquiry: by rule, in rotation under a row lock, or by hand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext, gettext_noop

from accounts.models import Absence, User
from accounts.scoping import responsible_for
from core import audit, notices
from core.events import publish
from core.notices import Notice
from core.work_days import current_calendar
from customers.models import Customer
from customers.services import change_owner
from inquiries import policies
from inquiries.domain import assignment
from inquiries.domain.assignment import Decision, Rule, Seat
from inquiries.events import InquiryAssigned
from inquiries.models import Assignment, AssignmentRule, Inquiry, RotationSeat, State
from inquiries.permissions import can_assign
from inquiries.services.clocks import lock_for


class NotAssignable(ValueError):
    """Only an active salesperson can hold inquiries."""


def choose_owner(*, country: str, words: Iterable[str], at: datetime) -> Decision | None:
    """Return who gets a buyer without an owner, by the company's rules; None leaves it to a person.

    Must run inside the transaction that writes the inquiry: the seats stay locked until it ends, so that two at once
    never count the same.
    """
    seats = _lock_seats()
    rules = [Rule(row.kind, row.value, row.user_id) for row in AssignmentRule.objects.order_by("pk")]
    people = {seat.user_id for seat in seats} | {rule.user_id for rule in rules}
    return assignment.decide(
        country=country,
        words=words,
        rules=rules,
        seats=seats,
        unavailable=_unavailable(people, at),
        policy=policies.assignment_policy(),
    )


def _lock_seats() -> list[Seat]:
    """Lock every seat, always in the same order, and read what its holder has now."""
    rows = list(RotationSeat.objects.select_for_update().order_by("user_id"))
    held = dict(
        Inquiry.objects.filter(state=State.OPEN, owner_id__in=[row.user_id for row in rows])
        .values_list("owner_id")
        .annotate(count=Count("pk"))
    )
    return [Seat(row.user_id, held.get(row.user_id, 0), row.last_assigned_at) for row in rows]


def _unavailable(people: set[int], at: datetime) -> frozenset[int]:
    """Of these people, who is frozen, no longer sells, or is absent on the company's day."""
    selling = User.objects.salespeople().filter(pk__in=people)
    away = (
        Absence.objects.on(current_calendar().day_of(at))
        .filter(user__in=people)
        .values_list("user_id", flat=True)
    )
    return frozenset(people - set(selling.values_list("pk", flat=True))) | frozenset(away)


@transaction.atomic
def assign_inquiry(*, actor: Any, inquiry: Inquiry, to: User, at: datetime, reason: str = "") -> Inquiry:
    """Give an inquiry to a salesperson by hand; its customer goes along, for a buyer has one owner (rules.md §6).

    Raises NotAssignable for somebody who cannot own customers. Assigning to who holds it already changes nothing.
    """
    if not User.objects.salespeople().filter(pk=to.pk).exists():
        raise NotAssignable
    inquiry = lock_for(actor, inquiry, can_assign)
    if inquiry.owner_id == to.pk:
        return inquiry
    before_id = inquiry.owner_id
    if inquiry.customer is not None and inquiry.customer.owner_id != to.pk:
        why = reason or gettext("Inquiry %(number)s") % {"number": inquiry.number}
        change_owner(actor=actor, customer=inquiry.customer, owner=to, reason=why, at=at, is_by_rule=True)
    give_to(inquiry, Decision(to.pk, assignment.MANUAL, reason), actor=actor, at=at, before_id=before_id)
    changes = {"owner": (before_id, to.pk), "reason": ("", reason)}
    audit.record("inquiries.assigned", actor=actor, at=at, target=inquiry, changes=changes)
    return inquiry


def give_to(
    inquiry: Inquiry, decision: Decision, *, actor: Any, at: datetime, before_id: int | None = None
) -> None:
    """Write a decision to a locked inquiry, and what `note_assignment` writes."""
    inquiry.owner_id = decision.user_id
    inquiry.version += 1
    inquiry.save(update_fields=("owner", "version"))
    note_assignment(inquiry, decision, actor=actor, at=at, before_id=before_id)


def note_assignment(
    inquiry: Inquiry, decision: Decision, *, actor: Any, at: datetime, before_id: int | None = None
) -> None:
    """Write what goes with an owner: log line, rotation seat, event, and a notice to who did not decide it themselves.

    `before_id` is who held it before, None for a new one.
    """
    Assignment.objects.create(
        inquiry=inquiry, to_id=decision.user_id, rule=decision.rule, reason=decision.reason, by=actor, at=at
    )
    if decision.rule in {assignment.ROTATION, assignment.REGION, assignment.PRODUCT}:
        RotationSeat.objects.filter(user_id=decision.user_id).update(last_assigned_at=at)
    publish(InquiryAssigned(inquiry.pk, before_id, decision.user_id, at))
    tell_whose(inquiry, by=actor, at=at)


def tell_whose(inquiry: Inquiry, *, by: Any, at: datetime) -> None:
    """Tell the owner that an inquiry waits for them, and who answers for them on that day (S35); each once per owner.

    Who decided it (`by`) knows it already.
    """
    if inquiry.owner_id is None:
        raise ValueError("An inquiry without an owner has nobody to tell.")
    is_own = by is not None and by.pk == inquiry.owner_id
    owner = by if is_own else User.objects.select_related("team__manager").get(pk=inquiry.owner_id)
    answering = responsible_for(owner, current_calendar().day_of(at))
    told = [(owner.pk, gettext_noop("New inquiry for you: %(number)s, %(sender)s"))]
    if answering is not None and answering != owner:
        message = gettext_noop("New inquiry for %(owner)s, for whom you answer: %(number)s, %(sender)s")
        told.append((answering.pk, message))
    sender = inquiry.sender or str(inquiry.customer or "")
    notices.notify_each(
        [
            Notice(
                [user_id], f"inquiry-{inquiry.pk}-given-{owner.pk}", message,
                {"number": inquiry.number, "sender": sender, "owner": owner.full_name},
                inquiry.get_absolute_url(), about=inquiry,
            )
            for user_id, message in told
            if by is None or user_id != by.pk
        ],
        at=at,
    )  # fmt: skip


def tell_managers(inquiry: Inquiry, *, at: datetime) -> None:
    """Tell those who assign that an inquiry waits for somebody."""
    managers = User.objects.active().filter(Q(is_manager=True) | Q(is_assistant=True))
    notices.notify(
        managers.values_list("pk", flat=True),
        key=f"inquiry-{inquiry.pk}-unassigned",
        message=gettext_noop("Inquiry %(number)s has nobody to answer it"),
        values={"number": inquiry.number},
        url="/inquiries/?tab=unassigned",
        at=at,
        is_urgent=True,
    )


def follow_customers(owners: Mapping[int, int], *, by_id: int, at: datetime) -> None:
    """Hand the inquiries of many customers to their new owners (by customer's id), the open ones with a line in the log."""
    rows = list(Inquiry.objects.open().filter(customer__in=owners).order_by("pk").only("customer", "owner"))
    to = {row.pk: owners[row.customer_id] for row in rows if row.customer_id is not None}
    note_handed_over([row for row in rows if row.owner_id != to[row.pk]], to, by_id=by_id, at=at)
    customers_of: dict[int, list[int]] = defaultdict(list)
    for customer_id, owner_id in owners.items():
        customers_of[owner_id].append(customer_id)
    for owner_id, ids in sorted(customers_of.items()):
        Inquiry.objects.filter(customer__in=ids).exclude(owner=owner_id).update(owner=owner_id)


def note_handed_over(
    inquiries: Iterable[Inquiry], to: Mapping[int, int], *, by_id: int, at: datetime
) -> None:
    """Write to the log that these inquiries go to others (by inquiry's id) in a handover, in one statement."""
    Assignment.objects.bulk_create(
        Assignment(inquiry=row, to_id=to[row.pk], rule=Assignment.Rule.HANDOVER, by_id=by_id, at=at)
        for row in inquiries
    )


def follow_customer(customer: Customer, owner_id: int | None) -> None:
    """Hand a customer's inquiries to its new owner: they are the customer's (models.Inquiry)."""
    customer.inquiries.exclude(owner_id=owner_id).update(owner_id=owner_id)


def leave_inquiries(customer_ids: Collection[int]) -> None:
    """The inquiries of customers that are nobody's are nobody's."""
    Inquiry.objects.filter(customer__in=customer_ids, owner__isnull=False).update(owner=None)
