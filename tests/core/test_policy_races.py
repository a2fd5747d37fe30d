"""The policy, two at once: real threads, PostgreSQL's locks."""

from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from core import policy
from core.models import AuditEntry, PlannedPolicy
from core.policy_plans import apply_planned, cancel_plan, plan_change
from core.work_days import SECTION as CALENDAR
from core.work_days import CompanyCalendar, set_own_day
from inquiries.policies import REPLY, reply_policy
from tests.customers.test_races import at_once

ROUNDS = 10


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_apply_a_planned_change_once(cast: SimpleNamespace, at: datetime) -> None:
    for number in range(ROUNDS):
        moment = at + timedelta(hours=number)
        plan_change(
            REPLY,
            {"limit_hours": 30 + number},
            effective_at=moment + timedelta(minutes=1),
            actor=cast.boss,
            at=moment,
        )
        call = partial(apply_planned, at=moment + timedelta(minutes=2))
        assert sorted(at_once([call, call, call])) == [0, 0, 1]
        assert reply_policy().limit_hours == 30 + number
    assert AuditEntry.objects.filter(verb="core.policy_changed").count() == ROUNDS


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_change_that_is_taken_back_while_it_applies_does_one_of_both(
    cast: SimpleNamespace, at: datetime
) -> None:
    for number in range(ROUNDS):
        moment = at + timedelta(hours=number)
        before = reply_policy().limit_hours
        plan = plan_change(
            REPLY,
            {"limit_hours": 30 + number},
            effective_at=moment + timedelta(minutes=1),
            actor=cast.boss,
            at=moment,
        )
        later = moment + timedelta(minutes=2)
        applied, is_cancelled = at_once(
            [partial(apply_planned, at=later), partial(cancel_plan, plan, actor=cast.boss, at=later)]
        )
        plan.refresh_from_db()
        expected = (0, "cancelled", before) if is_cancelled else (1, "applied", 30 + number)
        assert (applied, plan.state, reply_policy().limit_hours) == expected
    assert PlannedPolicy.objects.filter(state="planned").count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_add_own_days_at_once_lose_none(cast: SimpleNamespace, at: datetime) -> None:
    days = [at.date() + timedelta(days=number) for number in range(1, 9)]
    at_once(
        [partial(set_own_day, actor=cast.boss, day=day, works=False, why=str(day), at=at) for day in days]
    )
    company = policy.get(CALENDAR, CompanyCalendar)
    assert [day for day, _works in company.own_days] == days == [day for day, _why in company.own_day_words]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_change_a_section_from_one_page_do_not_both(cast: SimpleNamespace, at: datetime) -> None:
    def change(hours: int) -> str:
        try:
            policy.change(REPLY, {"limit_hours": hours}, actor=cast.boss, at=at, version=1)
        except policy.StalePolicy:
            return "stale"
        return "saved"

    assert sorted(at_once([partial(change, 20), partial(change, 22)])) == ["saved", "stale"]
