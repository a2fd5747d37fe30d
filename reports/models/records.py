"""The records of a month or quarter per person: replies to inquiries, and the customers (S137, S138)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from core.labels import Labelled
from core.work_days import current_calendar
from reports.domain import days, management
from reports.domain.days import Stretch
from reports.domain.figures import Figures, from_stored
from reports.domain.management import Management
from reports.domain.timetable import Span
from reports.models.reading import PersonalQuerySet

USER = settings.AUTH_USER_MODEL


class RecordPeriod(Labelled, models.Model):
    """A month or quarter. `issued_at`: when its figures were frozen and everybody told; None: it still runs.

    `settled_on`: the last day on which it was looked who is in it and who leads whom.
    """

    class Kind(models.TextChoices):
        MONTH = days.Kind.MONTH, pgettext_lazy("period", "Month")
        QUARTER = days.Kind.QUARTER, pgettext_lazy("period", "Quarter")

    kind = models.CharField(max_length=10, choices=Kind)
    first_on = models.DateField()
    last_on = models.DateField()
    issued_at = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True)

    class Meta:
        ordering = ("-first_on", "kind")
        constraints = (models.UniqueConstraint(fields=("kind", "first_on"), name="record_period_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.first_on:%Y-%m}"

    def get_absolute_url(self) -> str:
        return f"{reverse('reports:records')}?kind={self.kind}&day={self.first_on.isoformat()}"

    @property
    def stretch(self) -> Stretch:
        return Stretch(days.Kind(self.kind), self.first_on, self.last_on)

    @property
    def span(self) -> Span:
        """The time that it covers, in the company's zone."""
        return self.stretch.span(current_calendar())


class RecordQuerySet(PersonalQuerySet["PersonRecord"]):
    """Records of people."""


class PersonRecord(Labelled, models.Model):
    """A person's month or quarter. `figures` and `customers` are frozen when it is issued; until then None.

    `manager`: who leads the person, as of the period's end once it is over; None: nobody but the boss.
    """

    period = models.ForeignKey(RecordPeriod, on_delete=models.PROTECT, related_name="records")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="records")
    manager = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    figures = models.JSONField(null=True)
    customers = models.JSONField(null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("-period__first_on", "person__name", "id")
        constraints = (models.UniqueConstraint(fields=("period", "person"), name="person_record_once"),)
        indexes = (models.Index(fields=("manager", "period"), name="person_record_manager"),)

    def __str__(self) -> str:
        return f"Record {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:inquiry_record", args=[self.pk])

    @property
    def owner_id(self) -> int:
        """Whose it is, for the trail of who read it."""
        return self.person_id

    @property
    def frozen_figures(self) -> Figures | None:
        return from_stored(self.figures) if self.figures else None

    @property
    def frozen_customers(self) -> Management | None:
        return management.from_stored(self.customers) if self.customers else None
