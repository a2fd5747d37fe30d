"""Run every background job that is due, here and now, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from core import jobs
from core.models import Job


class Command(BaseCommand):
    help = "Run every background job that is due, in this process."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        jobs.tick(at=at)
        due = Job.objects.filter(
            Q(state=Job.State.QUEUED, due_at__lte=at) | Q(state=Job.State.RUNNING, lease_until__lt=at)
        )
        for row in due.order_by("due_at"):
            done = jobs.run(row.pk, at=timezone.now())
            self.stdout.write(f"{'done ' if done else 'failed'} {row.key}")
