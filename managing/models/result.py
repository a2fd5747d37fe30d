"""What came of a target once its time was over (S1)."""

from django.db import models

from managing.models.target import Target


class TargetResult(models.Model):
    """Written in the first night after the month or quarter, and never changed: what is typed in later moves no result.

    `reached`: as the target's goal is told, of a share in per cent; None: there was nothing to judge.
    """

    target = models.OneToOneField(Target, on_delete=models.CASCADE, related_name="result")
    reached = models.IntegerField(null=True)
    is_reached = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.target_id}: {self.reached}"
