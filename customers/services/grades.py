"""Grades: one current, a history, and nobody's changes silently (rules.md §2)."""

from collections.abc import Collection, Iterable, Sequence
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
from customers.events import CustomersGraded
from customers.models import Customer, Grade, GradeChange, TimelineEntry
from customers.permissions import can_grade_customer
from customers.services.locking import lock_customer, lock_customers
from customers.text import clean_line, too_long

REASON_LENGTH = 200


@transaction.atomic
def change_grade(*, actor: User, customer: Customer, grade: str, reason: str, at: datetime) -> Customer:
    """Give the customer another grade, with its reason; the manager (else the boss) is told of an A that falls.

    The same grade confirms it: `graded_at` moves on, nothing else. Raises ValidationError (fields `grade`, `reason`)
    and PermissionDenied.
    """
    reason = clean_reason(reason)
    _check_grade(grade)
    row = lock_customer(customer)
    if not can_grade_customer(actor, row):
        raise PermissionDenied
    if row.grade == grade:
        _confirm(actor, row, reason, at)
    else:
        _regrade(actor, [row], grade, reason, at)
    return row


@transaction.atomic
def grade_customers(
    *, actor: User, customers: Sequence[Customer], grade: str, reason: str, at: datetime
) -> int:
    """Give all of `customers` the grade, or none: PermissionDenied if one is not the actor's to grade.

    Returns how many changed. The number of statements does not depend on how many there are.
    """
    reason = clean_reason(reason)
    _check_grade(grade)
    rows = lock_customers(customers)
    if not all(can_grade_customer(actor, row) for row in rows):
        raise PermissionDenied
    others = [row for row in rows if row.grade != grade]
    if others:
        _regrade(actor, others, grade, reason, at)
    return len(others)


def _check_grade(grade: str) -> None:
    if grade not in Grade.values:
        raise ValidationError({"grade": _("Not one of the choices.")})


def clean_reason(reason: str) -> str:
    """Return the reason as one clean line. Raises ValidationError (field `reason`) when it is too long."""
    cleaned = clean_line(reason)
    if len(cleaned) > REASON_LENGTH:
        raise ValidationError({"reason": too_long(REASON_LENGTH, len(cleaned))})
    return cleaned


def _confirm(actor: User, row: Customer, reason: str, at: datetime) -> None:
    row.graded_at = at
    row.save(update_fields=["graded_at"])
    _audit(actor, [(row, row.grade)], reason, at)


def _regrade(actor: User, rows: Sequence[Customer], grade: str, reason: str, at: datetime) -> None:
    if not reason:
        raise ValidationError({"reason": _("Write why the grade changes.")})
    graded = [(row, row.grade) for row in rows]
    for row in rows:
        row.grade, row.graded_at = grade, at
    Customer.objects.filter(pk__in=[row.pk for row in rows]).update(grade=grade, graded_at=at)
    changes = GradeChange.objects.bulk_create(
        GradeChange(customer=row, before=before, after=grade, reason=reason, by=actor, at=at)
        for row, before in graded
    )
    timeline.add_entries(
        {
            "customer": change.customer,
            "kind": TimelineEntry.Kind.GRADE,
            "at": at,
            "actor": actor,
            "text": reason,
            "values": {"before": change.before, "after": grade},
            "ref": change,
        }
        for change in changes
    )
    _audit(actor, graded, reason, at)
    tell_of_fallen(changes, actor=actor, at=at)
    publish(CustomersGraded(customer_ids=tuple(row.pk for row in rows), at=at))


def tell_of_fallen(changes: Iterable[GradeChange], *, actor: User, at: datetime) -> None:
    """Tell the leaders of an A customer that fell, unless they did it themselves (rules.md §2)."""
    fallen = [change for change in changes if change.before == Grade.A]
    told = leaders_of((change.customer.owner for change in fallen), at=at) if fallen else {}
    notices.notify_each(
        (_fallen(change, told[change.customer.owner_id] - {actor.pk}) for change in fallen), at=at
    )


def _audit(actor: User, graded: Sequence[tuple[Customer, str]], reason: str, at: datetime) -> None:
    changed = [(row, {"grade": (before, row.grade), "reason": ("", reason)}) for row, before in graded]
    audit.record_each("customers.graded", actor=actor, at=at, changed=changed)


def _fallen(change: GradeChange, told: Collection[int]) -> notices.Notice:
    row = change.customer
    return notices.Notice(
        told,
        key=f"downgrade:{change.pk}",
        message=gettext_noop("%(customer)s is no longer an A customer but %(grade)s: %(reason)s"),
        values={"customer": str(row), "grade": change.after, "reason": change.reason},
        url=row.get_absolute_url(),
        about=row,
    )
