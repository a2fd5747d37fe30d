"""What Celery runs: a tick and a job id, nothing else."""

import secrets

from celery import shared_task
from django.utils import timezone

from core import jobs
from core.request_context import RequestContext, request_context


@shared_task(name="core.tick")
def tick() -> None:
    """Say that a minute has passed."""
    jobs.tick(at=timezone.now())


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Run the job of this id."""
    with request_context(RequestContext(number=secrets.token_hex(4), address="worker")):
        jobs.run(job_id, at=timezone.now())
