"""Background work: the row in the database is the truth, Celery carries its id (trust.md 2a).

A job is enqueued in the transaction of its cause and sent on commit; a broker that is down loses nothing, because a
tick each minute sends every row that is due again. A periodic job is a row per (kind, period): two beats or two
workers make it once. Handlers are idempotent; what they write and the job's end are one transaction.

Long work is cut into parts (trust.md 2a, rule 3): its handler is a generator that yields a `Part` after each. A part
is one transaction, together with the cursor it leaves in the row; whoever takes an abandoned job over gets that
cursor back and goes on behind it. Work that computes for long before it writes (reading a file, looking buyers up) is
registered with `computes_outside`: its generator runs outside of transactions and yields what to write as a function.
What cannot be cut (a file that is written as a whole) is registered with `is_whole` and runs to its end at one go.
"""

import logging
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.models import Job

logger = logging.getLogger("tradecrm.jobs")

# A dead worker's job goes on after its lease, at the next minute's tick: within two minutes (trust.md K).
LEASE = timedelta(seconds=50)
HEARTBEAT_SECONDS = 15
# How far the clocks of two machines may be apart; what is further ahead was written by a clock that was wrong.
CLOCK_SLACK = timedelta(minutes=2)
# What was done further ahead than this was not done by a clock that ran ahead: the one that asks is behind (T3: a day).
CLOCK_AHEAD = timedelta(days=2)
MAX_ATTEMPTS = 5
KEEP = timedelta(days=3)
# A run of a long job ends after this time and the next one goes on: Celery kills at 300 s.
RUN_SECONDS = 240.0
# What cannot be cut gets this long.
WHOLE_SECONDS = 3_000


@dataclass(frozen=True)
class Part:
    """A part of a long job is done. `cursor` (plain JSON) is what the next run needs to go on behind it.

    `done` of `total` rows: how far the job is, shown and nothing else. `write`: what a job that computes outside of
    transactions has to write, called in the part's.
    """

    cursor: Any
    done: int
    total: int
    write: Callable[[], Any] | None = None


Parts = Generator[Part, None, dict[str, Any]]
Work = Callable[..., dict[str, Any] | Parts | None]


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
    """A registered kind of work; `schedule` None means it is enqueued by services. `label` is its name for people."""

    name: str
    work: Work
    schedule: Every | Daily | None = None
    label: Any = ""
    computes_outside: bool = False
    is_whole: bool = False


_kinds: dict[str, Kind] = {}


def job(
    name: str, *, label: Any = "", computes_outside: bool = False, is_whole: bool = False
) -> Callable[[Work], Work]:
    """Decorator: register `work(*, at, **payload)` under `name`; `label` is what the health page calls it.

    A generator is a long job; once a part of it is committed, it is called with that part's `cursor` too. What it
    writes between two yields is one transaction, so none may be open where it yields; with `computes_outside` it writes
    nothing itself, but by `Part.write`. With `is_whole` its runs are not cut after RUN_SECONDS: what it has made so far
    lives in the run alone.
    """
    return _register(name, None, label, computes_outside=computes_outside, is_whole=is_whole)


def periodic(
    name: str, schedule: Every | Daily, *, label: Any = "", computes_outside: bool = False
) -> Callable[[Work], Work]:
    """Decorator: register `work(*, at)` to run once per period. A missed period is caught up once, with the latest."""
    return _register(name, schedule, label, computes_outside=computes_outside)


def _register(
    name: str,
    schedule: Every | Daily | None,
    label: Any,
    *,
    computes_outside: bool = False,
    is_whole: bool = False,
) -> Callable[[Work], Work]:
    def decorate(work: Work) -> Work:
        _kinds[name] = Kind(name, work, schedule, label or name, computes_outside, is_whole)
        return work

    return decorate


def kinds() -> list[Kind]:
    """Return the registered kinds by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def enqueue(name: str, *, key: str, at: datetime, owner: Any = None, **payload: Any) -> Job:
    """Enqueue work once per `key`, in the caller's transaction; sent on commit. Returns the row, new or not."""
    row, is_new = _add_row(name, key, at, owner=owner, payload=payload)
    if is_new:
        transaction.on_commit(partial(send, row.pk, name))
    return row


def _add_row(name: str, key: str, at: datetime, **values: Any) -> tuple[Job, bool]:
    return Job.objects.get_or_create(
        key=f"{name}:{key}"[:160], defaults={"kind": name, "due_at": at, "created_at": at, **values}
    )


def send(job_id: int, kind: str) -> bool:
    """Hand the id to Celery. A broker that cannot be reached is logged, not raised: the next tick sends it again."""
    from core.tasks import run_job

    limits = {"time_limit": WHOLE_SECONDS} if kind in _kinds and _kinds[kind].is_whole else {}
    try:
        run_job.apply_async(args=[job_id], retry=False, **limits)
    except (OperationalError, OSError) as error:
        logger.warning("job %s not sent, the next tick will: %s", job_id, error)
        return False
    return True


def tick(*, at: datetime) -> int:
    """Make the rows of the periods that have begun and send everything due. Returns how many were sent."""
    add_periods(at=at)
    rows = list(due_rows(at=at).order_by("due_at").values_list("pk", "kind")[:500])
    return sum(send(job_id, kind) for job_id, kind in rows)


def add_periods(*, at: datetime) -> None:
    """Make the row of each period that has begun; what a clock that was ahead has done is to be done again in its time."""
    periodic = [kind for kind in kinds() if kind.schedule is not None]
    for kind in periodic:
        key, start = kind.schedule.latest(at)  # type: ignore[union-attr]  # chosen above
        _add_row(kind.name, key, min(start, at))
    early = Job.objects.filter(
        kind__in=[kind.name for kind in periodic], state=Job.State.DONE, finished_at__gt=at + CLOCK_SLACK
    )
    early.update(state=Job.State.QUEUED, due_at=F("created_at"), attempts=0, cursor=None)


