"""With whom a customer is shared (共享客户): named people who read it, or act on it as a stand-in does."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from customers.models.customer import Customer

USER = settings.AUTH_USER_MODEL


class Access(models.TextChoices):
    """How far a share reaches."""

    READ = "read", _("Reads")
    ACT = "act", _("Reads and acts")


class CustomerShareQuerySet(ScopedQuerySet["CustomerShare"]):
    """Shares; who sees the customer sees with whom it is shared."""

    owner_path = "customer__owner"
    customer_path = "customer"

    def standing_on(self, day: date) -> Self:
        """Narrow to those that neither somebody nor their last day has ended, on the company's `day`."""
        return self.filter(Q(until=None) | Q(until__gte=day), ended_at=None)

    def of(self, person: Any) -> Self:
        """Narrow to what is shared with `person`: customers that have an owner, and another one."""
        rows = self.filter(person=person, customer__merged_into=None, customer__owner__isnull=False)
        return rows.exclude(customer__owner=person)


class CustomerShare(Labelled, models.Model):
    """A customer is shared with `person`, by whom, why, until which day (None: until somebody ends it), ended by whom."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="shares")
    access = models.CharField(_("Access"), max_length=10, choices=Access, default=Access.READ)
    reason = models.CharField(_("Reason"), max_length=200)
    until = models.DateField(_("Until"), null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CustomerShareQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "person"), condition=Q(ended_at=None), name="share_one_open"
            ),
        )
        indexes = (
            models.Index(fields=("person",), condition=Q(ended_at=None), name="share_of_person"),
            models.Index(fields=("customer", "-at"), name="share_newest"),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.access}"

    @property
    def may_act(self) -> bool:
        return self.access == Access.ACT
