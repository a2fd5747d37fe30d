"""Background work: the row in the database is the truth, Celery carries its id (trust.md 2a).

A job is enqueued in the transaction of its cause and sent on commit; a broker that is down loses nothing, because a
tick each minute sends every row that is due again. A periodic job is a row per (kind, period): two beats or two
workers make it once. Handlers are idempotent; what they write and the job's end are one transaction.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.models import Job

logger = logging.getLogger("tradecrm.jobs")

LEASE = timedelta(seconds=90)
HEARTBEAT_SECONDS = 30
MAX_ATTEMPTS = 5
KEEP = timedelta(days=3)

Work = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Every:
    """A period of so many minutes, counted from midnight UTC of 1970."""

    minutes: int

    def latest(self, at: datetime) -> tuple[str, datetime]:
        """Return the key and the start of the period that holds `at`."""
        seconds = self.minutes * 60
        start = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=at.tzinfo)
        return f"{start:%Y-%m-%dT%H:%MZ}", start

    def next_after(self, at: datetime) -> datetime:
        return self.latest(at)[1] + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Daily:
    """Once a day at this time of the company's clock."""

    hour: int
    minute: int = 0

    def latest(self, at: datetime) -> tuple[str, datetime]:
        """Return the key and the start of the last period that has begun at `at`."""
        local = timezone.localtime(at)
        start = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        if start > local:
            start -= timedelta(days=1)
        return f"{start:%Y-%m-%d}", start

    def next_after(self, at: datetime) -> datetime:
        return self.latest(at)[1] + timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """A registered kind of work; `schedule` None means it is enqueued by services."""

    name: str
    work: Work
    schedule: Every | Daily | None = None


_kinds: dict[str, Kind] = {}


def job(name: str) -> Callable[[Work], Work]:
    """Decorator: register `work(*, at, **payload)` under `name`."""
    return _register(name, None)


def periodic(name: str, schedule: Every | Daily) -> Callable[[Work], Work]:
    """Decorator: register `work(*, at)` to run once per period. A missed period is caught up once, with the latest."""
    return _register(name, schedule)


def _register(name: str, schedule: Every | Daily | None) -> Callable[[Work], Work]:
    def decorate(work: Work) -> Work:
        _kinds[name] = Kind(name, work, schedule)
        return work

    return decorate


def kinds() -> list[Kind]:
    """Return the registered kinds by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def enqueue(name: str, *, key: str, at: datetime, owner: Any = None, **payload: Any) -> Job:
    """Enqueue work once per `key`, in the caller's transaction; sent on commit. Returns the row, new or not."""
    row, is_new = Job.objects.get_or_create(
        key=f"{name}:{key}"[:160],
        defaults={"kind": name, "payload": payload, "due_at": at, "created_at": at, "owner": owner},
    )
    if is_new:
        transaction.on_commit(partial(send, row.pk))
    return row


def send(job_id: int) -> bool:
    """Hand the id to Celery. A broker that cannot be reached is logged, not raised: the next tick sends it again."""
    from core.tasks import run_job

    try:
        run_job.apply_async(args=[job_id], retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("job %s not sent, the next tick will: %s", job_id, error)
        return False
    return True


def tick(*, at: datetime) -> int:
    """Make the rows of the periods that have begun and send everything due. Returns how many were sent."""
    for kind in kinds():
        if kind.schedule is not None:
            key, start = kind.schedule.latest(at)
            enqueue(kind.name, key=key, at=min(start, at))
    due = Q(state=Job.State.QUEUED, due_at__lte=at) | Q(state=Job.State.RUNNING, lease_until__lt=at)
    ids = list(Job.objects.filter(due).order_by("due_at").values_list("pk", flat=True)[:500])
    return sum(send(job_id) for job_id in ids)


def _claim(job_id: int, at: datetime) -> Job | None:
    """Take the row if it is due and nobody holds its lease."""
    due = Q(state=Job.State.QUEUED, due_at__lte=at) | Q(state=Job.State.RUNNING, lease_until__lt=at)
    with transaction.atomic():
        rows = Job.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        row = rows.filter(due, pk=job_id).first()
        if row is None:
            return None
        row.state, row.lease_until, row.started_at = Job.State.RUNNING, at + LEASE, at
        row.attempts += 1
        row.save(update_fields=["state", "lease_until", "started_at", "attempts"])
    return row


def run(job_id: int, *, at: datetime) -> bool:
    """Run the job once. Returns False when it was not due, held by another, or failed (then it is tried again)."""
    row = _claim(job_id, at)
    if row is None:
        return False
    try:
        with _heartbeat(row), transaction.atomic():
            result = _kinds[row.kind].work(at=at, **row.payload)
            _finish(row, result or {})
    except Exception as error:
        logger.exception("job %s failed", row.key)
        _fail(row, error, at)
        return False
    return True


class LostLease(Exception):
    """Another worker took the job over; this run's writes are rolled back."""


def _finish(row: Job, result: dict[str, Any]) -> None:
    mine = Job.objects.filter(pk=row.pk, state=Job.State.RUNNING, attempts=row.attempts)
    if not mine.update(
        state=Job.State.DONE, result=result, lease_until=None, error="", finished_at=timezone.now()
    ):
        raise LostLease(row.key)


def _fail(row: Job, error: Exception, at: datetime) -> None:
    is_final = row.attempts >= MAX_ATTEMPTS
    Job.objects.filter(pk=row.pk, state=Job.State.RUNNING, attempts=row.attempts).update(
        state=Job.State.FAILED if is_final else Job.State.QUEUED,
        due_at=at + timedelta(minutes=2**row.attempts),
        lease_until=None,
        error=f"{type(error).__name__}: {error}"[:500],
        finished_at=timezone.now(),
    )


@contextmanager
def _heartbeat(row: Job) -> Iterator[None]:
    """Renew the lease from a thread of its own while the work runs."""
    stop = Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            try:
                Job.objects.filter(pk=row.pk, attempts=row.attempts).update(
                    lease_until=timezone.now() + LEASE
                )
            except Exception:
                logger.exception("lease of job %s not renewed", row.key)
        close_old_connections()
        connection.close()

    thread = Thread(target=beat, name=f"lease-{row.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def prune_jobs(*, at: datetime) -> int:
    """Delete finished rows older than three days, except the last one of each kind. Returns how many."""
    from django.db.models import Max

    last = Job.objects.values("kind").annotate(last=Max("pk")).values("last")
    old = Job.objects.filter(state=Job.State.DONE, finished_at__lt=at - KEEP).exclude(pk__in=last)
    return old.delete()[0]
