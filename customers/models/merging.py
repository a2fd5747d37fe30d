"""Two records of one buyer made one, in steps that can be taken back (rules.md §5)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.scoping import ScopedQuerySet
from customers.models.customer import Customer

USER = settings.AUTH_USER_MODEL


class CustomerMergeQuerySet(ScopedQuerySet["CustomerMerge"]):
    """Merges belong to whom the record that stays belongs."""

    owner_path = "survivor__owner"
    customer_path = "survivor"

    def led_by(self, user: Any) -> Self:
        """Narrow to merges of two customers whose owners `user` leads, both (`can_merge`); all for the boss."""
        return super().led_by(user).filter(merged__in=Customer.objects.led_by(user))

    def standing(self) -> Self:
        """Without those that were undone."""
        return self.filter(undone_at=None)


class CustomerMerge(models.Model):
    """`merged` became part of `survivor`; `steps` hold what that changed, so that it can be taken back exactly."""

    survivor = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = CustomerMergeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("merged",), condition=Q(undone_at=None), name="customer_merged_once"
            ),
        )
        indexes = (models.Index(fields=("undone_at", "-at"), name="customer_merge_newest"),)

    def __str__(self) -> str:
        return f"{self.merged} → {self.survivor}"


class MergeStep(models.Model):
    """`column` of the rows `ids` of `table` was `before` and became `after`; without a column the merge wrote the rows.

    `table` is a model's label. The values are plain ones, days and times in ISO 8601.
    """

    merge = models.ForeignKey(CustomerMerge, on_delete=models.CASCADE, related_name="steps")
    table = models.CharField(max_length=60)
    column = models.CharField(max_length=60, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    ids = models.JSONField(default=list)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {len(self.ids)}"
