"""How far a customer got (S42)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from core.events import publish
from customers import timeline
from customers.domain import stages
from customers.events import CustomerStageChanged
from customers.models import Customer, TimelineEntry
from customers.permissions import can_edit_customer
from customers.services.grades import clean_reason
from customers.services.locking import lock_customer
from customers.services.values import StageRefused


@transaction.atomic
def change_stage(
    *, actor: User | None, customer: Customer, stage: str, at: datetime, reason: str = ""
) -> Customer:
    """Move the customer to `stage`; `actor` None is the system itself.

    Raises StageRefused for a step that `customers.domain.stages` does not know or that lacks its reason,
    PermissionDenied for a row that is not the actor's to change. The present stage changes nothing.
    """
    reason = clean_reason(reason)
    row = lock_customer(customer)
    if actor is not None and not can_edit_customer(actor, row):
        raise PermissionDenied
    before = row.stage
    if before == stage:
        return row
    if not stages.can_move(before, stage) or (stages.needs_reason(stage) and not reason):
        raise StageRefused(f"{before} -> {stage}")
    row.stage = stage
    row.save(update_fields=["stage"])
    timeline.add_entry(
        customer=row,
        kind=TimelineEntry.Kind.STAGE,
        at=at,
        actor=actor,
        text=reason,
        values={"before": before, "after": stage},
    )
    changes = {"stage": (before, stage), "reason": ("", reason)}
    audit.record("customers.stage_changed", actor=actor, at=at, target=row, changes=changes)
    publish(CustomerStageChanged(customer_id=row.pk, before=before, after=stage, at=at))
    return row


@transaction.atomic
def take_back_first_contact(*, customer: Customer, moved_at: datetime, at: datetime) -> Customer:
    """Make the customer new again, if what the system did at `moved_at` was the last step and made it contacted.

    For undoing the contact that caused the step: its line in the history goes too, the audit trail keeps both.
    """
    row = lock_customer(customer)
    steps = TimelineEntry.objects.filter(customer=row, kind=TimelineEntry.Kind.STAGE)
    step = steps.order_by("-at", "-id").first()
    made = {"before": stages.NEW, "after": stages.CONTACTED}
    if step is None or (step.at, step.actor_id, step.values) != (moved_at, None, made):
        return row
    step.delete()
    row.stage = stages.NEW
    row.save(update_fields=["stage"])
    changes = {"stage": (stages.CONTACTED, stages.NEW)}
    audit.record("customers.stage_changed", actor=None, at=at, target=row, changes=changes)
    publish(CustomerStageChanged(customer_id=row.pk, before=stages.CONTACTED, after=stages.NEW, at=at))
    return row
