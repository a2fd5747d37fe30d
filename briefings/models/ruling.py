"""The ruling (批复): what the boss decides, who does it, until when, and what came of it (S111)."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from briefings.domain import steps
from briefings.models.briefing import Briefing
from briefings.models.point import Kind, Point
from core.labels import Labelled
from customers.models import Customer

USER = settings.AUTH_USER_MODEL


class RulingState(models.TextChoices):
    """How far it is; `briefings.domain.steps` holds the allowed steps."""

    OPEN = steps.RulingState.OPEN, pgettext_lazy("ruling", "Open")
    TOLD = steps.RulingState.TOLD, pgettext_lazy("ruling", "Outcome told")
    CLOSED = steps.RulingState.CLOSED, pgettext_lazy("ruling", "Closed")


class RulingQuerySet(models.QuerySet["Ruling"]):
    """Rulings, narrowed by who reads them."""

    def visible_to(self, user: Any) -> Self:
        """Those given to oneself; as a manager those given to one's team and on one's own points; all for the boss.

        What people suggest is between them and the boss (S141): a ruling on it is for the boss and whoever does it.
        """
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        mine = Q(person=user)
        if user.is_manager:
            mine |= Q(person__team__manager=user) & ~Q(kind=Kind.SUGGESTION) | Q(point__raised_by=user)
        return self.filter(mine)

    def unclosed(self) -> Self:
        return self.exclude(state=RulingState.CLOSED)

    def to_do_by(self, person: Any) -> Self:
        """What waits for `person`: open, and no outcome told."""
        return self.filter(person=person, state=RulingState.OPEN)


class Ruling(Labelled, models.Model):
    """The boss's word on something: `kind` and `subject` say on what, `about` in which words it was put.

    `person` does it, by `due_on`; None: nothing is to be done, or it was given before a day was asked for. `late_told_at`:
    when it was told that its day had passed. `more`: what the boss last said to it, so that it goes on. `about` is shown to who sees the record behind it, `customer`
    to who sees the customer; the person is told what to do, and no more than that.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(max_length=40, blank=True)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, blank=True, related_name="rulings")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about = models.TextField(blank=True)
    text = models.TextField(_("Ruling"))
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="rulings")
    due_on = models.DateField(pgettext_lazy("ruling", "Until"), null=True, blank=True)
    briefing = models.ForeignKey(
        Briefing, on_delete=models.PROTECT, null=True, blank=True, related_name="rulings"
    )
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RulingState, default=RulingState.OPEN)
    outcome = models.TextField(_("What came of it"), blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)
    more = models.TextField(_("What is still to be done"), blank=True)
    more_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at", "-id")
        indexes = (
            models.Index(fields=("person", "state"), name="ruling_person"),
            models.Index(fields=("kind", "subject"), name="ruling_subject"),
            models.Index(fields=("customer",), name="ruling_customer"),
            models.Index(
                fields=("due_on",), condition=~Q(state=steps.RulingState.CLOSED), name="ruling_open"
            ),
        )

    def __str__(self) -> str:
        """No word of it: labels of the audit trail are read by more people than the ruling."""
        return f"Ruling {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("briefings:ruling", args=[self.pk])

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and nothing was told."""
        return self.state == RulingState.OPEN and self.due_on is not None and self.due_on < today
