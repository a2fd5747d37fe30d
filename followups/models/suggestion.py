"""Suggestions to the boss, anonymous if wished, and what the boss says to them (S141)."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.capabilities import Can
from core.labels import Labelled
from followups.domain import suggestions as rules

USER = settings.AUTH_USER_MODEL


class SuggestionState(models.TextChoices):
    """How far it is; `followups.domain.suggestions` holds the allowed steps."""

    WAITING = rules.WAITING, _("Waits for the boss")
    RULED = rules.RULED, _("Answered")
    CLOSED = rules.CLOSED, _("Closed")


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions, narrowed by who reads them."""

    def visible_to(self, user: Any) -> Self:
        """All that have arrived for the boss; for the others one's own and what the boss made public."""
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.can(Can.RULE):
            return self.arrived()
        return self.filter(Q(author=user) | Q(is_public=True))

    def arrived(self) -> Self:
        return self.filter(arrived_on__isnull=False)

    def anonymous(self) -> Self:
        return self.filter(author=None)


class Suggestion(Labelled, models.Model):
    """What somebody suggests. Of an anonymous one nothing leads to its writer: neither name nor time nor order.

    The key is random, so that it tells no order. `written_at` is for what is signed. An anonymous one waits with no time
    at all until the next morning's delivery, which writes all of them anew with their day, in no order
    (`deliver_suggestions`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    text = models.TextField(_("Suggestion"))
    written_at = models.DateTimeField(null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.WAITING)
    ruling = models.TextField(_("Ruling"), blank=True)
    ruled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ("-arrived_on", "id")
        indexes = (
            models.Index(fields=("state", "-arrived_on"), name="suggestion_state"),
            models.Index(fields=("author", "-written_at"), name="suggestion_author"),
        )
        constraints = (
            # What is signed has its moment; what is not has none.
            models.CheckConstraint(
                condition=Q(author=None, written_at=None) | Q(author__isnull=False, written_at__isnull=False),
                name="suggestion_anonymous_has_no_time",
            ),
        )

    def __str__(self) -> str:
        """No word of it: labels of the audit trail are read by more people than the boss."""
        return f"Suggestion {self.arrived_on or ''}".strip()

    def get_absolute_url(self) -> str:
        return reverse("followups:suggestion", args=[self.pk])
