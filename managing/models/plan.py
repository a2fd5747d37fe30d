"""The three-year plan as this company goes through it, and what was measured on the way (S151–S174)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.labels import Labelled
from managing.domain.plan import BY_CODE, Step

USER = settings.AUTH_USER_MODEL


class Plan(Labelled, models.Model):
    """The one plan: when it began. There is no row until the boss has said so.

    `planned_years`: of how many years the task to make the next one's plan was given (S166).
    """

    starts_on = models.DateField(_("Beginning of the plan"))
    set_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    planned_years = models.PositiveSmallIntegerField(default=0)
    only = models.BooleanField(default=True, unique=True, editable=False, help_text="There is one plan.")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(only=True), name="plan_is_the_only_one"),)

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d}"


class Milestone(Labelled, models.Model):
    """What is known of a milestone beside its definition (`managing.domain.plan.STEPS`): the row comes with the first of it.

    `reached_on` is written once: by the night's measuring, or by who judged it with `evidence`. `value`: the figure of that
    day. `goal` and `until` None: as the plan says. `version` rises with each edit.
    """

    code = models.CharField(max_length=20, unique=True)
    goal = models.PositiveIntegerField(_("Goal"), null=True, blank=True)
    until = models.PositiveIntegerField(_("up to"), null=True, blank=True)
    reached_on = models.DateField(_("Reached on"), null=True, blank=True)
    value = models.PositiveIntegerField(null=True, blank=True)
    evidence = models.TextField(_("Evidence"), blank=True)
    noted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.code

    @property
    def step(self) -> Step:
        """Its definition."""
        return BY_CODE[self.code]


class Snapshot(models.Model):
    """What the records came to on the evening of a day, for the whole company: stocks that nobody can count later.

    Figures, and names of products, markets and colleagues; no customer is named in it.
    """

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    figures: Any = models.JSONField()

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
