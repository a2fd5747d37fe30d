"""Leave, trips and sick leave, with a stand-in."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.domain import absences as rule
from accounts.models.people import User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences, narrowed by day and state."""

    def holding(self) -> "AbsenceQuerySet":
        """Those in which a person is, or was, away: approved, and not taken back. Nothing else counts anywhere."""
        return self.filter(state__in=rule.HOLDING)

    def within(self, first: date, last: date) -> "AbsenceQuerySet":
        """Those that share a day with this stretch of the company's days, in whatever state."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def on(self, day: date) -> "AbsenceQuerySet":
        """Absences that hold on the company's day `day` (whole days, N9)."""
        return self.holding().within(day, day)

    def visible_to(self, user: Any) -> "AbsenceQuerySet":
        """What `user` reads of leave and trips (`accounts.scoping.absences_of`)."""
        from accounts.scoping import absences_of

        return absences_of(user, self)


class Absence(models.Model):
    """A trip or leave with a stand-in, for whole days of the company's calendar (S35, S124, rules.md §6).

    It is asked for and counts once it holds (`accounts.domain.absences`). `stand_in` is a suggestion until then.
    `decided_by` is None for one that held at once, because nobody else was there to decide; with `decision` it is the last
    one: a revoked approval stands in the audit trail. `planned_until` is the last day as it was approved, when it ended
    sooner. `comment` is the manager's word on a request.
    """

    class Kind(models.TextChoices):
        TRIP = "trip", _("Business trip")
        LEAVE = "leave", _("Leave")
        SICK = "sick", _("Sick leave")

    class State(models.TextChoices):
        REQUESTED = rule.State.REQUESTED.value, _("Waits for a decision")
        APPROVED = rule.State.APPROVED.value, _("Approved")
        REFUSED = rule.State.REFUSED.value, pgettext_lazy("leave", "Refused")
        WITHDRAWN = rule.State.WITHDRAWN.value, _("Withdrawn")
        REVOKED = rule.State.REVOKED.value, pgettext_lazy("leave", "Revoked")
        ENDED = rule.State.ENDED.value, _("Ended early")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="stand_ins"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LEAVE)
    starts_on = models.DateField()
    ends_on = models.DateField()
    planned_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.APPROVED)
    asked_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=200, blank=True)
    commented_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("stand_in", "starts_on")),
            models.Index(fields=("user", "starts_on")),
            models.Index(
                fields=("starts_on",), condition=Q(state=rule.WAITING.value), name="absence_waiting"
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("user")), name="absence_stand_in_is_other"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on}–{self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:absence", args=[self.pk])

    @property
    def span(self) -> rule.Span:
        """Its days."""
        return rule.Span(self.starts_on, self.ends_on)

    @property
    def holds(self) -> bool:
        """Whether the person is, or was, away in it."""
        return self.state in rule.HOLDING

    def allows(self, step: rule.Step, today: date) -> bool:
        """Whether `step` can be done to it today."""
        return rule.allows(rule.State(self.state), step, self.span, today)
