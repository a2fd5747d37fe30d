"""How well a person kept the cadence: in a week, as Today reads it; in each window that has ended."""

from django.conf import settings
from django.db import models


class CadenceWeek(models.Model):
    """Contacts asked and kept of a person over the windows that end in one calendar week (N17).

    `monday` begins the week. The running week is judged up to `until_on`, the last whole day: whoever keeps every
    due date has 100 % on any morning.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    monday = models.DateField()
    until_on = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "monday"), name="cadence_week_once"),)

    def __str__(self) -> str:
        return f"{self.user} {self.monday}: {self.kept}/{self.asked}"


class CadenceWindow(models.Model):
    """Contacts asked and kept of a person at one grade in one window that has ended (N17): what figures of the past read.

    `last_on` ends the window. Worked out each night for two weeks after it, by the contacts' own time, then `is_fixed`: what
    is typed in or judged later does not rewrite history. A row with nothing asked says that the window was judged.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    grade = models.CharField(max_length=1)
    last_on = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    is_fixed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "grade", "last_on"), name="cadence_window_once"),
            models.CheckConstraint(
                condition=models.Q(kept__lte=models.F("asked")), name="cadence_window_kept_of_asked"
            ),
        )
        indexes = (models.Index(fields=("last_on", "user"), name="cadence_window_ended"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.grade} {self.last_on}: {self.kept}/{self.asked}"
