"""What follow-ups knows of a person's holdings: what is to be done."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import audit
from core.holdings import Fate, Holding, register
from followups.models import Task
from followups.models.task import EXPLAINING


def _letters(person: User, at: datetime) -> "QuerySet[Any]":
    """Changes of the contact person that were not explained to the buyer yet (S99)."""
    return Task.objects.open().filter(assignee=person, rule__in=EXPLAINING)


def _of_customers(person: User, at: datetime) -> "QuerySet[Any]":
    rows = Task.objects.open().filter(assignee=person, customer__owner=person)
    return rows.exclude(rule__in=EXPLAINING)


def _others_of(person: User) -> "QuerySet[Task]":
    """Open tasks that go with no customer of the person's."""
    return Task.objects.open().filter(assignee=person).filter(~Q(customer__owner=person) | Q(customer=None))


def _others(person: User, at: datetime) -> "QuerySet[Any]":
    return _others_of(person)


def _give_others(*, person: User, to: User, actor: User, at: datetime) -> dict[str, Any]:
    return _give(list(_others_of(person).order_by("pk")), person, to, actor, at)


def _take_others_back(
    moved: dict[str, Any], *, person: User, to: User, back_to: User, actor: User, at: datetime
) -> None:
    rows = Task.objects.open().filter(pk__in=moved["ids"], assignee=to).order_by("pk")
    _give(list(rows), to, back_to, actor, at)


def _give(tasks: list[Task], before: User, to: User, actor: User, at: datetime) -> dict[str, Any]:
    ids = [task.pk for task in tasks]
    Task.objects.filter(pk__in=ids).update(assignee=to)
    changed = [(task, {"assignee": (before.pk, to.pk)}) for task in tasks]
    audit.record_each("followups.task_handed_over", actor=actor, at=at, changed=changed)
    return {"ids": ids} if ids else {}


register(
    Holding(
        "tasks",
        _("Tasks for own customers"),
        ("followups.Task.assignee",),
        _of_customers,
        Fate.WITH_CUSTOMERS,
    )
)
register(Holding("letters", _("Changes not explained to the buyer yet"), (), _letters, Fate.WITH_CUSTOMERS))
register(Holding("others", _("Other tasks"), (), _others, Fate.TO_ONE, _give_others, _take_others_back))
