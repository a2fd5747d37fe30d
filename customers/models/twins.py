"""Two customers that may be one buyer, entered twice before anybody looked (rules.md §5)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.scoping import Scope, ScopedQuerySet
from customers.models.customer import Customer


class TwinPairQuerySet(ScopedQuerySet["TwinPair"]):
    """Pairs; a person sees one when both customers are visible."""

    owner_path = "first__owner"

    def in_scope(self, scope: Scope) -> Self:
        """Narrow to pairs of which both customers are inside the scope."""
        visible = Customer.objects.in_scope(scope)
        return self.all() if scope.sees_all else self.filter(first__in=visible, second__in=visible)

    def led_by(self, user: Any) -> Self:
        """Narrow to pairs of which `user` leads both owners: whose judgement it is."""
        led = Customer.objects.led_by(user)
        return self.all() if user.is_boss else self.filter(first__in=led, second__in=led)

    def open(self) -> Self:
        """Without those decided, and those of which one was merged away."""
        return self.filter(decided_as="", first__merged_into=None, second__merged_into=None)

    def owned_by(self, user: Any) -> Self:
        """Narrow to pairs of which `user` owns one."""
        return self.filter(Q(first__owner=user) | Q(second__owner=user))

    def of(self, customer: Customer) -> Self:
        """Narrow to the pairs of one customer."""
        return self.filter(Q(first=customer) | Q(second=customer))


class TwinPair(models.Model):
    """A pair that the nightly scan found; what a manager decided about it stays, whatever later scans find.

    `first` is the customer with the lower number. `certainty` is 0..1, `reasons` a list of {"code", "params"}.
    """

    class Decision(models.TextChoices):
        SAME = "same", _("The same buyer")
        DIFFERENT = "different", _("Two buyers")

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    certainty = models.FloatField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField()
    decided_as = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = TwinPairQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="twin_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="twin_pair_in_order"),
        )
        indexes = (models.Index(fields=("decided_as", "-certainty", "id"), name="twin_pair_open"),)

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"

    def other_than(self, customer: Customer) -> Customer:
        """Return the other one of the two."""
        return self.second if self.first_id == customer.pk else self.first
