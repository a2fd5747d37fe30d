"""What a report covers, one row per cut-off, and who changed teams when (rules.md §7, N18)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Team
from reports.domain.timetable import Span

USER = settings.AUTH_USER_MODEL


class ReportPeriod(models.Model):
    """A period of reports as it was issued: later changes of the timetable or calendar do not move it.

    `starts_at` is the cut-off of the period before, `due_at` its own. The other times say when the timetable wanted a step,
    `…_at` of a thing done when it was done; None: not yet. `issued_by` None: it issued itself.
    """

    day = models.DateField(unique=True)
    starts_at = models.DateTimeField()
    issue_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    due_at = models.DateTimeField(unique=True)
    department_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    compiled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-day",)
        constraints = (
            models.CheckConstraint(condition=Q(starts_at__lt=F("due_at")), name="report_period_has_time"),
        )

    def __str__(self) -> str:
        return str(self.day)

    def get_absolute_url(self) -> str:
        return reverse("reports:week", args=[self.day.isoformat()])

    @property
    def span(self) -> Span:
        """The time that it covers."""
        return Span(self.starts_at, self.due_at)


class LeaderMove(models.Model):
    """A team got another manager: what was done before stands with who led it then (N18)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("at",), name="leader_move_at"),)

    def __str__(self) -> str:
        return f"{self.team_id} {self.at:%Y-%m-%d}"


class TeamMove(models.Model):
    """Somebody went from one team to another: each team's figures hold what was done in it (N18)."""

    person = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    after = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("at",), name="team_move_at"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"
