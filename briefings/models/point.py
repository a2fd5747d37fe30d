"""What a manager puts into a briefing: words to a section, or a point that asks for a ruling."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from briefings.models.briefing import Briefing
from core.labels import Labelled
from customers.models import Customer

USER = settings.AUTH_USER_MODEL


class Part(models.TextChoices):
    """The three sections (S110)."""

    NEW = "new", _("New customers")
    KEY = "key", _("Key customers")
    HARD = "hard", _("Difficulties")


class Kind(models.TextChoices):
    """What a ruling is about."""

    POINT = "point", _("Point of a briefing")
    HELP = "help", _("Help request")
    WISH = "wish", _("Support wanted")
    SUGGESTION = "suggestion", _("Suggestion")
    INQUIRY = "inquiry", _("Inquiry")
    CUSTOMER = "customer", _("Customer")
    PROOF = "proof", _("Proof")
    FREE = "free", _("Of the boss's own accord")


class PointQuerySet(models.QuerySet["Point"]):
    """Points, narrowed by who reads them."""

    def visible_to(self, user: Any) -> Self:
        """One's own as a manager, all for the boss."""
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        return self.filter(raised_by=user) if user.is_manager else self.none()

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def standing_at(self, moment: datetime) -> Self:
        """Raised by then and not taken out yet."""
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), raised_at__lte=moment)

    def unruled(self) -> Self:
        """Those that ask for a ruling and have none yet."""
        return self.standing().filter(asks=True, rulings=None)


class Point(Labelled, models.Model):
    """What a manager says in a section. One that `asks` stands in every briefing until it is ruled on or withdrawn."""

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="points")
    part = models.CharField(max_length=10, choices=Part)
    text = models.TextField(_("Point"))
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asks = models.BooleanField(_("Asks for a ruling"), default=False)
    raised_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ("raised_at", "id")
        indexes = (
            models.Index(fields=("briefing", "raised_at"), name="point_of_briefing"),
            models.Index(fields=("customer",), name="point_customer"),
        )

    def __str__(self) -> str:
        """No word of it: labels of the audit trail are read by more people than the briefing."""
        return f"Point {self.pk}"

    def get_absolute_url(self) -> str:
        return self.briefing.get_absolute_url()
