"""The calendar feed (ICS) of one's due contacts and tasks."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Feeds, narrowed to those that answer."""

    def live(self) -> Self:
        """Of people who may sign in, and not from before a freeze: what dies with the sessions stays dead (S2)."""
        return self.filter(user__is_active=True, user__frozen_at=None, epoch=F("user__session_epoch"))


class CalendarFeed(models.Model):
    """A person's secret link; only its digest is kept. Revoked when replaced, and dead for good once they are frozen.

    `epoch` is the person's `session_epoch` for which it was made.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.user)
