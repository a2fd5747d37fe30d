"""Complaints: raised, worked on in the four steps of S182, closed, opened again."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Customer, TimelineEntry
from customers.services import lock_current
from customers.timeline import add_entry
from sales.domain import complaints as rules
from sales.models import Complaint, ComplaintState, Order
from sales.permissions.orders import can_sell_to, can_work_on_complaint
from sales.services.order_errors import OrderRefused, StaleOrder


@dataclass(frozen=True)
class ComplaintValues:
    """What the buyer says, and the four steps."""

    subject: str
    raised_on: date
    order: Order | None = None
    text: str = ""
    claimed: Decimal | None = None
    currency: str = ""
    due_on: date | None = None
    plan: str = ""
    done: str = ""
    checked: str = ""
    improved: str = ""


@transaction.atomic
def raise_complaint(
    *, actor: User, customer: Customer, values: ComplaintValues, at: datetime, form_token: str = ""
) -> Complaint:
    """Write down what a buyer complains of. Raises OrderRefused, PermissionDenied, AlreadySubmitted."""
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    buyer = lock_current(customer)
    if not can_sell_to(actor, buyer):
        raise PermissionDenied
    _check(buyer.pk, values, at)
    row = Complaint(customer=buyer, created_at=at, created_by=actor)
    _take(row, values)
    row.save()
    audit.record(
        "sales.complaint_raised", actor=actor, at=at, target=row, changes={"subject": ("", row.subject)}
    )
    _note(row, actor, "complaint", at)
    if claim:
        finish_form(claim, row.get_absolute_url())
    return row


@transaction.atomic
def work_on_complaint(
    *, actor: User, complaint: Complaint, values: ComplaintValues, version: int, at: datetime
) -> Complaint:
    """Write on. Raises StaleOrder when it is no longer at `version`, OrderRefused (`closed`: open it first), PermissionDenied."""
    row = _lock(actor, complaint)
    if row.version != version:
        raise StaleOrder(row)
    if row.state == ComplaintState.CLOSED:
        raise OrderRefused("", "closed")
    _check(row.customer_id, values, at)
    before = _plain(row)
    _take(row, values)
    changes = audit.changes_between(before, _plain(row))
    if not changes:
        return row
    row.version += 1
    row.save()
    audit.record("sales.complaint_changed", actor=actor, at=at, target=row, changes=changes)
    return row


@transaction.atomic
def close_complaint(*, actor: User, complaint: Complaint, at: datetime) -> Complaint:
    """Close it once all four steps are written; a second time changes nothing. Raises OrderRefused (`not_four`)."""
    row = _lock(actor, complaint)
    if row.state == ComplaintState.CLOSED:
        return row
    if not rules.can_close(plan=row.plan, done=row.done, checked=row.checked, improved=row.improved):
        raise OrderRefused("", "not_four")
    return _set_closed(row, actor, at, is_closed=True)


@transaction.atomic
def reopen_complaint(*, actor: User, complaint: Complaint, at: datetime) -> Complaint:
    """Open it again: the buyer is not content. One that is open changes nothing."""
    row = _lock(actor, complaint)
    return _set_closed(row, actor, at, is_closed=False) if row.state == ComplaintState.CLOSED else row


def _set_closed(row: Complaint, actor: User, at: datetime, *, is_closed: bool) -> Complaint:
    before = row.state
    row.closed_at, row.closed_by = (at, actor) if is_closed else (None, None)
    row.state, row.version = _state_of(row), row.version + 1
    row.save(update_fields=["state", "closed_at", "closed_by", "version"])
    audit.record(
        "sales.complaint_closed" if is_closed else "sales.complaint_reopened",
        actor=actor, at=at, target=row, changes={"state": (before, row.state)},
    )  # fmt: skip
    _note(row, actor, "complaint_closed" if is_closed else "complaint_reopened", at)
    return row


def _lock(actor: User, complaint: Complaint) -> Complaint:
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("customer__owner__team", "order")
    row = rows.get(pk=complaint.pk)
    if not can_work_on_complaint(actor, row):
        raise PermissionDenied
    return row


def _take(row: Complaint, values: ComplaintValues) -> None:
    for name, value in vars(values).items():
        setattr(row, name, value)
    row.currency = values.currency if values.claimed is not None else ""
    row.state = _state_of(row)


def _state_of(row: Complaint) -> ComplaintState:
    return ComplaintState(
        rules.state_of(
            plan=row.plan, done=row.done, checked=row.checked, improved=row.improved, is_closed=row.closed_at is not None
        )
    )  # fmt: skip


def _plain(row: Complaint) -> dict[str, Any]:
    names = [name for name in ComplaintValues.__dataclass_fields__ if name != "order"]
    return {**{name: getattr(row, name) for name in (*names, "state")}, "order": row.order_id}


def _check(customer_id: int, values: ComplaintValues, at: datetime) -> None:
    if not values.subject.strip():
        raise OrderRefused("subject", "no_reason")
    if values.raised_on > current_calendar().day_of(at):
        raise OrderRefused("raised_on", "in_future")
    if values.order is not None and values.order.customer_id != customer_id:
        raise OrderRefused("order", "foreign_order")


def _note(row: Complaint, actor: Any, event: str, at: datetime) -> None:
    add_entry(
        customer=row.customer, kind=TimelineEntry.Kind.ORDER, at=at, actor=actor, text=row.subject,
        values={"event": event}, ref=row,
    )  # fmt: skip
