"""The briefing (汇报会): when, who was there, and what was shown (S109, S110)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from accounts.models import User
from briefings.domain import steps
from core.capabilities import Can
from core.labels import Labelled
from reports.domain.timetable import Span

USER = settings.AUTH_USER_MODEL


class BriefingState(models.TextChoices):
    """How far it is; `briefings.domain.steps` holds the allowed steps."""

    PLANNED = steps.State.PLANNED, pgettext_lazy("briefing", "To come")
    HELD = steps.State.HELD, pgettext_lazy("briefing", "Held")
    MISSED = steps.State.MISSED, pgettext_lazy("briefing", "Missed")
    JOINED = steps.State.JOINED, pgettext_lazy("briefing", "Joined with another")
    CANCELLED = steps.State.CANCELLED, pgettext_lazy("briefing", "Does not take place")


NOT_STANDING = (BriefingState.JOINED, BriefingState.CANCELLED)


class BriefingQuerySet(models.QuerySet["Briefing"]):
    """Briefings as rows of the timetable; what stands on their page is narrowed for each reader by itself."""

    def visible_to(self, user: Any) -> Self:
        """Those who brief, are briefed, or prepare see when and who was there (permissions.md)."""
        is_there = isinstance(user, User) and user.is_active and user.can(Can.PREPARE_BRIEFINGS)
        return self.all() if is_there else self.none()

    def planned(self) -> Self:
        return self.filter(state=BriefingState.PLANNED)

    def standing(self) -> Self:
        """Without those that were joined with another one, or do not take place."""
        return self.exclude(state__in=NOT_STANDING)


class Briefing(Labelled, models.Model):
    """A briefing of the timetable, for all managers. `slot` is the weekday it is named after, once each (N19).

    `since_at`: what "since the last one" starts with: the start of the last one that the boss saw. `figures`: a version
    and a row per person, of the time from `since_at` to `starts_at`, final once that has come. `read_at`: when the boss
    first looked from the start on (S12). `…_told_at`: when somebody was told that it can be compiled, and is ready.
    """

    slot = models.DateField(unique=True)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BriefingState, default=BriefingState.PLANNED)
    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    since_at = models.DateTimeField()
    figures = models.JSONField(null=True)
    figures_at = models.DateTimeField(null=True)
    compile_told_at = models.DateTimeField(null=True)
    ready_told_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    moved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    moved_why = models.CharField(max_length=200, blank=True)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at",)
        indexes = (models.Index(fields=("-starts_at",), name="briefing_starts"),)
        constraints = (
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="briefing_has_time"),
            models.UniqueConstraint(
                fields=("day",),
                condition=~Q(state__in=[steps.State.JOINED, steps.State.CANCELLED]),
                name="briefing_one_a_day",
            ),
        )

    def __str__(self) -> str:
        return str(self.day)

    def get_absolute_url(self) -> str:
        return reverse("briefings:detail", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        """Its hours are over, and what was shown is kept."""
        return self.closed_at is not None

    def span_at(self, at: datetime) -> Span:
        """What "since the last one" covers at `at`: no further than its own start."""
        until = min(at, self.starts_at)
        return Span(self.since_at, max(until, self.since_at))


class Attendance(models.Model):
    """Somebody was there."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("briefing", "person__name", "person")
        constraints = (models.UniqueConstraint(fields=("briefing", "person"), name="attended_once"),)

    def __str__(self) -> str:
        return f"{self.briefing_id} {self.person_id}"


class ShownPageQuerySet(models.QuerySet["ShownPage"]):
    """Pages that were kept, narrowed by who reads them."""

    def visible_to(self, user: Any) -> Self:
        """The boss's own, and a manager's."""
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.filter(manager=None)
        return self.filter(manager=user) if user.is_manager else self.none()


class ShownPage(models.Model):
    """What the page showed when its hours were over: to the boss (`manager` None), and to each manager of theirs.

    If nothing worked then, what the records said of it later (`made_at` of the page).
    """

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="pages")
    manager = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    page = models.JSONField()

    objects = ShownPageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("briefing", "manager"), name="shown_once"),
            models.UniqueConstraint(
                fields=("briefing",), condition=Q(manager=None), name="shown_to_boss_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.briefing_id} {self.manager_id or ''}".strip()


class TurnedRed(models.Model):
    """A point turned red, and that was told: once for each time it was raised."""

    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=40)
    raised_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "subject", "raised_at"), name="turned_red_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
