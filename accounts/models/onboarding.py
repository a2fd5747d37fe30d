"""What a new person goes through."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from core.ui.formats import is_chinese


class OnboardingText(models.Model):
    """What a new person goes through, in both languages."""

    text_zh = models.CharField(_("In Chinese"), max_length=200)
    text_en = models.CharField(_("In English"), max_length=200)
    position = models.PositiveSmallIntegerField(_("Place in the list"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text_zh if is_chinese() else self.text_en


class OnboardingItem(OnboardingText):
    """A line of the list that every new person gets a copy of (S100, S101)."""

    class Meta:
        ordering = ("position", "pk")


class OnboardingStep(OnboardingText):
    """A person's own copy of a line, signed off by whoever leads them; what is changed in the list later is not changed here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="onboarding")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="onboarding_signed_by_somebody",
            ),
        )
