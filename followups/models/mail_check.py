"""The mail check: a person has looked through the mail in one of the day's three windows (S34)."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from followups.domain.mail_windows import Window

USER = settings.AUTH_USER_MODEL


class MailCheck(models.Model):
    """One row per person, day and window. `is_by_hand`: ticked with a click; else by a recorded mail."""

    class Part(models.TextChoices):
        MORNING = Window.MORNING.value, pgettext_lazy("mail", "Morning")
        MIDDAY = Window.MIDDAY.value, pgettext_lazy("mail", "Midday")
        END = Window.END.value, pgettext_lazy("mail", "End of day")

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="mail_checks")
    day = models.DateField()
    window = models.CharField(max_length=10, choices=Part)
    at = models.DateTimeField()
    is_by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "day", "window"), name="mail_check_once"),)
        indexes = (models.Index(fields=("day", "user"), name="mail_check_day"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.day} {self.window}"
