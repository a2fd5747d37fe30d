"""The handover of somebody's customers: who got which, and whether it was undone (S98, rules.md §6)."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from accounts.models import User
from customers.models.customer import Customer, Grade

USER = settings.AUTH_USER_MODEL
# So long it can be undone as a whole, and its customers are watched (rules.md §6).
UNDONE_WITHIN = timedelta(days=30)


class HandoverKind(models.TextChoices):
    """Why somebody's customers are given to others. Who leaves, or is away for long, keeps none."""

    LEAVING = "leaving", pgettext_lazy("handover", "Leaves the company")
    LEAVE = "leave", pgettext_lazy("handover", "Long leave")
    BALANCE = "balance", pgettext_lazy("handover", "Shared out anew")


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Handovers belong to those who lead the person from whom; the admin has the ones that they made (permissions.md)."""

    def visible_to(self, user: Any) -> "HandoverQuerySet":
        """Narrow to those whose numbers `user` may see; whether names too, `permissions.reads_handover` says."""
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        mine = Q(pk__in=())
        if user.is_manager:
            mine |= Q(person__team__manager=user) | Q(person=user)
        if user.is_admin:
            mine |= Q(by=user)
        return self.filter(mine)


class Handover(models.Model):
    """Customers of `person` that were given to others at once.

    `held`: what the person held then, by holding; `moved`: what went to `others_to` because it belongs to no customer, in
    the words of `core.holdings`. An undone one names to whom the customers went back; a handover of those names it in
    `again`.
    """

    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="handovers")
    kind = models.CharField(pgettext_lazy("handover", "Why"), max_length=10, choices=HandoverKind)
    reason = models.CharField(max_length=200)
    others_to = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    held = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    again = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeated")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    returned_to = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("person", "-at"), name="handover_person"),
            models.Index(fields=("-at", "-id"), name="handover_newest"),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("handovers:show", args=[self.pk])

    @property
    def watched_until(self) -> datetime:
        """Until when it can be undone and its customers are watched."""
        return self.at + UNDONE_WITHIN


class HandedCustomer(models.Model):
    """A customer of a handover: who got it, and how it stood then. `is_returned`: the undoing took it back."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="customers")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="handed_over")
    to = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=1, choices=Grade)
    due_on = models.DateField(null=True)
    is_returned = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("handover", "customer"), name="handed_customer_once"),)
        indexes = (models.Index(fields=("handover", "to"), name="handed_customer_to"),)

    def __str__(self) -> str:
        return f"{self.customer} → {self.to}"
