"""Who explains to a buyer that another person looks after them now (S99)."""

from typing import Any, Self

from django.db import models

from customers.models import Handover
from followups.models.follow_up import FollowUp
from followups.models.task import Task


class ExplanationQuerySet(models.QuerySet["Explanation"]):
    """Explanations are seen by who sees their task."""

    def visible_to(self, user: Any) -> Self:
        """Narrow to those whose task `user` sees."""
        return self.filter(task__in=Task.objects.visible_to(user))


class Explanation(models.Model):
    """The task to explain a handover to a customer, or that it was undone; `follow_up` is the contact by which it was done.

    Done without one: the person said so, and by what way is not known. Cancelled: the handover was undone before.
    """

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="explanation")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="explanations")
    follow_up = models.OneToOneField(FollowUp, on_delete=models.SET_NULL, null=True, related_name="+")
    is_cancelled = models.BooleanField(default=False)

    objects = ExplanationQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.task)
