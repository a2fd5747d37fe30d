"""What a newcomer goes through: the list, and each person's copy that is signed off line by line (S100, S101)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from accounts.models import OnboardingItem, OnboardingStep, User
from accounts.permissions import can_sign_off
from core import audit
from core.forms_once import claim_form, finish_form

FIELDS = ("text_zh", "text_en", "position")


@transaction.atomic
def save_item(
    *, actor: User, item: OnboardingItem | None, values: dict[str, object], form_token: str = "", at: datetime
) -> OnboardingItem:
    """Write a new line of the list, or change one; who has a copy already keeps it as it is.

    Raises AlreadySubmitted for the second of two clicks.
    """
    claim = claim_form(form_token, user=actor, at=at)
    row = OnboardingItem.objects.select_for_update().get(pk=item.pk) if item else OnboardingItem()
    before = {name: getattr(row, name) for name in FIELDS} if item else {}
    for name in FIELDS:
        setattr(row, name, values[name])
    row.save()
    changes = audit.changes_between(before, {name: values[name] for name in FIELDS})
    if changes:
        audit.record("accounts.onboarding_item_saved", actor=actor, at=at, target=row, changes=changes)
    finish_form(claim, reverse("accounts:onboarding"))
    return row


@transaction.atomic
def remove_item(*, actor: User, item: OnboardingItem, at: datetime) -> None:
    """Take a line out of the list; the copies stay."""
    audit.record("accounts.onboarding_item_removed", actor=actor, at=at, target=item)
    item.delete()


def copy_list(user: User) -> None:
    """Give a new person their copy of the list."""
    OnboardingStep.objects.bulk_create(
        OnboardingStep(user=user, **{name: getattr(item, name) for name in FIELDS})
        for item in OnboardingItem.objects.all()
    )


@transaction.atomic
def sign_off_step(*, actor: User, step: OnboardingStep, is_done: bool, at: datetime) -> OnboardingStep:
    """Say that the person has been through this, or that they have not after all. A second click changes nothing.

    Raises PermissionDenied for who does not lead them (`can_sign_off`).
    """
    row: OnboardingStep = (
        OnboardingStep.objects.select_for_update(of=("self",)).select_related("user__team").get(pk=step.pk)
    )
    if not can_sign_off(actor, row.user):
        raise PermissionDenied
    if (row.done_at is not None) == is_done:
        return row
    row.done_at, row.done_by = (at, actor) if is_done else (None, None)
    row.save(update_fields=["done_at", "done_by"])
    audit.record(
        "accounts.onboarding_signed_off" if is_done else "accounts.onboarding_taken_back",
        actor=actor,
        at=at,
        target=row.user,
        changes={"step": ("", f"{row.text_zh} · {row.text_en}")},
    )
    return row