def due_rows(*, at: datetime) -> QuerySet[Job]:
    """What waits and is due, and what runs in nobody's hands: its lease has ended.

    No clock that is right gives a lease, or makes a row, later than now: after a clock that was ahead went back, its rows
    are due at once (trust.md T3), but for those of a period, which has its own time.
    """
    ahead = at + CLOCK_SLACK
    of_periods = Q(kind__in=[kind.name for kind in kinds() if kind.schedule is not None])
    made_ahead = (Q(created_at__gt=ahead) | Q(started_at__gt=ahead)) & ~of_periods
    waiting = Q(state=Job.State.QUEUED) & (Q(due_at__lte=at) | made_ahead)
    left = Q(state=Job.State.RUNNING) & (Q(lease_until__lt=at) | Q(lease_until__gt=ahead + LEASE))
    return Job.objects.filter(waiting | left)


def _claim(job_id: int, at: datetime) -> Job | None:
    """Take the row if it is due and nobody holds its lease."""
    with transaction.atomic():
        rows = due_rows(at=at).select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        row = rows.filter(pk=job_id).first()
        if row is None:
            return None
        if row.state == Job.State.RUNNING and row.attempts >= MAX_ATTEMPTS:
            # Taken over that often means that it kills whoever works on it, and never gets to say so itself.
            row.state, row.error = Job.State.FAILED, "given up: its workers did not survive it"
            row.save(update_fields=["state", "error"])
            return None
        row.state, row.lease_until, row.started_at = Job.State.RUNNING, at + LEASE, at
        row.attempts += 1
        row.save(update_fields=["state", "lease_until", "started_at", "attempts"])
    return row


def run(job_id: int, *, at: datetime) -> bool:
    """Run the job once. Returns False when it was not due, held by another, or failed (then it is tried again).

    A long job that has not ended after RUN_SECONDS is sent again and goes on in that run.
    """
    row = _claim(job_id, at)
    if row is None:
        return False
    try:
        with _heartbeat(row):
            _work_off(row, at)
    except Exception as error:
        logger.exception("job %s failed", row.key)
        _fail(row, error, at)
        return False
    return True


def _work_off(row: Job, at: datetime) -> None:
    cursor = {} if row.cursor is None else {"cursor": row.cursor}
    kind = _kinds[row.kind]
    with transaction.atomic():
        outcome = kind.work(at=at, **row.payload, **cursor)
        if not isinstance(outcome, Generator):
            _finish(row, outcome or {})
            return
    until = time.monotonic() + (WHOLE_SECONDS if kind.is_whole else RUN_SECONDS)
    do_part = _do_computed_part if kind.computes_outside else _do_part
    while do_part(row, outcome):
        if time.monotonic() >= until:
            _pause(row, at)
            return


def _do_part(row: Job, parts: Parts) -> bool:
    """Do the next part and keep its cursor, or end the job, in one transaction. Returns whether there was a part."""
    with transaction.atomic():
        try:
            part = next(parts)
        except StopIteration as end:
            _finish(row, end.value or {})
            return False
        _keep_part(row, part)
    return True


def _do_computed_part(row: Job, parts: Parts) -> bool:
    """Like `_do_part`, with the transaction only around what the part writes."""
    try:
        part = next(parts)
    except StopIteration as end:
        with transaction.atomic():
            _finish(row, end.value or {})
        return False
    with transaction.atomic():
        if part.write is not None:
            part.write()
        _keep_part(row, part)
    return True


def _keep_part(row: Job, part: Part) -> None:
    row.attempts = 1  # it moves on: what counts towards giving up is the tries of one part
    _write(
        row,
        cursor=part.cursor,
        done_count=part.done,
        total_count=part.total,
        lease_until=timezone.now() + LEASE,
        attempts=1,
    )


def _pause(row: Job, at: datetime) -> None:
    _write(row, state=Job.State.QUEUED, due_at=at, lease_until=None, attempts=0)
    send(row.pk, row.kind)


class LostLease(Exception):
    """Another worker took the job over; this run's writes are rolled back."""


def _held(row: Job) -> QuerySet[Job]:
    """The row while this run holds it: each claim has a time of its own."""
    return Job.objects.filter(pk=row.pk, state=Job.State.RUNNING, started_at=row.started_at)


def _write(row: Job, **values: Any) -> None:
    if not _held(row).update(**values):
        raise LostLease(row.key)


def _finish(row: Job, result: dict[str, Any]) -> None:
    _write(row, state=Job.State.DONE, result=result, lease_until=None, error="", finished_at=timezone.now())


def _fail(row: Job, error: Exception, at: datetime) -> None:
    is_final = row.attempts >= MAX_ATTEMPTS
    _held(row).update(
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
                _held(row).update(lease_until=timezone.now() + LEASE)
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


def cancel_owned(owner: Any, *, because: str, at: datetime) -> int:
    """Cancel what waits for a worker in the name of `owner` (trust.md S8); return how many.

    What runs already asks for its right itself, part by part.
    """
    waiting = Job.objects.filter(owner=owner, state=Job.State.QUEUED)
    return waiting.update(state=Job.State.CANCELLED, error=because, finished_at=at)


def prune_jobs(*, at: datetime) -> int:
    """Delete finished rows older than three days, except the last one of each kind. Returns how many."""
    from django.db.models import Max

    last = Job.objects.values("kind").annotate(last=Max("pk")).values("last")
    old = Job.objects.filter(state=Job.State.DONE, finished_at__lt=at - KEEP).exclude(pk__in=last)
    return old.delete()[0]
