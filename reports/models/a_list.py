"""The monthly list of all A customers to the boss: a snapshot with keys to the customers, and of what is no person's (S58)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.labels import Labelled
from customers.models import Customer
from reports.domain.keeping import Kept, from_stored
from reports.models.reading import PersonalQuerySet

USER = settings.AUTH_USER_MODEL


class AListQuerySet(models.QuerySet["AList"]):
    """Lists; what stands in one is narrowed part by part."""

    def visible_to(self, user: Any) -> Self:
        """Everybody's who is there: that a month has its list is no secret."""
        return self.all() if isinstance(user, User) and user.is_active and not user.is_frozen else self.none()


class AList(Labelled, models.Model):
    """A month's list: `draft_at`, `remind_at` and `send_at` as the timetable wanted it, `…ed_at`/`sent_at` when it was done."""

    month = models.DateField(unique=True)
    draft_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    send_at = models.DateTimeField()
    drafted_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = AListQuerySet.as_manager()

    class Meta:
        ordering = ("-month",)
        constraints = (
            models.CheckConstraint(condition=Q(draft_at__lt=F("send_at")), name="a_list_in_order"),
        )

    def __str__(self) -> str:
        return f"A list {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("reports:a_list", args=[f"{self.month:%Y-%m}"])

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class PartQuerySet(PersonalQuerySet["AListPart"]):
    """Parts of A lists."""

    def owed(self) -> Self:
        """Those that somebody is to confirm, as `AListPart.is_owed` says."""
        return self.exclude(person=None).exclude(person__is_boss=True)

    def unconfirmed(self) -> Self:
        """Those that somebody is to confirm and has not."""
        return self.owed().filter(confirmed_at=None)


class AListPart(Labelled, models.Model):
    """One salesperson's A customers of the month (`person` None: nobody's), confirmed by them or not."""

    a_list = models.ForeignKey(AList, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="a_list_parts")
    manager = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ("-a_list__month", "person__name", "id")
        constraints = (
            models.UniqueConstraint(fields=("a_list", "person"), name="a_list_part_once"),
            models.UniqueConstraint(
                fields=("a_list",), condition=Q(person=None), name="a_list_part_unowned_once"
            ),
        )
        indexes = (models.Index(fields=("person", "-a_list"), name="a_list_part_person"),)

    def __str__(self) -> str:
        return f"A list part {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:a_list_part", args=[self.pk])

    @property
    def owner_id(self) -> int | None:
        """Whose it is, for the trail of who read it."""
        return self.person_id

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_owed(self) -> bool:
        """Whether somebody is to confirm it (loaded with `person`): nobody's has nobody, and a boss briefs nobody (§7)."""
        return self.person is not None and not self.person.is_boss


class AListEntry(models.Model):
    """An A customer: what happened with it. Persons' particulars are read from the customer, never copied: they can be erased.

    `name`: the company as it was called then, by which the list is sorted; never a person's. `is_drafted`: the words are
    those that the records gave, nobody changed them. `confirmed_at`: when the owner of the list's hour confirmed it; None
    for what came into a part after that. `kept`, once the list has gone: a version and what was so then of the company
    (`reports.domain.keeping`); None: the list has not gone, or went before anything was kept.
    """

    part = models.ForeignKey(AListPart, on_delete=models.CASCADE, related_name="entries")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    words = models.TextField(_("What happened with it"), blank=True)
    is_drafted = models.BooleanField(default=True)
    kept = models.JSONField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("customer",), name="a_list_entry_customer"),)

    def __str__(self) -> str:
        return self.name

    @property
    def kept_then(self) -> Kept | None:
        """What the list keeps of this customer; None before it goes, of older lists, and where a merge put another in its place."""
        kept = from_stored(self.kept) if self.kept else None
        return kept if kept is not None and kept.customer == self.customer_id else None
