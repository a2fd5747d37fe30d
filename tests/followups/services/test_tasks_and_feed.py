"""Tasks and the feed's secret."""

from datetime import date, timedelta

import pytest

from core.models import AuditEntry, Notification
from followups.models import CalendarFeed, Task
from followups.services import (
    Refused,
    add_rule_task,
    add_task,
    finish_task,
    renew_feed,
    reopen_task,
    revoke_feed,
)
from tests.factories import TaskFactory
from tests.followups.helpers import nov, shanghai

AT = shanghai(11, 16)


def test_add_task_for_another_tells_them_once(cast):
    task = add_task(actor=cast.manager, assignee=cast.owner, title=" Send samples ", due_on=nov(18), at=AT)
    assert (task.title, task.assignee, task.created_by) == ("Send samples", cast.owner, cast.manager)
    assert list(Notification.objects.values_list("user", flat=True)) == [cast.owner.pk]
    assert AuditEntry.objects.get().verb == "followups.task_added"


def test_add_task_for_oneself_tells_nobody(cast):
    add_task(actor=cast.owner, assignee=cast.owner, title="Send samples", due_on=nov(18), at=AT)
    assert Notification.objects.count() == 0


def test_add_task_refuses_an_empty_title(cast):
    with pytest.raises(Refused):
        add_task(actor=cast.owner, assignee=cast.owner, title=" ", due_on=nov(18), at=AT)
    assert Task.objects.count() == 0


def test_add_task_refuses_a_day_more_than_two_years_ahead(cast):
    with pytest.raises(Refused):
        add_task(actor=cast.owner, assignee=cast.owner, title="Send", due_on=date(2028, 11, 17), at=AT)
    assert Task.objects.count() == 0


def test_add_rule_task_happens_once_per_key(cast):
    rows = [
        add_rule_task(
            rule="proof", key="proof:7", assignee=cast.owner, title="Ask for a date", due_on=nov(18), at=AT
        )
        for _ in range(2)
    ]
    assert (rows[0], Task.objects.count()) == (rows[1], 1)


def test_finish_task_twice_keeps_the_first_time(cast):
    task = TaskFactory(assignee=cast.owner)
    finish_task(actor=cast.owner, task=task, at=AT)
    finish_task(actor=cast.manager, task=task, at=AT + timedelta(hours=1))
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (AT, cast.owner)
    reopen_task(actor=cast.owner, task=task, at=AT)
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)


def test_renew_feed_stores_a_digest_and_replaces_the_old_link(cast):
    first, second = renew_feed(actor=cast.owner, at=AT), renew_feed(actor=cast.owner, at=AT)
    feed = CalendarFeed.objects.get()
    assert first != second
    assert second not in feed.digest
    assert len(feed.digest) == 64


def test_revoke_feed_without_a_link_changes_nothing(cast):
    revoke_feed(actor=cast.owner, at=AT)
    assert AuditEntry.objects.count() == 0
