"""Dates of the next contact that a person set by hand (rules.md §4, N14)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from customers.models import Customer
from followups.models.follow_up import FollowUp

USER = settings.AUTH_USER_MODEL


class DateByHandQuerySet(ScopedQuerySet["DateByHand"]):
    """Dates by hand, with the customer's owner as theirs."""

    owner_path = "customer__owner"
    customer_path = "customer"

    def to_judge(self) -> Self:
        """Later than computed, with a reason that no manager has judged yet."""
        return self.filter(is_later=True, is_accepted=None)

    def judgeable_by(self, user: User) -> Self:
        """Those that `user` may judge: others' reasons, the boss one's own too (`followups.permissions.can_judge`)."""
        return self.all() if user.is_boss else self.exclude(set_by=user)


class DateByHand(models.Model):
    """A date by hand: what the rules had said (`computed_on`), the day chosen, and why if it is later.

    The customer carries the one that holds; `used_by` is the contact that used it up. A later one counts as kept
    only when a manager accepts its reason: then `computed_on` counts as a contact day (N14).
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="dates_by_hand")
    computed_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(_("Next contact"))
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    is_later = models.BooleanField(default=False)
    set_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    set_with = models.ForeignKey(FollowUp, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    used_by = models.ForeignKey(FollowUp, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_accepted = models.BooleanField(null=True, blank=True)
    judged_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = DateByHandQuerySet.as_manager()

    class Meta:
        ordering = ("-set_at", "-id")
        indexes = (
            models.Index(fields=("customer", "-set_at"), name="date_by_hand_newest"),
            models.Index(
                fields=("set_at",), condition=Q(is_later=True, is_accepted=None), name="date_by_hand_to_judge"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer} {self.due_on}"
