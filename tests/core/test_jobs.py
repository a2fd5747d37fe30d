import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from celery.signals import before_task_publish
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core import jobs
from core.models import Job, Notification
from tests.factories import UserFactory

AT = datetime(2026, 11, 16, 2, 0, 30, tzinfo=UTC)


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
    assert jobs.run(row.pk, at=AT + jobs.LEASE - timedelta(seconds=1)) is False
    assert jobs.run(row.pk, at=AT + jobs.LEASE + timedelta(seconds=1)) is True


def test_a_dead_workers_job_is_done_within_two_minutes() -> None:
    """Its lease and beat's minute leave a margin for the work; two missed heartbeats end no lease (trust.md K)."""
    assert jobs.LEASE + timedelta(minutes=1) < timedelta(minutes=2)
    assert jobs.LEASE.total_seconds() > 3 * jobs.HEARTBEAT_SECONDS


def test_tick_sends_what_a_missing_broker_lost(
    db: None, kinds: dict[str, jobs.Kind], settings: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.tasks import run_job

    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(run_job.app.amqp, "_producer_pool", None)
    slept: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", slept.append)
    jobs.job("test.work")(lambda *, at: None)
    row = jobs.enqueue("test.work", key="1", at=AT)
    assert [jobs.send(row.pk, row.kind), jobs.tick(at=AT)] == [False, 0]
    assert Job.objects.get().state == Job.State.QUEUED
    assert slept == [], "who saves waits for a broker that is away"


def test_what_cannot_be_cut_runs_on_and_gets_the_time(
    cast: SimpleNamespace, kinds: dict[str, jobs.Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "RUN_SECONDS", 0.0)
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr("core.tasks.run_job.apply_async", lambda **values: sent.append(values))
    for name, is_whole in (("test.cut", False), ("test.whole", True)):
        jobs.job(name, is_whole=is_whole)(five_parts(cast.owner.pk, lambda _number: None))
        row = jobs.enqueue(name, key="1", at=AT)
        jobs.send(row.pk, row.kind)
        assert jobs.run(row.pk, at=AT)
        Notification.objects.all().delete()
    states = dict(Job.objects.values_list("kind", "state"))
    assert [states["test.cut"], states["test.whole"]] == ["queued", "done"]
    assert {values.get("time_limit") for values in sent} == {None, jobs.WHOLE_SECONDS}


def note(user: Any, number: int) -> None:
    Notification.objects.create(user=user, key=str(number), message="x", created_at=AT)


def five_parts(user_id: int, stop: Callable[[int], None]) -> jobs.Work:
    """A long job of five notices, one a part; `stop(number)` is called inside each part after it has written."""

    def work(*, at: datetime, cursor: int = 0) -> jobs.Parts:
        user = User.objects.get(pk=user_id)
        for number in range(cursor + 1, 6):
            note(user, number)
            stop(number)
            yield jobs.Part(number, number, 5)
        return {"from": cursor}

    return work


def numbers() -> list[int]:
    return [int(key) for key in Notification.objects.order_by("pk").values_list("key", flat=True)]


def test_long_job_keeps_its_progress_in_the_row(cast: SimpleNamespace, kinds: dict[str, jobs.Kind]) -> None:
    seen = []
    jobs.job("test.long")(
        five_parts(
            cast.owner.pk,
            lambda number: seen.append(Job.objects.values_list("done_count", "total_count", "cursor").get()),
        )
    )
    row = jobs.enqueue("test.long", key="1", at=AT)
    assert jobs.run(row.pk, at=AT)
    assert seen == [(0, 0, None), (1, 5, 1), (2, 5, 2), (3, 5, 3), (4, 5, 4)]
    row.refresh_from_db()
    assert [row.state, row.done_count, row.total_count, row.result] == [Job.State.DONE, 5, 5, {"from": 0}]


def test_long_job_goes_on_behind_its_last_part(cast: SimpleNamespace, kinds: dict[str, jobs.Kind]) -> None:
    def stop(number: int) -> None:
        if number == 3 and Job.objects.get().started_at == AT:
            raise ValueError("no")

    jobs.job("test.long")(five_parts(cast.owner.pk, stop))
    row = jobs.enqueue("test.long", key="1", at=AT)
    assert [jobs.run(row.pk, at=AT), numbers()] == [False, [1, 2]]
    assert [jobs.run(row.pk, at=AT + timedelta(hours=1)), numbers()] == [True, [1, 2, 3, 4, 5]]
    row.refresh_from_db()
    assert [row.state, row.result] == [Job.State.DONE, {"from": 2}]


def test_long_job_gives_up_only_after_five_tries_of_one_part(
    cast: SimpleNamespace, kinds: dict[str, jobs.Kind]
) -> None:
    def stop(number: int) -> None:
        tried.append(number)
        if number == 2:
            raise ValueError("no")

    tried: list[int] = []
    jobs.job("test.long")(five_parts(cast.owner.pk, stop))
    row = jobs.enqueue("test.long", key="1", at=AT)
    for n in range(9):
        jobs.run(row.pk, at=AT + timedelta(hours=n))
    row.refresh_from_db()
    assert [row.state, row.attempts, tried, numbers()] == [Job.State.FAILED, 5, [1] + [2] * 5, [1]]


def test_long_job_ends_its_run_in_time_and_goes_on_in_the_next(
    cast: SimpleNamespace, kinds: dict[str, jobs.Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "RUN_SECONDS", 0.0)
    jobs.job("test.long")(five_parts(cast.owner.pk, lambda number: None))
    row = jobs.enqueue("test.long", key="1", at=AT)
    steps = []
    for n in range(6):
        jobs.run(row.pk, at=AT + timedelta(seconds=n))
        row.refresh_from_db()
        steps.append((row.state, row.cursor))
    assert steps == [(Job.State.QUEUED, number) for number in range(1, 6)] + [(Job.State.DONE, 5)]
    assert numbers() == [1, 2, 3, 4, 5]


def test_health_shows_how_far_a_long_job_is(
    cast: SimpleNamespace, client_of: Callable[..., Any], kinds: dict[str, jobs.Kind]
) -> None:
    jobs.job("test.long")(lambda *, at: None)
    jobs.enqueue("test.long", key="1", at=AT)
    page = client_of(cast.admin).get("/health/").content.decode()
    Job.objects.update(done_count=4000, total_count=20000)
    assert [" / " in page, "4000 / 20000" in client_of(cast.admin).get("/health/").content.decode()] == [
        False,
        True,
    ]


def test_long_job_whose_lease_was_taken_over_writes_nothing_more(
    cast: SimpleNamespace, kinds: dict[str, jobs.Kind]
) -> None:
    def stop(number: int) -> None:
        if number == 3:
            Job.objects.update(started_at=AT + timedelta(minutes=5))

    jobs.job("test.long")(five_parts(cast.owner.pk, stop))
    row = jobs.enqueue("test.long", key="1", at=AT)
    assert [jobs.run(row.pk, at=AT), numbers()] == [False, [1, 2]]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_long_job_killed_between_two_parts_is_taken_over_and_doubles_nothing(
    kinds: dict[str, jobs.Kind],
) -> None:
    user = UserFactory()

    def stop(number: int) -> None:
        if number == 3 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    parent, at = os.getpid(), timezone.now()  # of the same clock as the lease
    jobs.job("test.long")(five_parts(user.pk, stop))
    row = jobs.enqueue("test.long", key="1", at=at)
    connection.close()
    child = os.fork()
    if not child:
        jobs.run(row.pk, at=at)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    row.refresh_from_db()
    assert [row.state, row.cursor, row.done_count, numbers()] == [Job.State.RUNNING, 2, 2, [1, 2]]
    assert jobs.run(row.pk, at=at) is False
    later = row.lease_until + timedelta(seconds=1)
    assert [jobs.run(row.pk, at=later), numbers()] == [True, [1, 2, 3, 4, 5]]


@pytest.fixture
def sent() -> Iterator[list[int]]:
    """The job ids handed to the broker."""
    ids: list[int] = []

    def collect(body: Any, **kwargs: Any) -> None:
        ids.append(body[0][0])

    before_task_publish.connect(collect, weak=False)
    yield ids
    before_task_publish.disconnect(collect)


@pytest.mark.django_db(transaction=True)
def test_tick_sends_each_job_once(kinds: dict[str, jobs.Kind], sent: list[int]) -> None:
    for name in ("a", "b", "c"):
        jobs.periodic(f"test.{name}", jobs.Every(minutes=5))(lambda *, at: None)
    assert jobs.tick(at=AT) == 3
    assert sorted(sent) == sorted(Job.objects.values_list("pk", flat=True))


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
