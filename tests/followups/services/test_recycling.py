"""The nightly sweep of the open pool: warned, reminded, gone, once each (rules.md §6, trust.md T5)."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from core import jobs, policy
from core.models import AuditEntry, Job, Notification
from customers.models import Customer, OwnerPeriod, PoolWarning, Stage, TimelineEntry
from customers.policies import POOL, RECYCLING
from customers.services import change_owner, claim_customer
from customers.timeline_words import headline
from followups.services import recompute_due, sweep_pool
from tests.conftest import result_of
from tests.factories import AbsenceFactory
from tests.followups.helpers import contact, had_contact, make_customer, shanghai

DAY = timedelta(days=1)
NIGHT = shanghai(11, 16, 0, 30)
STAGES = [Stage.NEW, Stage.CONTACTED]


@pytest.fixture
def rules(cast: SimpleNamespace) -> Callable[..., None]:
    """Switch the pool on, with these figures: `rules(idle_c=30)`."""

    def set_rules(stages: Any = STAGES, **figures: Any) -> None:
        policy.change(POOL, {"is_on": True, "claims_per_week": 5}, actor=cast.boss, at=NIGHT - 90 * DAY)
        policy.change(RECYCLING, {"stages": stages, **figures}, actor=cast.boss, at=NIGHT - 90 * DAY)

    return set_rules


def silent(owner: Any, working_days_ago: int = 40, **values: Any) -> Customer:
    """A customer of `owner` whose last contact was so many days before NIGHT."""
    row = had_contact(make_customer(owner, **values), NIGHT - working_days_ago * DAY)
    recompute_due(customers=Customer.objects.filter(pk=row.pk), at=NIGHT)
    row.refresh_from_db()
    return row


def sweep(at: Any = NIGHT) -> int:
    return int(result_of(sweep_pool(at=at))["pooled"])


def nights(first: Any, count: int) -> list[int]:
    return [sweep(first + number * DAY) for number in range(count)]


def told(user: Any) -> list[str]:
    return [
        row.key.split(":")[0] for row in Notification.objects.filter(user=user).order_by("created_at", "pk")
    ]


def test_silent_customer_is_warned_reminded_and_goes_each_once(cast, rules):
    rules(idle_c=30)
    row = silent(cast.owner)
    assert nights(NIGHT, 9) == [0, 0, 0, 0, 0, 0, 0, 1, 0]
    row.refresh_from_db()
    assert (row.owner, row.next_due_on, PoolWarning.objects.count()) == (None, None, 0)
    assert told(cast.owner) == ["pool-first", "pool-last", "pooled"]
    assert told(cast.manager) == ["pooled"]
    assert OwnerPeriod.objects.get(customer=row).ended_at == NIGHT + 7 * DAY
    audited = AuditEntry.objects.get(verb="customers.recycled")
    assert (audited.actor_id, audited.target_id) == (None, str(row.pk))


def test_history_says_why(cast, rules):
    rules(idle_c=30)
    silent(cast.owner)
    nights(NIGHT, 8)
    line = headline(TimelineEntry.objects.get(kind="owner"))
    assert line == f"Owner {cast.owner.full_name} → open pool · 30 working days without a contact since 7 Oct"


def test_missed_rounds_take_it_by_the_pools_figure_or_the_grades_own(cast, rules):
    rules(rounds_b=2)
    policy.change(POOL, {"missed_rounds": 9}, actor=cast.boss, at=NIGHT - 90 * DAY)
    rows = [silent(cast.owner, 60, grade=grade) for grade in "BC"]
    nights(NIGHT, 9)
    gone = [Customer.objects.get(pk=row.pk).owner is None for row in rows]
    assert gone == [True, False]


@pytest.mark.parametrize("kept", [
    {"open_inquiries": 1}, {"is_key": True}, {"is_seed": True}, {"do_not_contact": True}, {"stage": "quoted"}, {"grade": "D"},
])  # fmt: skip
def test_nothing_with_an_open_inquiry_a_mark_another_stage_or_grade_goes(cast, rules, kept):
    rules(idle_c=30)
    row = silent(cast.owner)
    Customer.objects.filter(pk=row.pk).update(**kept)
    assert (sum(nights(NIGHT, 12)), PoolWarning.objects.count(), told(cast.owner)) == (0, 0, [])


def test_customers_of_who_left_wait_for_the_handover(cast, rules):
    rules(idle_c=30)
    silent(cast.frozen)
    assert (sum(nights(NIGHT, 12)), PoolWarning.objects.count()) == (0, 0)


@pytest.mark.parametrize("off", [
    (POOL, {"is_on": False}), (RECYCLING, {"stages": []}), (RECYCLING, {"idle_c": None}), (RECYCLING, {"idle_c": 90}),
])  # fmt: skip
def test_rule_that_is_taken_back_takes_its_warnings_back(cast, rules, off):
    rules(idle_c=30)
    silent(cast.owner)
    nights(NIGHT, 3)
    assert PoolWarning.objects.count() == 1
    policy.change(*off, actor=cast.boss, at=NIGHT + 3 * DAY)
    assert (sum(nights(NIGHT + 3 * DAY, 9)), PoolWarning.objects.count()) == (0, 0)


def test_contact_keeps_the_customer(cast, rules):
    rules(idle_c=30)
    row = silent(cast.owner)
    nights(NIGHT, 7)
    contact(row, NIGHT + 6 * DAY + timedelta(hours=10))
    assert PoolWarning.objects.standing().count() == 0
    assert (sum(nights(NIGHT + 7 * DAY, 3)), PoolWarning.objects.count()) == (0, 0)
    assert Customer.objects.get(pk=row.pk).owner == cast.owner


def test_new_owner_begins_anew(cast, rules):
    rules(idle_c=30)
    row = silent(cast.owner)
    nights(NIGHT, 7)
    change_owner(
        actor=cast.manager, customer=row, owner=cast.teammate, reason="Speaks French", at=NIGHT + 6 * DAY
    )
    assert sum(nights(NIGHT + 7 * DAY, 20)) == 0
    assert PoolWarning.objects.count() == 0


def test_claimed_customer_is_protected(cast, rules):
    rules(idle_c=1)
    policy.change(POOL, {"protected_days": 30}, actor=cast.boss, at=NIGHT)
    row = make_customer(None, created_by=cast.manager)
    claim_customer(actor=cast.outsider, customer=row, at=NIGHT)
    assert sum(nights(NIGHT, 31)) == 0
    warning = PoolWarning.objects.get()
    assert (warning.goes_on, warning.reminded_on) == (date(2026, 12, 17), date(2026, 12, 16))
    assert nights(NIGHT + 31 * DAY, 1) == [1]


def test_night_that_is_missed_warns_late_and_takes_later(cast, rules):
    rules(idle_c=30)
    silent(cast.owner)
    sweep(NIGHT)
    assert nights(NIGHT + 10 * DAY, 2) == [0, 1]
    assert told(cast.owner) == ["pool-first", "pool-last", "pooled"]


def test_same_night_twice_does_nothing_twice(cast, rules):
    rules(idle_c=30)
    silent(cast.owner)
    for number in range(8):
        for _again in range(2):
            sweep(NIGHT + number * DAY + timedelta(minutes=_again))
    assert AuditEntry.objects.filter(verb="customers.recycled").count() == 1
    assert told(cast.owner) == ["pool-first", "pool-last", "pooled"]


def test_leaders_are_told_once_a_night_with_the_number(cast, rules):
    rules(idle_c=30)
    for owner in (cast.owner, cast.owner, cast.teammate, cast.outsider):
        silent(owner)
    AbsenceFactory(user=cast.other_manager, starts_on=date(2026, 11, 16), ends_on=date(2026, 12, 16))
    assert nights(NIGHT, 8)[-1] == 4
    counts = {
        row.user_id: row.values["count"]
        for row in Notification.objects.filter(key__startswith="pooled:2026", user__is_salesperson=False)
    }
    assert counts == {cast.manager.pk: 3, cast.other_manager.pk: 1, cast.boss.pk: 1}


@pytest.mark.parametrize("count", [1, 3])
def test_sweep_has_its_number_of_statements(cast, rules, django_assert_num_queries, count):
    rules(idle_c=30)
    for _ in range(count):
        silent(cast.owner)
    nights(NIGHT, 7)
    with django_assert_num_queries(37):
        assert sweep(NIGHT + 7 * DAY) == count


def test_killed_sweep_goes_on_behind_its_last_part(cast, rules, monkeypatch):
    from followups.services import recycling

    monkeypatch.setattr(recycling, "CHUNK", 1)
    rules(idle_c=30)
    for _ in range(3):
        silent(cast.owner)
    nights(NIGHT, 7)
    parts = sweep_pool(at=NIGHT + 7 * DAY)
    cursor = next(parts).cursor
    parts.close()
    assert Customer.objects.filter(owner=None).count() == 1
    assert result_of(sweep_pool(at=NIGHT + 7 * DAY, cursor=cursor)) == {"pooled": 3}
    told_leader = Notification.objects.get(user=cast.manager)
    assert (Customer.objects.filter(owner=None).count(), told_leader.values) == (3, {"count": 3})


def test_job_of_a_night_is_there_once(cast):
    at = timezone.now()
    for _ in range(2):
        jobs.tick(at=at)
    assert Job.objects.filter(kind="followups.sweep_pool").count() == 1
