"""What a merge of two customers does to follow-ups, dates and tasks (rules.md §5)."""

from datetime import datetime

from django.db.models import Q

from customers.models import Customer
from customers.services import change_rows
from customers.timeline import give_entries
from followups.models import DateByHand, FollowUp, HelpRequest, Task
from followups.services.due_dates import raise_floor, recompute_due_of
from followups.services.month_contacts import count_month
from followups.services.recording import refresh_from_rows
from followups.services.tasks import hand_over_tasks

LAST_CONTACT = ("last_contact_at", "last_contact_channel", "last_contact_text")
BY_HAND = ("manual_due_on", "manual_due_reason", "manual_due_accepted")


def move_follow_ups(
    *,
    merge_id: int,
    survivor_id: int,
    merged_id: int,
    owner_before_id: int | None,
    grade_before: str,
    at: datetime,
) -> None:
    """Give the survivor what was done with both, and a date by the rules; the date by hand of the other when it has none.

    Another owner or grade: due on the next working day at the earliest (N13), and open tasks go to the owner.
    """
    for rows in (FollowUp.objects, DateByHand.objects, Task.objects, HelpRequest.objects):
        change_rows(merge_id, rows.filter(customer=merged_id), customer_id=survivor_id)
    survivor, merged = Customer.objects.get(pk=survivor_id), Customer.objects.get(pk=merged_id)
    if survivor.owner_id is not None:
        former = {owner_before_id, merged.owner_id} - {survivor.owner_id, None}
        tasks = Task.objects.open().filter(customer=survivor_id, assignee__in=former)
        change_rows(merge_id, tasks, assignee_id=survivor.owner_id)
    _take_over(survivor, merged, at)
    if (survivor.owner_id, survivor.grade) != (owner_before_id, grade_before):
        raise_floor([survivor_id], at=at)
    recompute_due_of(sorted((survivor_id, merged_id)), at=at)


def _take_over(survivor: Customer, merged: Customer, at: datetime) -> None:
    taken: list[str] = []
    if merged.last_contact_at and (
        survivor.last_contact_at is None or merged.last_contact_at > survivor.last_contact_at
    ):
        taken += LAST_CONTACT
    if survivor.manual_due_on is None and merged.manual_due_on is not None:
        taken += BY_HAND
    for name in taken:
        setattr(survivor, name, getattr(merged, name))
    count_month(survivor)
    survivor.save(update_fields=[*taken, "month_contacts"])


def settle_follow_ups(*, survivor_id: int, merged_id: int, is_changed: bool, at: datetime) -> None:
    """After the rows went back: the dates of both by the rules, from what each has now."""
    _follow_inquiries(survivor_id, merged_id, at)
    survivor, merged = Customer.objects.get(pk=survivor_id), Customer.objects.get(pk=merged_id)
    count_month(survivor)
    survivor.save(update_fields=["month_contacts"])
    if is_changed and survivor.owner_id != merged.owner_id:
        hand_over_tasks(customer_id=merged_id, before_id=survivor.owner_id, after_id=merged.owner_id, at=at)
    recompute_due_of(sorted((survivor_id, merged_id)), at=at)


def _follow_inquiries(survivor_id: int, merged_id: int, at: datetime) -> None:
    """What was said or is to be done since about an inquiry that went back, or with a person who did, goes after it."""
    survivor, merged = Customer.objects.get(pk=survivor_id), Customer.objects.get(pk=merged_id)
    tasks = Task.objects.filter(customer=survivor, inquiry__customer=merged)
    if survivor.owner_id and merged.owner_id:
        tasks.filter(done_at=None, assignee=survivor.owner_id).update(assignee=merged.owner_id)
    tasks.update(customer=merged_id)
    HelpRequest.objects.filter(customer=survivor, inquiry__customer=merged).update(customer=merged_id)
    said = FollowUp.objects.filter(customer=survivor_id).filter(
        Q(inquiry__customer=merged_id) | Q(inquiry=None, contact__customer=merged_id)
    )
    moments = {
        pk: moment if counts else None for pk, moment, counts in said.values_list("pk", "at", "is_contact")
    }
    if not moments:
        return
    moved = FollowUp.objects.filter(pk__in=moments)
    moved.update(customer=merged_id)
    give_entries(moved, customer_id=merged_id)
    if survivor.last_contact_at in set(moments.values()):
        refresh_from_rows(survivor, at)
    if any(moments.values()):
        refresh_from_rows(merged, at)
