"""Advice of the platform's account manager (S9, S127)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.labels import Labelled
from oversight.domain import advice as rule

USER = settings.AUTH_USER_MODEL


class AdviceState(models.TextChoices):
    """How far it is; `oversight.domain.advice` holds the allowed steps."""

    OPEN = rule.State.OPEN, _("To be answered")
    ADOPTED = rule.State.ADOPTED, _("Adopted")
    NOT_ADOPTED = rule.State.NOT_ADOPTED, _("Not adopted")


class AdviceQuerySet(models.QuerySet["Advice"]):
    """Advice, narrowed by who reads it."""

    def visible_to(self, user: Any) -> Self:
        """An adviser's own; what was adopted for who sells and is to go by it (S127); all for managers and the boss."""
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss or user.is_manager:
            return self.all()
        own = Q(author=user) if user.is_adviser else Q(pk__in=())
        return self.filter(own | Q(state=AdviceState.ADOPTED) if user.is_salesperson else own)


class Advice(Labelled, models.Model):
    """What an adviser from outside suggests, whether it was adopted and why, and what came of it.

    The author reads reason and result, so neither names a buyer or a price (permissions.md). `version` rises with each step.
    """

    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="advice")
    subject = models.CharField(_("Subject"), max_length=120)
    text = models.TextField(_("Advice"), max_length=4000)
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=AdviceState, default=AdviceState.OPEN)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    result = models.CharField(_("Result"), max_length=1000, blank=True)
    result_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    result_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=rule.State.OPEN) | Q(decided_at__isnull=False),
                name="advice_decided_by_someone",
            ),
        )

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("oversight:advice", args=[self.pk])

    def allows(self, step: rule.Step) -> bool:
        """Whether `step` can be done to it."""
        return STEPS.allows(self.state, step)


STEPS = rule.STEPS
