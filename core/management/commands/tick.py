"""Run every background job that is due, here and now, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core import jobs


class Command(BaseCommand):
    help = "Run every background job that is due, in this process."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        jobs.tick(at=at)
        for row in jobs.due_rows(at=at).order_by("due_at"):
            done = jobs.run(row.pk, at=timezone.now())
            self.stdout.write(f"{'done ' if done else 'failed'} {row.key}")
