"""Reasons for a late reply: given by the one responsible, accepted or not by the manager (S49)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from inquiries.models import BuyerMessage
from inquiries.services.errors import ReasonNeeded

JUDGED = ("exception_accepted", "exception_judged_by", "exception_judged_at")


class NotLate(ValueError):
    """Only a clock that ran out can be excused."""


@transaction.atomic
def explain_delay(*, actor: Any, message: BuyerMessage, reason: str, at: datetime) -> BuyerMessage:
    """Give the reason for a reply past its limit; a new reason waits for a new judgement. Raises NotLate, ReasonNeeded."""
    message = BuyerMessage.objects.select_for_update().get(pk=message.pk)
    if not reason.strip():
        raise ReasonNeeded
    if (message.answered_at or at) <= message.limit_at:
        raise NotLate
    changes = {"exception_reason": (message.exception_reason, reason)}
    message.exception_reason, message.exception_accepted = reason, None
    message.exception_judged_by = message.exception_judged_at = None
    message.save(update_fields=("exception_reason", *JUDGED))
    audit.record("inquiries.delay_explained", actor=actor, at=at, target=message, changes=changes)
    return message


@transaction.atomic
def judge_delay(*, actor: Any, message: BuyerMessage, is_accepted: bool, at: datetime) -> BuyerMessage:
    """Accept the reason, so that it does not count against the person, or refuse it. Raises ReasonNeeded without one."""
    message = BuyerMessage.objects.select_for_update().get(pk=message.pk)
    if not message.exception_reason:
        raise ReasonNeeded
    changes = {"exception_accepted": (message.exception_accepted, is_accepted)}
    message.exception_accepted, message.exception_judged_by, message.exception_judged_at = (
        is_accepted,
        actor,
        at,
    )
    message.save(update_fields=JUDGED)
    audit.record("inquiries.delay_judged", actor=actor, at=at, target=message, changes=changes)
    return message
