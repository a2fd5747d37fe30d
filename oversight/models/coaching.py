"""Notes to a salesperson about how they work (S108)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User

USER = settings.AUTH_USER_MODEL


class CoachingQuerySet(models.QuerySet["CoachingNote"]):
    """Coaching notes, narrowed by who reads them."""

    def visible_to(self, user: Any) -> Self:
        """Private: the person's own, those of who leads them now, and all for the boss."""
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        own = Q(person=user)
        return self.filter(own | Q(person__team__manager=user) if user.is_manager else own)


class CoachingNote(models.Model):
    """What a leader noted for `person`, who is told of it and reads it. Nothing is changed or deleted."""

    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="coaching_notes")
    text = models.TextField(_("Coaching note"), max_length=4000)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CoachingQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("person", "-at"), name="coaching_newest"),)

    def __str__(self) -> str:
        return f"coaching note {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:my_coaching")
