"""Who is refused very often is told (trust.md A3)."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.alarms import watch_refusals
from core import audit, policy
from core.models import AuditEntry, Notification


def refuse(person: User | None, times: int, at: datetime) -> None:
    audit.record_each(
        "core.not_found", actor=person, at=at, changed=[(None, {}) for _n in range(times)], is_refused=True
    )


def told() -> set[tuple[str, str]]:
    return {(row.user.email, row.message % row.values) for row in Notification.objects.select_related("user")}


def test_more_than_twenty_an_hour_is_told_to_manager_and_boss(cast: SimpleNamespace, at: datetime) -> None:
    refuse(cast.owner, 21, at)
    words = f"{cast.owner.full_name} was refused 21 times within an hour."
    assert watch_refusals(at=at) == 1
    assert told() == {(cast.manager.email, words), (cast.boss.email, words)}
    alarm = AuditEntry.objects.select_related("detail").get(verb="accounts.refused_very_often")
    assert (alarm.actor, alarm.detail.changes) == (cast.owner, {"attempts": [None, 21]})


@pytest.mark.parametrize(("times", "minutes"), [(20, 0), (30, 61)])
def test_twenty_or_those_of_before_are_not(
    times: int, minutes: int, cast: SimpleNamespace, at: datetime
) -> None:
    refuse(cast.owner, times, at - timedelta(minutes=minutes))
    refuse(None, 30, at)
    assert [watch_refusals(at=at), told()] == [0, set()]


def test_once_an_hour_however_often_the_job_runs(cast: SimpleNamespace, at: datetime) -> None:
    refuse(cast.owner, 25, at)
    assert [watch_refusals(at=at + timedelta(minutes=m)) for m in (0, 0, 1, 59)] == [1, 0, 0, 0]
    refuse(cast.owner, 25, at + timedelta(minutes=61))
    assert watch_refusals(at=at + timedelta(minutes=62)) == 1


def test_figure_is_the_company_s(cast: SimpleNamespace, at: datetime) -> None:
    policy.change("accounts.alarms", {"refusals_per_hour": 2}, actor=cast.manager, at=at)
    refuse(cast.owner, 3, at)
    assert watch_refusals(at=at) == 1
    with pytest.raises(ValueError, match="Between 1 and 1,000"):
        policy.change("accounts.alarms", {"refusals_per_hour": 0}, actor=cast.manager, at=at)


def test_nobody_is_told_of_themselves(cast: SimpleNamespace, at: datetime) -> None:
    refuse(cast.manager, 21, at)
    refuse(cast.boss, 21, at)
    assert watch_refusals(at=at) == 2
    assert {email for email, words in told() if cast.manager.full_name in words} == {cast.boss.email}
    assert {email for email, words in told() if cast.boss.full_name in words} == set()


@pytest.mark.parametrize("people", [1, 3])
def test_minute_job_asks_as_much_for_one_person_as_for_three(
    people: int, cast: SimpleNamespace, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (cast.owner, cast.teammate, cast.outsider)[:people]:
        refuse(person, 5, at)
    with django_assert_num_queries(2):
        assert watch_refusals(at=at) == 0
