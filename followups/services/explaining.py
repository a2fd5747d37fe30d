"""Explaining to buyers that another person looks after them now (S99): one task for each customer of a handover."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Customer
from customers.services import lock_current
from followups.models import Explanation, FollowUp, Task
from followups.models.task import EXPLAIN, EXPLAIN_BACK, RULE_TITLES
from followups.services.recording import FollowUpValues, record_follow_up
from followups.services.refusals import Refused


def hand_over_many_tasks(owners: Mapping[int, tuple[int, int]], *, actor: Any, at: datetime) -> int:
    """Give the former owners' open tasks for customers to the new ones; `owners`: by customer's id, before and after.

    Returns how many. What is done keeps its author.
    """
    tasks = Task.objects.open().filter(customer__in=owners).order_by("pk").select_for_update(of=("self",))
    moved = [
        task
        for task in tasks
        if task.customer_id is not None and task.assignee_id == owners[task.customer_id][0]
    ]
    to_of: dict[int, list[int]] = {}
    for task in moved:
        to_of.setdefault(owners[task.customer_id or 0][1], []).append(task.pk)
    for to_id, ids in sorted(to_of.items()):
        Task.objects.filter(pk__in=ids).update(assignee_id=to_id)
    changed = [(task, {"assignee": owners[task.customer_id or 0]}) for task in moved]
    audit.record_each("followups.task_handed_over", actor=actor, at=at, changed=changed)
    return len(moved)


def ask_to_explain(*, handover_id: int, owners: Mapping[int, int], at: datetime) -> None:
    """Give every new owner (by customer's id) the task to explain the change, due on the next working day.

    A customer whose former change was never explained keeps one task: the older one is closed.
    """
    _cancel(Explanation.objects.filter(task__customer__in=owners), at)
    _ask(EXPLAIN, handover_id, owners, at)


def _ask(rule: str, handover_id: int, owners: Mapping[int, int], at: datetime) -> None:
    calendar = current_calendar()
    due_on = calendar.next_working_day(calendar.day_of(at))
    tasks = Task.objects.bulk_create(
        Task(
            rule=rule, key=f"{rule}:{handover_id}:{customer_id}", assignee_id=owner_id, customer_id=customer_id,
            title=str(RULE_TITLES[rule]), due_on=due_on, created_at=at,
        )
        for customer_id, owner_id in owners.items()
    )  # fmt: skip
    Explanation.objects.bulk_create(Explanation(task=task, handover_id=handover_id) for task in tasks)


def explain_return(*, handover_id: int, owners: Mapping[int, int], at: datetime) -> None:
    """The handover was undone: what was not explained yet needs no explaining, what was is explained the other way.

    `owners`: by customer's id who looks after them again. Whoever was told of the new person is told, too, that it was
    taken back; who heard nothing is left in peace.
    """
    rows = Explanation.objects.filter(handover=handover_id, task__customer__in=owners)
    told = rows.filter(task__done_at__isnull=False, is_cancelled=False)
    asked = {
        pk: owners[pk] for pk in told.values_list("task__customer", flat=True).order_by("task__customer")
    }
    _cancel(rows, at)
    _ask(EXPLAIN_BACK, handover_id, asked, at)


def _cancel(explanations: Any, at: datetime) -> None:
    ids = list(explanations.filter(task__done_at=None).values_list("pk", "task"))
    Explanation.objects.filter(pk__in=[pk for pk, _task in ids]).update(is_cancelled=True)
    Task.objects.filter(pk__in=[task for _pk, task in ids]).update(done_at=at)


@transaction.atomic
def explain_change(
    *, actor: Any, task: Task, values: FollowUpValues, at: datetime, form_token: str = "", leads_to: str = ""
) -> FollowUp:
    """Record that the change was explained: a contact like any other, and the task behind it is done.

    Raises Refused("text", "already_explained") for one that is closed, PermissionDenied, and what `record_follow_up` does.
    """
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    customer: Customer = lock_current(task.customer)  # type: ignore[arg-type]  # such a task has one
    row = Explanation.objects.select_for_update(of=("self",)).select_related("task").get(task=task)
    if row.task.done_at is not None:
        raise Refused("text", "already_explained")
    follow_up = record_follow_up(actor=actor, customer=customer, values=values, at=at)
    row.follow_up = follow_up
    row.save(update_fields=["follow_up"])
    row.task.done_at, row.task.done_by = at, actor
    row.task.save(update_fields=["done_at", "done_by"])
    audit.record(
        "followups.change_explained",
        actor=actor,
        at=at,
        target=row.task,
        changes={"channel": ("", values.channel)},
    )
    if claim:
        finish_form(claim, leads_to)
    return follow_up
