"""The beat of a simulated year: at which moments the periodic jobs run, and in how many hands.

A tick does what beat and worker do: the row of each period that has begun, then the work (`core.jobs`). It comes at half past
midnight, when the night's jobs are due, and on working days at the hours of reports and briefings and between them; that is
when something can change. The jobs that the compared reports rest on run; sealing the trail, files and chat groups do not.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import connection

from core import jobs
from core.models import Job
from figures.plain_year.calendar import Calendar, days_from_to
from figures.year_playing import instant, on_the_day

JOBS = ("reports.", "briefings.", "inquiries.escalate", "followups.sweep_due", "followups.keep_windows")
NIGHT = time(0, 30)
HOURS = (time(9), time(13, 30), time(17), time(19, 30), time(20))
LATEST = timedelta(hours=3)
DEAD = timedelta(days=3)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Variant:
    """How the beat behaves. `hands`: how many ticks come at once; `is_late`: up to three hours, and dead for three days thrice."""

    name: str
    hands: int = 1
    is_late: bool = False


PLAIN, TWICE, LATE = Variant("plain"), Variant("twice", hands=2), Variant("late", is_late=True)


def moments(
    variant: Variant, calendar: Calendar, first: date, last: date, dead_from: list[datetime], seed: int
) -> list[datetime]:
    """Return the moments of the ticks, in order."""
    due = [
        datetime.combine(day, clock)
        for day in days_from_to(first, last)
        for clock in (NIGHT, *(HOURS if calendar.is_working_day(day) else ()))
    ]
    if not variant.is_late:
        return due
    random = Random(seed)
    late = sorted(at + timedelta(minutes=random.randrange(int(LATEST / MINUTE))) for at in due)
    return [at for at in late if not any(begin <= at < begin + DEAD for begin in dead_from)]


def tick(variant: Variant, at: datetime) -> None:
    """Let the beat come, twice at once where the variant says so: the second hand is a minute ahead, in a period of its own."""
    if variant.hands == 1:
        run_due(at)
        return
    with ThreadPoolExecutor(variant.hands) as hands:
        list(hands.map(_run_in_thread, [at + number * MINUTE for number in range(variant.hands)]))
    run_due(at + variant.hands * MINUTE)


def _run_in_thread(at: datetime) -> None:
    try:
        run_due(at)
    finally:
        connection.close()


def run_due(at: datetime) -> None:
    """Make the rows of the periods that have begun, and run what is due."""
    with on_the_day(at):
        for kind in _kinds():
            key, start = kind.schedule.latest(instant(at))
            jobs.enqueue(kind.name, key=key, at=min(start, instant(at)))
    due = Job.objects.filter(state=Job.State.QUEUED, due_at__lte=instant(at)).order_by("due_at", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        with on_the_day(at):
            jobs.run(pk, at=instant(at))


def _kinds() -> Iterator[jobs.Kind]:
    return (kind for kind in jobs.kinds() if kind.schedule is not None and kind.name.startswith(JOBS))


def failed() -> list[str]:
    """Return the jobs that did not end well."""
    return [f"{row.key}: {row.error}" for row in Job.objects.exclude(state=Job.State.DONE)]
