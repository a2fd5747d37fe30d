"""How many customers' pages each person reads, by the minute: kept for an hour (trust.md X4)."""

from django.conf import settings
from django.db import models


class PagesRead(models.Model):
    """How many customers' pages a person opened within a minute: a number, not which."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "minute"), name="pages_read_once"),)
        indexes = (models.Index(fields=("minute",), name="pages_read_minute"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.minute:%H:%M} {self.count}"
