"""What the platform says of a person's week (S105)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User

USER = settings.AUTH_USER_MODEL


class PlatformWeekQuerySet(models.QuerySet["PlatformWeek"]):
    """Weeks, narrowed by who reads them."""

    def visible_to(self, user: Any) -> Self:
        """Those of whom a manager leads and their own; all for the boss."""
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        return self.filter(Q(person__team__manager=user) | Q(person=user)) if user.is_manager else self.none()


class PlatformWeek(models.Model):
    """The figures of one person and calendar week as the platform told them; None where it did not."""

    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="platform_weeks")
    monday = models.DateField()
    exposure = models.PositiveIntegerField(_("Exposure"), null=True)
    clicks = models.PositiveIntegerField(_("Clicks"), null=True)
    visitors = models.PositiveIntegerField(_("Visitors on the platform"), null=True)
    inquiries = models.PositiveIntegerField(_("Inquiries on the platform"), null=True)
    reply_rate = models.DecimalField(_("Reply rate"), max_digits=4, decimal_places=1, null=True)
    products_updated = models.PositiveIntegerField(_("Products updated"), null=True)
    brought_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    objects = PlatformWeekQuerySet.as_manager()

    class Meta:
        ordering = ("-monday", "person__name", "id")
        constraints = (
            models.UniqueConstraint(fields=("person", "monday"), name="platform_week_once"),
            models.CheckConstraint(
                condition=Q(reply_rate=None) | Q(reply_rate__range=(0, 100)), name="platform_reply_rate"
            ),
        )

    def __str__(self) -> str:
        return f"{self.monday}"
