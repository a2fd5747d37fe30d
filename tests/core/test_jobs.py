from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from core import jobs
from core.models import Job, Notification

AT = datetime(2026, 11, 16, 2, 0, 30, tzinfo=UTC)


@pytest.fixture
def kinds() -> Iterator[dict[str, jobs.Kind]]:
    """A register of its own, so that a test's kinds stay in the test."""
    before = dict(jobs._kinds)
    jobs._kinds.clear()
    yield jobs._kinds
    jobs._kinds.clear()
    jobs._kinds.update(before)


@pytest.mark.parametrize(
    ("schedule", "key", "start", "following"),
    [
        (jobs.Every(minutes=5), "2026-11-16T02:00Z", "02:00", "02:05"),
        (jobs.Daily(hour=9), "2026-11-16", "01:00", "01:00"),
        (jobs.Daily(hour=11), "2026-11-15", "03:00", "03:00"),
    ],
)
def test_schedule_names_the_period(schedule: jobs.Every, key: str, start: str, following: str) -> None:
    found, begun = schedule.latest(AT)
    utc = [moment.astimezone(UTC).strftime("%H:%M") for moment in (begun, schedule.next_after(AT))]
    assert [found, *utc] == [key, start, following]


def test_enqueue_twice_is_one_row(db: None, kinds: dict[str, jobs.Kind]) -> None:
    jobs.job("test.work")(lambda *, at: None)
    rows = [jobs.enqueue("test.work", key="1", at=AT) for _ in range(2)]
    assert [rows[0].pk == rows[1].pk, Job.objects.count()] == [True, 1]


def test_tick_makes_a_period_once_however_often_it_comes(db: None, kinds: dict[str, jobs.Kind]) -> None:
    jobs.periodic("test.sweep", jobs.Every(minutes=5))(lambda *, at: None)
    for seconds in (0, 60, 61, 299):
        jobs.tick(at=AT + timedelta(seconds=seconds))
    keys = list(Job.objects.order_by("pk").values_list("key", flat=True))
    assert keys == ["test.sweep:2026-11-16T02:00Z", "test.sweep:2026-11-16T02:05Z"]


def test_run_does_the_work_once(db: None, kinds: dict[str, jobs.Kind]) -> None:
    seen = []
    jobs.job("test.work")(lambda *, at, n: seen.append(n))
    row = jobs.enqueue("test.work", key="1", at=AT, n=7)
    assert [jobs.run(row.pk, at=AT), jobs.run(row.pk, at=AT), seen] == [True, False, [7]]
    row.refresh_from_db()
    assert [row.state, row.attempts, row.lease_until] == [Job.State.DONE, 1, None]


def test_run_failure_rolls_back_and_is_tried_again(
    cast: SimpleNamespace, kinds: dict[str, jobs.Kind]
) -> None:
    def work(*, at: datetime) -> None:
        Notification.objects.create(user=cast.owner, key="x", message="x", created_at=at)
        raise ValueError("no")

    jobs.job("test.work")(work)
    row = jobs.enqueue("test.work", key="1", at=AT)
    assert jobs.run(row.pk, at=AT) is False
    row.refresh_from_db()
    assert [row.state, row.error, Notification.objects.count()] == [Job.State.QUEUED, "ValueError: no", 0]
    assert row.due_at == AT + timedelta(minutes=2)


def test_run_gives_up_after_five_attempts(db: None, kinds: dict[str, jobs.Kind]) -> None:
    def work(*, at: datetime) -> None:
        raise ValueError("no")

    jobs.job("test.work")(work)
    row = jobs.enqueue("test.work", key="1", at=AT)
    for n in range(7):
        jobs.run(row.pk, at=AT + timedelta(hours=n))
    row.refresh_from_db()
    assert [row.state, row.attempts] == [Job.State.FAILED, 5]


def test_run_leaves_a_leased_job_and_takes_an_abandoned_one(db: None, kinds: dict[str, jobs.Kind]) -> None:
    jobs.job("test.work")(lambda *, at: {"ok": True})
    row = jobs.enqueue("test.work", key="1", at=AT)
    Job.objects.update(state=Job.State.RUNNING, lease_until=AT + jobs.LEASE, attempts=1)
    assert jobs.run(row.pk, at=AT + timedelta(seconds=60)) is False
    assert jobs.run(row.pk, at=AT + timedelta(seconds=91)) is True


def test_tick_sends_what_a_missing_broker_lost(
    db: None, kinds: dict[str, jobs.Kind], settings: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.tasks import run_job

    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(run_job.app.amqp, "_producer_pool", None)
    jobs.job("test.work")(lambda *, at: None)
    row = jobs.enqueue("test.work", key="1", at=AT)
    assert [jobs.send(row.pk), jobs.tick(at=AT)] == [False, 0]
    assert Job.objects.get().state == Job.State.QUEUED


def test_prune_keeps_the_last_of_each_kind(db: None) -> None:
    for n in range(3):
        Job.objects.create(
            kind="test",
            key=str(n),
            due_at=AT,
            created_at=AT,
            state=Job.State.DONE,
            finished_at=AT - timedelta(days=9),
        )
    assert [jobs.prune_jobs(at=AT), Job.objects.get().key] == [2, "2"]
