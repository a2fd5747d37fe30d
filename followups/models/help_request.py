"""Help requests (求助): what somebody cannot solve, the answers to it, and with whom it is (S7)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from customers.models import Customer
from followups.domain import help_requests as rules
from followups.models.follow_up import FollowUp
from followups.models.task import Task
from inquiries.models import Inquiry

USER = settings.AUTH_USER_MODEL


class HelpState(models.TextChoices):
    """Whose turn it is; `followups.domain.help_requests` holds the allowed steps."""

    WAITING = rules.WAITING, _("Waits for an answer")
    ANSWERED = rules.ANSWERED, _("Answered")
    CLOSED = rules.CLOSED, _("Closed")


class HelpQuerySet(ScopedQuerySet["HelpRequest"]):
    """Requests, with the author as their owner."""

    owner_path = "author"

    def visible_to(self, user: Any) -> Self:
        """One's own, those that one was given as the manager of the author's team then, all for the boss (permissions.md).

        Standing in for the author opens none: a request is between them and who leads them.
        """
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        return self.filter(Q(author=user) | Q(manager=user)) if user.is_manager else self.filter(author=user)

    def waiting(self) -> Self:
        return self.filter(state=HelpState.WAITING)

    def unclosed(self) -> Self:
        return self.exclude(state=HelpState.CLOSED)

    def to_answer_by(self, user: User) -> Self:
        """Those that wait for `user`: of the teams that they lead, of the boss what went on to the boss."""
        waiting = self.waiting().exclude(author=user)
        if user.is_boss:
            return waiting.filter(Q(manager=user) | Q(boss_since__isnull=False))
        return waiting.filter(manager=user) if user.is_manager else self.none()

    def overdue(self, at: datetime) -> Self:
        """Waiting past the time until which an answer was due."""
        return self.waiting().filter(answer_by__lt=at)


class HelpRequest(Labelled, models.Model):
    """What its author asks, of which record, if any, and who answers it.

    `manager` led the author's team when it was raised; None: nobody did who is not the boss. `boss_since`: since when it
    is the boss's to answer too. `asked_at` is when it began to wait, last; `answer_by` until when an answer is due.
    """

    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="help_requests")
    text = models.TextField(_("What do you need help with"))
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=HelpState, default=HelpState.WAITING)
    manager = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    boss_since = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = HelpQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-id")
        indexes = (
            models.Index(fields=("author", "-raised_at"), name="help_of_author"),
            models.Index(fields=("manager", "asked_at"), name="help_of_manager"),
            models.Index(fields=("customer", "-raised_at"), name="help_of_customer"),
            models.Index(
                fields=("answer_by",),
                condition=Q(state=rules.WAITING, boss_since=None),
                name="help_to_escalate",
            ),
            models.Index(fields=("asked_at",), condition=Q(state=rules.WAITING), name="help_waiting"),
        )

    def __str__(self) -> str:
        """No word of it: labels of the audit trail are read by more people than the request."""
        return f"Help {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("followups:help_request", args=[self.pk])


class HelpMessage(models.Model):
    """A message of the thread: the author's, or an answer of who leads them."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="messages")
    text = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_answer = models.BooleanField(default=False)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.request} {self.at:%Y-%m-%d}"
