"""What kill -9 leaves of the work of the night: the cadence, the month's records, the snapshot of the dashboards (K3).

Real processes on PostgreSQL, on the demo's year of work. Each job is done once in peace; then what it wrote is taken away,
and its worker is killed in the middle of it, FIGURE_KILLS (default 2) times for each, at seeded places of the time that it
took. What is there at last must be what was there in peace, each row once. A dead worker is missed when its lease ends.
"""

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from figures.processes import Result, Site, in_a_process, set_up_django, site

SEED = 7
TRIES = 5  # for one kill: a short job may have ended before it comes
LONGEST = 600.0  # seconds
TICK = 5.0  # seconds: beat's minute, shortened


def kills() -> int:
    """Return how often each job is killed."""
    return int(os.environ.get("FIGURE_KILLS", "2"))


def reports_killed() -> Result:
    """K3."""
    return in_a_process("_reports_killed", __name__)


@dataclass(frozen=True)
class Work:
    """A job, how to take away what it wrote, and what it wrote."""

    kind: str
    take_away: Callable[[], None]
    outcome: Callable[[], list[Any]]


def _reports_killed() -> Result:
    with site() as place:
        place.start_redis()
        set_up_django(place)
        from django.core.management import call_command

        call_command("seed_demo", verbosity=0)
        draw = random.Random(SEED)  # noqa: S311 - a seeded draw, no secret
        value = {work.kind: _judge(place, work, draw) for work in _works()}
        is_whole = all(
            one["rows"] and one["alike"] and not one["doubled"] and one["kills"] == kills()
            for one in value.values()
        )
        return value, is_whole


def _judge(place: Site, work: Work, draw: random.Random) -> dict[str, Any]:
    """Do it in peace, then with kills; return what was compared."""
    place.start_worker()
    seconds = _once(place, work, None)
    expected = work.outcome()
    landed, is_alike, doubled = 0, True, 0
    for _ in range(kills() * TRIES):
        if landed == kills():
            break
        landed += bool(_once(place, work, draw.uniform(0.1, 0.9) * seconds))
        found = work.outcome()
        is_alike = is_alike and found == expected
        doubled += len(found) - len({str(row[0]) for row in found})
    place.kill("worker")
    return {
        "rows": len(expected), "seconds": round(seconds, 2), "kills": landed, "alike": is_alike, "doubled": doubled,
    }  # fmt: skip


def _once(place: Site, work: Work, kill_after: float | None) -> float:
    """Take away what it wrote and let it be done; return the seconds it took in peace, or whether the kill landed in it."""
    from django.utils import timezone

    from core import jobs
    from core.models import Job

    work.take_away()
    Job.objects.filter(kind=work.kind).delete()
    row = jobs.enqueue(work.kind, key="figure", at=timezone.now())
    is_killed, end, next_tick = kill_after is None, time.monotonic() + LONGEST, 0.0
    has_landed = False
    while row.state != Job.State.DONE:
        if time.monotonic() > end:
            raise RuntimeError(f"{work.kind} is still {row.state}: {row.error}")
        if row.state == Job.State.RUNNING and not is_killed:
            time.sleep(kill_after or 0)
            place.kill("worker")
            is_killed = True
            row.refresh_from_db()
            has_landed = row.state == Job.State.RUNNING
            place.start_worker()
        if time.monotonic() >= next_tick:
            jobs.tick(at=timezone.now())
            next_tick = time.monotonic() + TICK
        time.sleep(0.01)
        row.refresh_from_db()
    if kill_after is not None:
        return float(has_landed)
    return (row.finished_at - row.started_at).total_seconds()


def _works() -> list[Work]:
    return [
        Work("followups.keep_windows", _forget_windows, _windows),
        Work("reports.keep_records", _forget_records, _records),
        Work("managing.measure_day", _forget_snapshot, _snapshots),
    ]


def _forget_windows() -> None:
    from followups.models import CadenceWindow

    CadenceWindow.objects.all().delete()


def _windows() -> list[Any]:
    from followups.models import CadenceWindow

    rows = CadenceWindow.objects.order_by("user", "grade", "last_on")
    return [
        ((user, grade, str(last)), asked, kept, is_fixed)
        for user, grade, last, asked, kept, is_fixed in rows.values_list(
            "user", "grade", "last_on", "asked", "kept", "is_fixed"
        )
    ]


def _forget_records() -> None:
    """All months and quarters that were issued are to be issued again."""
    from core.models import Notification
    from reports.models import PersonRecord, RecordPeriod

    issued = RecordPeriod.objects.exclude(issued_at=None)
    PersonRecord.objects.filter(period__in=issued).delete()
    issued.update(issued_at=None, settled_on=None)
    Notification.objects.filter(key__startswith="record").delete()


def _records() -> list[Any]:
    from core.models import Notification
    from reports.models import PersonRecord, RecordPeriod

    rows = PersonRecord.objects.order_by("period", "person").values_list(
        "period", "person", "manager", "figures", "customers"
    )
    told = Notification.objects.filter(key__startswith="record").values_list("user", "message", "values")
    periods = (
        RecordPeriod.objects.exclude(issued_at=None)
        .values_list("kind", "first_on")
        .order_by("first_on", "kind")
    )
    return [
        *(((period, person), *rest) for period, person, *rest in rows),
        *((("period", kind, str(day)),) for kind, day in periods),
        *((("told", str(one)),) for one in sorted(told, key=str)),
    ]


def _forget_snapshot() -> None:
    from managing.models import Snapshot

    Snapshot.objects.latest("day").delete()


def _snapshots() -> list[Any]:
    from managing.models import Snapshot

    return [
        (str(day), figures) for day, figures in Snapshot.objects.order_by("day").values_list("day", "figures")
    ]
