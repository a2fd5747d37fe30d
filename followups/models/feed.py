"""The calendar feed (ICS) of one's due contacts and tasks."""

from django.conf import settings
from django.db import models

from accounts.models import SecretLinkQuerySet


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

    objects = SecretLinkQuerySet["CalendarFeed"].as_manager()

    def __str__(self) -> str:
        return str(self.user)
