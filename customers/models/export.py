"""Exports: who took which customers out of the house as a file, and what became of it (trust.md X)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Job, StoredFile


class CustomerExportQuerySet(models.QuerySet["CustomerExport"]):
    """Exports belong to who asked for them: nobody else sees one, whatever their role."""

    def visible_to(self, user: Any) -> Self:
        """Narrow to one's own."""
        return self.filter(owner=user)


class CustomerExport(models.Model):
    """An Excel file of customers, made by a worker and kept for a day.

    `query` is the list's (filters and order), `fields` the names of the columns. `rows` are those asked for until the file
    is made, then those in it; `done` how far the worker is. `expires_at`: when the file is deleted. `decided_by`: the other
    person who said whether one above the day's rows may be made (X4).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for approval")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being made")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Deleted")

    class Refusal(models.TextChoices):
        NO_RIGHT = "no_right", _("The right to export is no longer there.")
        LIMIT = "limit", _("More rows than one person may export a day.")
        DECLINED = "declined", _("It was not approved.")
        NOTHING = "nothing", _("No customer fitted the filters any more.")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    query = models.TextField(blank=True)
    fields = models.JSONField(default=list)
    has_contacts = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    refusal = models.CharField(max_length=10, choices=Refusal, blank=True)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    runs = models.PositiveSmallIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.OneToOneField(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = CustomerExportQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("owner", "-created_at", "-id"), name="customer_export_own"),
            models.Index(
                fields=("expires_at",), condition=Q(file__isnull=False), name="customer_export_expiring"
            ),
        )

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the worker still has to do something."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_given_up(self) -> bool:
        """Whether the worker gave the file up; `job` is loaded."""
        return self.is_open and (
            self.job is None or self.job.state in (Job.State.FAILED, Job.State.CANCELLED)
        )
