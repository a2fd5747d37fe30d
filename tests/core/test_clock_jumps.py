"""A clock that was a day or an hour ahead and is put right: work recovers, nothing is done twice, nothing is lost (T3)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core import jobs
from core.models import Job

AT = datetime(2026, 11, 16, 2, 0, 30, tzinfo=UTC)
JUMPS = [timedelta(hours=1), timedelta(days=1)]


def run_due(at: datetime) -> list[str]:
    """What beat and worker do at `at`; returns the keys of what was done."""
    with time_machine.travel(at, tick=False):
        jobs.add_periods(at=at)
        due = list(jobs.due_rows(at=at).order_by("pk"))
        return [row.key for row in due if jobs.run(row.pk, at=at)]


@pytest.mark.parametrize("jump", JUMPS)
def test_work_left_by_a_worker_of_the_wrong_clock_is_taken_over_at_once(
    db: None, kinds: dict[str, jobs.Kind], jump: timedelta
) -> None:
    jobs.job("test.work")(lambda *, at: {"ok": True})
    row = jobs.enqueue("test.work", key="1", at=AT)
    Job.objects.update(
        state=Job.State.RUNNING, started_at=AT + jump, lease_until=AT + jump + jobs.LEASE, attempts=1
    )
    assert run_due(AT + timedelta(minutes=1)) == [row.key]


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(seconds=30)])
def test_a_step_back_takes_nothing_out_of_a_workers_hands(
    db: None, kinds: dict[str, jobs.Kind], back: timedelta
) -> None:
    jobs.job("test.work")(lambda *, at: {"ok": True})
    jobs.enqueue("test.work", key="1", at=AT)
    Job.objects.update(state=Job.State.RUNNING, started_at=AT, lease_until=AT + jobs.LEASE, attempts=1)
    assert run_due(AT - back) == []


@pytest.mark.parametrize("jump", JUMPS)
def test_what_was_asked_for_while_the_clock_was_ahead_does_not_wait_for_that_time(
    db: None, kinds: dict[str, jobs.Kind], jump: timedelta
) -> None:
    jobs.job("test.work")(lambda *, at: {"ok": True})
    row = jobs.enqueue("test.work", key="1", at=AT + jump)
    assert run_due(AT) == [row.key]


def test_what_is_to_be_done_later_waits(db: None, kinds: dict[str, jobs.Kind]) -> None:
    jobs.job("test.work")(lambda *, at: {"ok": True})
    jobs.enqueue("test.work", key="1", at=AT)
    Job.objects.update(due_at=AT + timedelta(hours=9))
    assert run_due(AT + timedelta(hours=8)) == []


@pytest.mark.parametrize("jump", JUMPS)
def test_a_period_that_a_clock_ahead_has_done_is_done_again_in_its_time(
    db: None, kinds: dict[str, jobs.Kind], jump: timedelta
) -> None:
    seen: list[datetime] = []
    jobs.periodic("test.remind", jobs.Every(minutes=30))(lambda *, at: seen.append(at))
    right = [AT + timedelta(minutes=30 * turn) for turn in range(60)]
    run_due(AT)
    run_due(AT + jump)
    for at in right:
        run_due(at)
        run_due(at + timedelta(seconds=5))
    assert seen == [AT, AT + jump, *right[1:]]


def test_a_step_back_of_a_second_does_no_period_again(db: None, kinds: dict[str, jobs.Kind]) -> None:
    seen: list[datetime] = []
    jobs.periodic("test.remind", jobs.Every(minutes=5))(lambda *, at: seen.append(at))
    for at in (AT, AT - timedelta(seconds=1), AT, AT + timedelta(seconds=1)):
        run_due(at)
    assert seen == [AT]
