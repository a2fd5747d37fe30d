"""Grading on the day of receipt (S36, S37, N7)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.events import publish
from customers.models import Grade
from customers.services import change_grade
from inquiries.events import InquiryGraded
from inquiries.models import Inquiry
from inquiries.services.clocks import lock_for


@transaction.atomic
def grade_inquiry(
    *, actor: Any, inquiry: Inquiry, grade: str, at: datetime, with_customer: bool = False
) -> Inquiry:
    """Grade an inquiry A to D; `with_customer` is the person's word that the customer's grade becomes the same.

    Raises ValueError for another grade.
    """
    inquiry = lock_for(actor, inquiry)
    write_grade(inquiry, grade, actor=actor, at=at, with_customer=with_customer)
    return inquiry


def write_grade(inquiry: Inquiry, grade: str, *, actor: Any, at: datetime, with_customer: bool) -> None:
    """As `grade_inquiry`, for an inquiry that is locked."""
    before, grade = inquiry.grade, Grade(grade).value
    inquiry.grade, inquiry.version = grade, inquiry.version + 1
    inquiry.graded_at = inquiry.graded_at or at
    inquiry.save(update_fields=("grade", "graded_at", "version"))
    audit.record("inquiries.graded", actor=actor, at=at, target=inquiry, changes={"grade": (before, grade)})
    if with_customer:
        grade_customer(inquiry, actor=actor, at=at)
    publish(InquiryGraded(inquiry.pk, before, grade, at))


def grade_customer(inquiry: Inquiry, *, actor: Any, at: datetime) -> None:
    """Take the inquiry's grade over to its customer, as the person confirmed (rules.md §2)."""
    customer = inquiry.customer
    if customer is None or not inquiry.grade or customer.grade == inquiry.grade:
        return
    reason = _("Inquiry %(number)s") % {"number": inquiry.number}
    change_grade(actor=actor, customer=customer, grade=inquiry.grade, reason=reason, at=at)
