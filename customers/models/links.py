"""Customers that are two buyers and belong together: head office, branch, agent, end client, one group."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.scoping import Scope, ScopedQuerySet
from customers.models.customer import Customer


class LinkKind(models.TextChoices):
    """What `to` is to `source`."""

    BRANCH = "branch", _("Branch of it")
    END_CLIENT = "end_client", _("End client it buys for")
    GROUP = "group", _("Same group")


# What the other one is, read from `source` and from `to`.
FROM_SOURCE: dict[str, Promise] = {
    LinkKind.BRANCH: _("Branch"), LinkKind.END_CLIENT: _("End client"), LinkKind.GROUP: _("Same group"),
}  # fmt: skip
FROM_TARGET: dict[str, Promise] = {
    LinkKind.BRANCH: _("Head office"), LinkKind.END_CLIENT: _("Buying agent"), LinkKind.GROUP: _("Same group"),
}  # fmt: skip


class CustomerLinkQuerySet(ScopedQuerySet["CustomerLink"]):
    """Links; a person sees one when one of both customers is visible."""

    owner_path = "source__owner"

    def in_scope(self, scope: Scope) -> Self:
        """Narrow to links of which one customer is inside the scope."""
        visible = Customer.objects.in_scope(scope)
        return self.all() if scope.sees_all else self.filter(Q(source__in=visible) | Q(target__in=visible))

    def of(self, customers: Any) -> Self:
        """Narrow to links at one of these customers, without those of which one was merged away."""
        current = self.filter(source__merged_into=None, target__merged_into=None)
        return current.filter(Q(source__in=customers) | Q(target__in=customers))


class CustomerLink(models.Model):
    """`target` is a branch of `source`, the end client for whom it buys, or of the same group."""

    source = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(_("What it is"), max_length=12, choices=LinkKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CustomerLinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "target"), name="customer_link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="customer_link_to_another"),
        )

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
