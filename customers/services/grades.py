"""Grades: one current, a history, and nobody's changes silently (rules.md §2)."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of
from core import audit, notices
from core.events import publish
from customers import timeline
from customers.events import CustomerGraded
from customers.models import Customer, Grade, GradeChange, TimelineEntry
from customers.permissions import can_grade_customer
from customers.services.customers import lock_customer
from customers.text import clean_line, too_long

REASON_LENGTH = 200


@transaction.atomic
def change_grade(*, actor: User, customer: Customer, grade: str, reason: str, at: datetime) -> Customer:
    """Give the customer another grade, with its reason; the manager (else the boss) is told of an A that falls.

    The same grade confirms it: `graded_at` moves on, nothing else. Raises ValidationError (fields `grade`, `reason`)
    and PermissionDenied.
    """
    reason = clean_reason(reason)
    if grade not in Grade.values:
        raise ValidationError({"grade": _("Not one of the choices.")})
    row = lock_customer(customer)
    if not can_grade_customer(actor, row):
        raise PermissionDenied
    before, row.grade, row.graded_at = row.grade, grade, at
    if before != grade and not reason:
        raise ValidationError({"reason": _("Write why the grade changes.")})
    row.save(update_fields=["grade", "graded_at"])
    audit.record(
        "customers.graded",
        actor=actor,
        at=at,
        target=row,
        changes={"grade": (before, grade), "reason": ("", reason)},
    )
    if before != grade:
        _record_change(actor, row, before, reason, at)
    return row


@transaction.atomic
def grade_customers(
    *, actor: User, customers: Sequence[Customer], grade: str, reason: str, at: datetime
) -> int:
    """Give all of `customers` the grade, or none: PermissionDenied if one is not the actor's to grade.

    Returns how many changed.
    """
    if not all(can_grade_customer(actor, customer) for customer in customers):
        raise PermissionDenied
    others = sorted((customer for customer in customers if customer.grade != grade), key=lambda row: row.pk)
    for customer in others:
        change_grade(actor=actor, customer=customer, grade=grade, reason=reason, at=at)
    return len(others)


def clean_reason(reason: str) -> str:
    """Return the reason as one clean line. Raises ValidationError (field `reason`) when it is too long."""
    cleaned = clean_line(reason)
    if len(cleaned) > REASON_LENGTH:
        raise ValidationError({"reason": too_long(REASON_LENGTH, len(cleaned))})
    return cleaned


def _record_change(actor: User, row: Customer, before: str, reason: str, at: datetime) -> None:
    change = GradeChange.objects.create(
        customer=row, before=before, after=row.grade, reason=reason, by=actor, at=at
    )
    timeline.add_entry(
        customer=row,
        kind=TimelineEntry.Kind.GRADE,
        at=at,
        actor=actor,
        text=reason,
        values={"before": before, "after": row.grade},
        ref=change,
    )
    if before == Grade.A:
        _tell_manager(actor, row, reason, change, at)
    publish(CustomerGraded(customer_id=row.pk, before=before, after=row.grade, at=at))


def _tell_manager(actor: User, row: Customer, reason: str, change: GradeChange, at: datetime) -> None:
    notices.notify(
        leaders_of([row.owner])[row.owner_id] - {actor.pk},
        key=f"downgrade:{change.pk}",
        message=gettext_noop("%(customer)s is no longer an A customer but %(grade)s: %(reason)s"),
        values={"customer": str(row), "grade": row.grade, "reason": reason},
        url=row.get_absolute_url(),
        at=at,
    )
