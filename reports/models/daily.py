"""The working day: what each salesperson reports of it, and the manager's digest of it to the boss (S135, S136)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.labels import Labelled
from reports.domain.figures import Figures, from_stored
from reports.domain.timetable import Span
from reports.models.reading import LedQuerySet, PersonalQuerySet

USER = settings.AUTH_USER_MODEL


class ReportDay(models.Model):
    """A working day as it was begun: later changes of the hours or the calendar do not move it.

    `starts_at` is the digest of the working day before, `digest_at` its own. `ask_at` says when its reports begin to wait,
    `remind_at` when who has not confirmed is reminded; `asked_at`, `reminded_at` and `sent_at` when that, and sending the
    digests, was done; None: not yet.
    """

    day = models.DateField(unique=True)
    starts_at = models.DateTimeField()
    ask_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    digest_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-day",)
        constraints = (
            models.CheckConstraint(condition=Q(starts_at__lt=F("digest_at")), name="report_day_has_time"),
        )

    def __str__(self) -> str:
        return str(self.day)

    def get_absolute_url(self) -> str:
        return reverse("reports:day", args=[self.day.isoformat()])

    @property
    def span(self) -> Span:
        """The time that it covers."""
        return Span(self.starts_at, self.digest_at)


class DailyQuerySet(PersonalQuerySet["DailyReport"]):
    """Daily reports."""

    def owed(self) -> Self:
        """Without those of who is away or left."""
        return self.filter(is_owed=True)


class DailyReport(Labelled, models.Model):
    """A salesperson's day: drafted from the records, confirmed with one line if they wish. Figures freeze at the digest.

    `manager`: who leads the author, as of the digest once it has gone; None: nobody but the boss. `version` rises with each
    save, so that a stale form is noticed (ux.md 6).
    """

    day = models.ForeignKey(ReportDay, on_delete=models.PROTECT, related_name="reports")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="daily_reports")
    manager = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    is_owed = models.BooleanField(default=True)
    remark = models.CharField(_("Remark"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    figures = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = DailyQuerySet.as_manager()

    class Meta:
        ordering = ("-day__day", "person__name", "id")
        constraints = (models.UniqueConstraint(fields=("day", "person"), name="daily_report_once"),)
        indexes = (
            models.Index(fields=("person", "-day"), name="daily_report_person"),
            models.Index(
                fields=("person",), condition=Q(confirmed_at=None, is_owed=True), name="daily_report_waiting"
            ),
        )

    def __str__(self) -> str:
        """No word of it: labels of the audit trail are read by more people than the report."""
        return f"Daily report {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:daily_report", args=[self.pk])

    @property
    def owner_id(self) -> int:
        """Whose it is, for the trail of who read it."""
        return self.person_id

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_late(self) -> bool:
        """Whether it was confirmed after the digest had gone."""
        return self.confirmed_at is not None and self.confirmed_at > self.day.digest_at

    @property
    def frozen_figures(self) -> Figures | None:
        """The figures once they are frozen."""
        return from_stored(self.figures) if self.figures else None


class DigestQuerySet(LedQuerySet["DayDigest"]):
    """Digests."""


class DayDigest(Labelled, models.Model):
    """The customers that a manager's people followed on a day, and the manager's remarks, to the boss.

    `manager` None: of those whom nobody leads. `people`, once it has gone: a version, and for each person the team, from
    when until when they were in it, the figures, whether they had confirmed. `later_words` were added after it had gone.
    """

    day = models.ForeignKey(ReportDay, on_delete=models.PROTECT, related_name="digests")
    manager = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="day_digests")
    words = models.TextField(_("Remarks of the manager"), blank=True)
    later_words = models.TextField(_("Remarks added later"), blank=True)
    later_at = models.DateTimeField(null=True)
    people = models.JSONField(null=True)
    sent_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ("-day__day", "manager__name", "id")
        constraints = (
            models.UniqueConstraint(fields=("day", "manager"), name="day_digest_once"),
            models.UniqueConstraint(fields=("day",), condition=Q(manager=None), name="day_digest_unled_once"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(people__isnull=False), name="day_digest_sent_whole"
            ),
        )

    def __str__(self) -> str:
        return f"Digest {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:digest", args=[self.pk])

    @property
    def owner_id(self) -> int | None:
        """Whose it is, for the trail of who read it."""
        return self.manager_id

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    def waits_since(self) -> datetime | None:
        """From when on the manager's remarks are welcome; None once it has gone."""
        return None if self.is_sent else self.day.asked_at

    @property
    def stored_people(self) -> list[dict[str, Any]]:
        """The rows of `people`."""
        return list((self.people or {}).get("people", []))
