"""How well a person kept the cadence in one week: worked out at night, read by Today."""

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
