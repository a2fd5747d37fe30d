"""Targets: what a person, a team or the company is to reach in a month or quarter (S1)."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Team, User
from core.labels import Labelled
from managing.domain.frames import Days, Stretch, stretch_of

USER = settings.AUTH_USER_MODEL


class Measure(models.TextChoices):
    """What a target counts: habits first, results after them (S2, S114)."""

    IN_TARGET = "in_target", _("Answered in target")
    CADENCE = "cadence", _("Cadence kept")
    CONTACTS = "contacts", _("Contacts made")
    NEW_CUSTOMERS = "new_customers", _("New customers")
    QUOTES = "quotes", _("Quotes sent")
    SAMPLES = "samples", _("Samples sent")
    ORDERS = "orders", _("Orders confirmed")
    A_CUSTOMERS = "a_customers", _("A customers")


PROCESS = (Measure.IN_TARGET, Measure.CADENCE, Measure.CONTACTS)
SHARES = (Measure.IN_TARGET, Measure.CADENCE)


class StretchChoice(models.TextChoices):
    """The time of a target."""

    MONTH = Stretch.MONTH, pgettext_lazy("target", "Month")
    QUARTER = Stretch.QUARTER, pgettext_lazy("target", "Quarter")


class TargetQuerySet(models.QuerySet["Target"]):
    """Targets, narrowed by who reads them."""

    def visible_to(self, user: Any) -> Self:
        """One's own; a manager's also those of the teams that they lead and of who is in them; all for the boss.

        Assistant and adviser read all figures (permissions.md). The company's goals are for who reads the company's figures.
        """
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss or user.is_assistant or user.is_adviser:
            return self.all()
        own = Q(person=user)
        if user.is_manager:
            led = Q(person__team__manager=user) | Q(team__manager=user)
            return self.filter(own | led)
        return self.filter(own) if user.is_salesperson else self.none()

    def newest(self) -> Self:
        """What counts now: a target set again takes the place of the one before, which stays as history."""
        later = Target.objects.filter(
            measure=OuterRef("measure"), stretch=OuterRef("stretch"), starts_on=OuterRef("starts_on"),
            scope_key=OuterRef("scope_key"), pk__gt=OuterRef("pk"),
        )  # fmt: skip
        return self.filter(~Exists(later))

    def on(self, day: date) -> Self:
        """Those that count on `day` and are not taken back, of its month and its quarter."""
        months, quarters = stretch_of(Stretch.MONTH, day), stretch_of(Stretch.QUARTER, day)
        rows = Q(stretch=Stretch.MONTH, starts_on=months.first) | Q(
            stretch=Stretch.QUARTER, starts_on=quarters.first
        )
        return self.filter(rows).newest().filter(goal__isnull=False)


class Target(Labelled, models.Model):
    """A goal as it was set once: never changed. Setting it again, or taking it back (`goal` None), adds a row.

    `person` and `team` None: the company's. `scope_key` says the same in one column: "p7", "t2", "all". `starts_on` is
    the first day of its month or quarter. Of a share (`SHARES`) the goal is in per cent.
    """

    measure = models.CharField(_("What"), max_length=20, choices=Measure)
    stretch = models.CharField(pgettext_lazy("target", "For"), max_length=10, choices=StretchChoice)
    starts_on = models.DateField()
    person = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="targets")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="targets")
    scope_key = models.CharField(max_length=20)
    goal = models.PositiveIntegerField(_("Goal"), null=True)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    set_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "measure", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(person=None) | Q(team=None), name="target_of_one",
            ),
            models.CheckConstraint(condition=Q(goal=None) | Q(goal__gt=0), name="target_is_positive"),
        )  # fmt: skip
        indexes = (
            models.Index(
                fields=("stretch", "starts_on", "scope_key", "measure", "-id"), name="target_newest"
            ),
            models.Index(fields=("person", "-starts_on"), name="target_person"),
        )

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.starts_on:%Y-%m}"

    @property
    def is_share(self) -> bool:
        """Whether the goal is in per cent."""
        return self.measure in SHARES

    @property
    def is_process(self) -> bool:
        """Whether it asks for a habit, not for a result (S2)."""
        return self.measure in PROCESS

    @property
    def days(self) -> Days:
        """Its month or quarter."""
        return stretch_of(Stretch(self.stretch), self.starts_on)

    @property
    def owner_id(self) -> int | None:
        """Whose it is."""
        return self.person_id
