"""How far a leader has looked (S12, S66)."""

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class SeenThing(models.TextChoices):
    """What is looked through: a customer's history; a report, a day, a digest, an A list, the two records of months and quarters."""

    CUSTOMER = "customer"
    REPORT = "report"
    DEPARTMENT = "department"
    DAY = "day"
    DIGEST = "digest"
    A_LIST = "a_list"
    REPLIES = "replies"
    PORTFOLIO = "portfolio"


class SeenMark(models.Model):
    """`person` has seen the thing as it was at `seen_at`. Whoever may see the thing is told so (S12)."""

    thing = models.CharField(max_length=10, choices=SeenThing)
    record_id = models.BigIntegerField()
    person = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-seen_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("thing", "record_id", "person"), name="seen_mark_once"),
        )

    def __str__(self) -> str:
        return f"{self.thing} {self.record_id}"
