"""The calendar feed (ICS) of one's due contacts and tasks."""

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """A person's secret link; only its digest is kept. Revoked when replaced, and dead when the person is frozen."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)
