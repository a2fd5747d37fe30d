"""The weekly report of a salesperson: words, key customers, figures (S130–S134)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.labels import Labelled
from customers.models import Customer
from reports.domain import steps, timetable
from reports.domain.figures import Figures, from_stored
from reports.models.period import ReportPeriod
from reports.models.reading import PersonalQuerySet

USER = settings.AUTH_USER_MODEL
WORDS = ("review", "company_problems", "own_problems", "improvements", "support_wanted")


class WeeklyState(models.TextChoices):
    """How far it is; `reports.domain.steps` holds the allowed steps."""

    DRAFT = steps.State.DRAFT, pgettext_lazy("report", "Draft")
    SUBMITTED = steps.State.SUBMITTED, pgettext_lazy("report", "Submitted")
    REOPENED = steps.State.REOPENED, pgettext_lazy("report", "Reopened")


class Mood(models.IntegerChoices):
    """The mood mark, seen by manager and boss only (S134)."""

    LOW = 1, _("Low")
    TIRED = 2, _("Tired")
    EVEN = 3, _("Even")
    GOOD = 4, pgettext_lazy("mood", "Good")
    HIGH = 5, _("In high spirits")


class WeeklyQuerySet(PersonalQuerySet["WeeklyReport"]):
    """Weekly reports."""

    def owed(self) -> Self:
        """Without those of people who left before the cut-off, or were away all the time."""
        return self.filter(is_owed=True)

    def missing(self) -> Self:
        """Owed, and not submitted."""
        return self.owed().exclude(state=WeeklyState.SUBMITTED)


class WeeklyReport(Labelled, models.Model):
    """What a salesperson reports of a period. Submitting freezes the words; `figures` are None until they freeze (N18).

    `manager`: who leads the author, as of the cut-off once it has passed; None: nobody but the boss. `submitted_at` is the
    last submission. `version` rises with each save, so that a stale form is noticed (ux.md 6).
    """

    period = models.ForeignKey(ReportPeriod, on_delete=models.PROTECT, related_name="reports")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="weekly_reports")
    manager = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    is_owed = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=WeeklyState, default=WeeklyState.DRAFT)
    review = models.TextField(_("Review of the week"), blank=True)
    company_problems = models.TextField(_("Problems in the company"), blank=True)
    own_problems = models.TextField(_("Problems of my own"), blank=True)
    improvements = models.TextField(_("Ways to improve"), blank=True)
    support_wanted = models.TextField(_("Support wanted from the company"), blank=True)
    mood = models.PositiveSmallIntegerField(_("State of mind"), choices=Mood, null=True, blank=True)
    mood_words = models.TextField(_("How I feel about it"), blank=True)
    figures = models.JSONField(null=True)
    figures_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    first_submitted_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    reopen_reason = models.CharField(_("Reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = WeeklyQuerySet.as_manager()

    class Meta:
        ordering = ("-period__day", "person__name", "id")
        constraints = (
            models.UniqueConstraint(fields=("period", "person"), name="weekly_report_once"),
            models.CheckConstraint(condition=Q(mood=None) | Q(mood__range=(1, 5)), name="weekly_report_mood"),
            models.CheckConstraint(
                condition=~Q(state=steps.State.SUBMITTED) | Q(submitted_at__isnull=False),
                name="weekly_report_submitted_when",
            ),
        )
        indexes = (
            models.Index(fields=("person", "-period"), name="weekly_report_person"),
            models.Index(fields=("manager", "-period"), name="weekly_report_manager"),
        )

    def __str__(self) -> str:
        """No word of it: labels of the audit trail are read by more people than the report."""
        return f"Weekly report {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def owner_id(self) -> int:
        """Whose it is, for the trail of who read it."""
        return self.person_id

    @property
    def is_submitted(self) -> bool:
        return self.state == WeeklyState.SUBMITTED

    @property
    def frozen_figures(self) -> Figures | None:
        """The figures once they are frozen."""
        return from_stored(self.figures) if self.figures else None

    def is_late(self, at: datetime) -> bool:
        """Whether it was first submitted after the cut-off, or not yet although it has passed."""
        return self.is_owed and timetable.is_late(self.first_submitted_at, self.period.due_at, at)


class KeyCustomer(models.Model):
    """A key customer of the week: what happened. Its particulars are read from the customer, never copied (S133).

    `name`: the company as it was called when the report was written, for who may no longer see the customer; never a
    person's, which could be erased.
    """

    report = models.ForeignKey(WeeklyReport, on_delete=models.CASCADE, related_name="key_customers")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    words = models.TextField(_("What happened with it"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        indexes = (models.Index(fields=("customer",), name="key_customer_customer"),)

    def __str__(self) -> str:
        return self.name
