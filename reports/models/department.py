"""The department's report: the figures of a manager's teams and the manager's own words, to the boss (S106)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.labels import Labelled
from reports.domain import steps
from reports.models.period import ReportPeriod
from reports.models.reading import LedQuerySet

USER = settings.AUTH_USER_MODEL


class DepartmentState(models.TextChoices):
    """How far it is; `reports.domain.steps` holds the allowed steps."""

    OPEN = steps.DepartmentState.OPEN, pgettext_lazy("report", "Being compiled")
    SENT = steps.DepartmentState.SENT, pgettext_lazy("report", "With the boss")


class DepartmentQuerySet(LedQuerySet["DepartmentReport"]):
    """Department reports."""


class DepartmentReport(Labelled, models.Model):
    """A period's report of the teams that `manager` led at the cut-off; None: of those whom nobody leads.

    `figures`: a version and a row per person, as they were when it was last sent; nobody types them. `sent_by` None: it
    went by itself, at the hour. `edition` counts how often it was sent. `stays_with_boss`: its manager was the only boss
    at the cut-off, so it closes at its hour, and nobody sends anything to themselves (§7).
    """

    period = models.ForeignKey(ReportPeriod, on_delete=models.PROTECT, related_name="departments")
    manager = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="department_reports")
    state = models.CharField(max_length=10, choices=DepartmentState, default=DepartmentState.OPEN)
    words = models.TextField(_("Comments of the manager"), blank=True)
    figures = models.JSONField(null=True)
    figures_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    stays_with_boss = models.BooleanField(default=False)
    edition = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ("-period__day", "manager__name", "id")
        constraints = (
            models.UniqueConstraint(fields=("period", "manager"), name="department_report_once"),
            models.UniqueConstraint(
                fields=("period",), condition=Q(manager=None), name="department_report_unled_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=steps.DepartmentState.SENT)
                | Q(sent_at__isnull=False, figures__isnull=False),
                name="department_report_sent_whole",
            ),
        )

    def __str__(self) -> str:
        return f"Department report {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:department", args=[self.pk])

    @property
    def owner_id(self) -> int | None:
        """Whose it is, for the trail of who read it."""
        return self.manager_id

    @property
    def is_sent(self) -> bool:
        return self.state == DepartmentState.SENT
