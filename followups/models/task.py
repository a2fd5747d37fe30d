"""Tasks: own ones, and those that rules make (issue: one list on Today)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import ScopedQuerySet, scope_of
from customers.models import Customer
from inquiries.models import Inquiry

USER = settings.AUTH_USER_MODEL


# The words of tasks that rules make, in the reader's language; one that a person wrote stays as it is written.
EXPLAIN, EXPLAIN_BACK = "explain_change", "explain_return"
EXPLAINING = frozenset({EXPLAIN, EXPLAIN_BACK})
SAMPLE_ARRIVAL = "sample_arrival"
SETTLE_PROOF = "settle_proof"
RULE_TITLES = {
    EXPLAIN: _("Explain the change of contact person"),
    EXPLAIN_BACK: _("Handover undone: explain who looks after them again"),
    SAMPLE_ARRIVAL: _("Ask whether the sample has arrived"),
    SETTLE_PROOF: _("Settle a date for the proof with production"),
}
# Where the record stands that a rule's task is about: the second part of its key is the record's.
RULE_PAGES = {SAMPLE_ARRIVAL: "samples:detail", SETTLE_PROOF: "samples:proof"}


class TaskQuerySet(ScopedQuerySet["Task"]):
    """Tasks, with the assignee as their owner."""

    owner_path = "assignee"

    def visible_to(self, user: Any) -> Self:
        """Those of people in one's scope, one's own and those one gave (permissions.md, help requests, tasks).

        What is done stays with the customer: who gave the customer away no longer sees it.
        """
        if not isinstance(user, User) or user.is_frozen:
            return self.none()
        scope = scope_of(user)
        if scope.sees_all:
            return self.all()
        mine = Q(assignee=user) | Q(created_by=user) | Q(assignee__in=scope.people)
        still = Q(done_at=None, assignee=user) | Q(customer=None) | Q(customer__owner__in=scope.people)
        if scope.sees_pool:
            still |= Q(customer__owner=None)
        if scope.shared:
            still |= Q(customer__in=scope.shared)
        return self.filter(mine & still)

    def just_done_by(self, user: Any, since: datetime) -> Self:
        """One's own tasks that one has done oneself after `since`, unless the customer changed hands meanwhile.

        What a click did a click takes back, also where what is done is no longer visible.
        """
        done = self.filter(assignee=user, done_by=user, done_at__gt=since)
        return done.exclude(customer__owner_periods__started_at__gt=F("done_at"))

    def open(self) -> Self:
        return self.filter(done_at=None)


class Task(models.Model):
    """Something to do: for whom, which customer, due when, why. `key` makes a rule's task happen once."""

    assignee = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="tasks")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    title = models.CharField(_("Task"), max_length=200)
    why = models.CharField(_("Why"), max_length=200, blank=True)
    due_on = models.DateField(_("Due"))
    rule = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=120, unique=True, null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("assignee", "due_on"), condition=Q(done_at=None), name="task_open"),)

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """What is to be done, as it is shown."""
        return str(RULE_TITLES.get(self.rule, self.title))

    @property
    def page_url(self) -> str:
        """Where it is done, if it has a page of its own."""
        if self.rule in RULE_PAGES and self.key:
            return reverse(RULE_PAGES[self.rule], args=[self.key.split(":")[1]])
        return reverse("followups:explain", args=[self.pk]) if self.rule in EXPLAINING else ""
