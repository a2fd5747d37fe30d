"""Customers that go back to the open pool (公海) unless somebody contacts them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.scoping import ScopedQuerySet
from customers.models.customer import Customer


class PoolWarningQuerySet(ScopedQuerySet["PoolWarning"]):
    """Warnings belong to whom their customer belongs."""

    owner_path = "customer__owner"
    customer_path = "customer"

    def standing(self) -> Self:
        """Narrow to those that hold still: nobody contacted the customer since, and it is with the same owner.

        The nightly sweep deletes the others; until then no page shows them.
        """
        is_silent = Q(contact_at=F("customer__last_contact_at")) | Q(
            contact_at=None, customer__last_contact_at=None
        )
        return self.filter(
            is_silent, owner=F("customer__owner"), customer__open_inquiries=0, customer__merged_into=None
        )


class PoolWarning(models.Model):
    """The owner was told that the customer goes to the pool on `goes_on`, and why: `why` is {"rule", "count", "since"}.

    `contact_at` is the customer's last contact when the warning went out; `reminded_on` the day of the second one.
    """

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="pool_warning")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    contact_at = models.DateTimeField(null=True, blank=True)
    warned_on = models.DateField()
    goes_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    why: Any = models.JSONField(default=dict)

    objects = PoolWarningQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("owner", "goes_on"), name="pool_warning_owner"),)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.goes_on}"
