"""Tasks: one's own, given to others, and made by rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.notices import notify
from core.work_days import current_calendar
from customers.models import Customer
from customers.services import lock_current
from followups.domain.intervals import latest_due
from followups.models import Task
from followups.models.task import TaskQuerySet
from followups.services.refusals import Refused
from inquiries.models import Inquiry


@transaction.atomic
def add_task(
    *, actor: Any, assignee: Any, title: str, due_on: date, customer: Customer | None = None,
    inquiry: Inquiry | None = None, why: str = "", at: datetime,
) -> Task:  # fmt: skip
    """Add a task for `assignee`, who is told when it is somebody else.

    Raises Refused for an empty title or a day more than two years ahead.
    """
    if not title.strip():
        raise Refused("title", "no_text")
    if due_on > latest_due(current_calendar().day_of(at)):
        raise Refused("due_on", "due_too_far")
    customer = lock_current(customer) if customer else None
    task = Task.objects.create(
        assignee=assignee, title=title.strip()[:200], due_on=due_on, customer=customer, inquiry=inquiry,
        why=why.strip()[:200], created_at=at, created_by=actor,
    )  # fmt: skip
    audit.record(
        "followups.task_added", actor=actor, at=at, target=task, changes={"assignee": (None, assignee.pk)}
    )
    if assignee.pk != actor.pk:
        notify(
            [assignee.pk], key=f"task:{task.pk}", message=gettext_noop("%(person)s gave you a task: %(title)s"),
            values={"person": actor.full_name, "title": task.title}, url=reverse("followups:tasks"), about=task, at=at,
        )  # fmt: skip
    return task


def add_rule_task(
    *, rule: str, key: str, assignee: Any, title: str, due_on: date, customer: Customer | None = None,
    inquiry: Inquiry | None = None, why: str = "", at: datetime,
) -> Task:  # fmt: skip
    """Add the task that a rule asks for, once per `key` however often the rule runs. Returns it, new or not."""
    values = {
        "rule": rule, "assignee": assignee, "title": title[:200], "due_on": due_on, "customer": customer,
        "inquiry": inquiry, "why": why[:200], "created_at": at,
    }  # fmt: skip
    return Task.objects.get_or_create(key=key, defaults=values)[0]


def add_rule_tasks(tasks: Iterable[Task]) -> None:
    """Add many of them in one statement, each once per its `key` (rules.md §7)."""
    Task.objects.bulk_create(tasks, ignore_conflicts=True)


def finish_rule_tasks(tasks: TaskQuerySet, *, by_id: int, at: datetime) -> None:
    """What a rule asked for is done, by who did it elsewhere: open ones among `tasks`, each with its entry of the trail."""
    rows = list(tasks.open().select_for_update().order_by("pk"))
    if not rows:
        return
    Task.objects.filter(pk__in=[row.pk for row in rows]).update(done_at=at, done_by=by_id)
    by = User.objects.get(pk=by_id)
    audit.record_each("followups.task_done", actor=by, at=at, changed=[(row, {}) for row in rows])


@transaction.atomic
def finish_task(*, actor: Any, task: Task, at: datetime) -> Task:
    """Mark the task done; a second time changes nothing."""
    row = Task.objects.select_for_update().get(pk=task.pk)
    if row.done_at is None:
        row.done_at, row.done_by = at, actor
        row.save(update_fields=["done_at", "done_by"])
        audit.record("followups.task_done", actor=actor, at=at, target=row)
    return row


@transaction.atomic
def reopen_task(*, actor: Any, task: Task, at: datetime) -> Task:
    """Take "done" back; a second time changes nothing."""
    row = Task.objects.select_for_update().get(pk=task.pk)
    if row.done_at is not None:
        row.done_at, row.done_by = None, None
        row.save(update_fields=["done_at", "done_by"])
        audit.record("followups.task_reopened", actor=actor, at=at, target=row)
    return row


@transaction.atomic
def hand_over_tasks(*, customer_id: int, before_id: int | None, after_id: int | None, at: datetime) -> int:
    """Give the former owner's open tasks for a customer to the new one, else to the team's manager (rules.md §6).

    Returns how many. What is done keeps its author.
    """
    return _hand_over([customer_id], before_id, after_id, at)


@transaction.atomic
def hand_over_tasks_of_pooled(owners_before: Iterable[tuple[int, int]], *, at: datetime) -> None:
    """The same for customers that went to the pool, by (customer, who owned it): a few statements an owner."""
    held: dict[int, list[int]] = defaultdict(list)
    for customer_id, owner_id in owners_before:
        held[owner_id].append(customer_id)
    for owner_id, customer_ids in held.items():
        _hand_over(customer_ids, owner_id, None, at)


def _hand_over(customer_ids: Collection[int], before_id: int | None, to_id: int | None, at: datetime) -> int:
    if to_id is None:
        teams = User.objects.filter(pk=before_id, team__manager__isnull=False)
        to_id = teams.values_list("team__manager_id", flat=True).first()
    if to_id is None or before_id is None:
        return 0
    moved = Task.objects.open().filter(customer_id__in=customer_ids, assignee_id=before_id)
    changed = [(task, {"assignee": (before_id, to_id)}) for task in moved]
    if not changed:
        return 0
    audit.record_each("followups.task_handed_over", actor=None, at=at, changed=changed)
    return moved.update(assignee_id=to_id)
