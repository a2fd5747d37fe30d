"""Who gets an inquiry, and why (rules.md §5, issue: same buyer, region, product, rotation, by hand)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from inquiries.models.inquiry import Inquiry

USER = settings.AUTH_USER_MODEL


class Assignment(models.Model):
    """One decision of who answers an inquiry; the log that the boss reads for fairness (S107)."""

    class Rule(models.TextChoices):
        SAME_BUYER = "same_buyer", _("Same buyer, same person")
        REGION = "region", _("Region")
        PRODUCT = "product", _("Product")
        ROTATION = "rotation", _("Rotation")
        MANUAL = "manual", _("By hand")
        HANDOVER = "handover", _("Handover")

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="assignments")
    to = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20, choices=Rule)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("to", "-at")),)

    def __str__(self) -> str:
        return f"{self.inquiry} → {self.to}"


class AssignmentRule(models.Model):
    """A country or a product word that leads to one salesperson."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        PRODUCT = "product", _("Product word")

    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=80)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="assignment_rules")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "value", "user"), name="assignment_rule_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.value} → {self.user}"


class RotationSeat(models.Model):
    """A salesperson's seat in the rotation: locked while the next one is chosen."""

    user = models.OneToOneField(USER, on_delete=models.CASCADE, related_name="rotation_seat")
    last_assigned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user)
