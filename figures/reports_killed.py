"""What kill -9 leaves of the work of the clock (K3): weeks, days, the A list, the month's records, briefings, cadence, snapshot.

Real processes on PostgreSQL, on the demo's year of work. Each job (`killed_works`) is done once in peace; then what it wrote
is taken away, and its worker is killed in the middle of it, FIGURE_KILLS (default 2) times for each, at seeded places of the
time that it took; a job of less than half a second as soon as it runs. What is there at last must be what was there in peace,
each row once, and 120 s after the kill. A dead worker is missed when its lease ends, by the tick that comes next: beat's,
which comes each minute, are shortened here to five seconds, and the 120 s by as much.
"""

import os
import random
import time
from dataclasses import dataclass
from typing import Any

from figures.killed_works import Work, works
from figures.processes import Result, Site, in_a_process, set_up_django, site

SEED = 7
TRIES = 20  # for one kill: a short job may have ended before it comes
SHORT = 0.5  # seconds: of a job that is no longer the kill comes as soon as it is seen to run
LONGEST = 600.0  # seconds
TICK = 5.0  # seconds: beat's minute, shortened
MINUTE = 60.0
RECOVERED = 120.0 - (
    MINUTE - TICK
)  # seconds after the kill in which the job is done: 120 with beat's own minute (trust.md K)


def kills() -> int:
    """Return how often each job is killed."""
    return int(os.environ.get("FIGURE_KILLS", "2"))


def reports_killed() -> Result:
    """K3."""
    return in_a_process("_reports_killed", __name__)


@dataclass(frozen=True)
class Run:
    """A job that was done: the seconds that it took, and those after the kill; `recovery` None where none came in time."""

    seconds: float
    recovery: float | None = None


def _reports_killed() -> Result:
    with site() as place:
        place.start_redis()
        set_up_django(place)
        from django.core.management import call_command

        call_command("seed_demo", verbosity=0)
        draw = random.Random(SEED)  # noqa: S311 - a seeded draw, no secret
        value = {work.kind: _judge(place, work, draw) for work in works()}
        return value, all(_is_whole(one) for one in value.values())


def _is_whole(one: dict[str, Any]) -> bool:
    is_once = one["rows"] and one["alike"] and not one["doubled"]
    return bool(is_once and one["kills"] == kills() and one["recovery"] <= RECOVERED)


def _judge(place: Site, work: Work, draw: random.Random) -> dict[str, Any]:
    """Do it in peace, then with kills; return what was compared."""
    place.start_worker()
    seconds = _once(place, work, None).seconds
    expected = work.outcome()
    recoveries: list[float] = []
    is_alike, doubled = True, 0
    longest = 0.0 if seconds <= SHORT else 0.9
    for _ in range(kills() * TRIES):
        if len(recoveries) == kills():
            break
        run = _once(place, work, draw.uniform(0.0, longest) * seconds)
        recoveries += [] if run.recovery is None else [run.recovery]
        found = work.outcome()
        is_alike = is_alike and found == expected
        doubled += len(found) - len({str(row[0]) for row in found})
    place.kill("worker")
    return {
        "rows": len(expected), "seconds": round(seconds, 2), "kills": len(recoveries), "alike": is_alike, "doubled": doubled,
        "recovery": round(max(recoveries, default=0.0), 1),
    }  # fmt: skip


def _once(place: Site, work: Work, kill_after: float | None) -> Run:
    """Take away what it wrote and let it be done, with a kill so many seconds after it began, or in peace."""
    from django.utils import timezone

    from core import jobs
    from core.models import Job

    work.take_away()
    Job.objects.filter(kind=work.kind).delete()
    row = jobs.enqueue(work.kind, key="figure", at=timezone.now())
    killed_at, has_landed, end = None, False, time.monotonic() + LONGEST
    next_tick = time.monotonic() + TICK
    while row.state != Job.State.DONE:
        if time.monotonic() > end:
            raise RuntimeError(f"{work.kind} is still {row.state}: {row.error}")
        if row.state == Job.State.RUNNING and kill_after is not None and killed_at is None:
            time.sleep(kill_after)
            place.kill("worker")
            killed_at = timezone.now()
            row.refresh_from_db()
            has_landed = row.state == Job.State.RUNNING
            place.start_worker()
        if time.monotonic() >= next_tick:
            jobs.tick(at=timezone.now())
            next_tick = time.monotonic() + TICK
        time.sleep(0.002)
        row.refresh_from_db()
    seconds = (row.finished_at - row.started_at).total_seconds()
    if killed_at is None or not has_landed:
        return Run(seconds)
    return Run(seconds, (row.finished_at - killed_at).total_seconds())
