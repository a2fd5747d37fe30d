from collections.abc import Callable
from datetime import date, datetime, time
from types import SimpleNamespace

import pytest
from django.test import Client

from core import policy
from core.company import SECTION as COMPANY_SECTION
from core.company import current_company
from core.events import PolicyChanged, subscribe, subscribers
from core.forms import word_refusal
from core.models import AuditEntry, PolicySetting
from core.work_days import SECTION, CompanyCalendar, current_calendar

COMPANY = f"/settings/policy/{COMPANY_SECTION}/"
HOLIDAY = date(2026, 11, 17)


def test_policy_defaults_to_the_handbook(db: None) -> None:
    windows = policy.get(SECTION, CompanyCalendar).rule.windows
    assert [(w.opens, w.closes) for w in windows] == [(time(9), time(11, 30)), (time(13, 30), time(17))]


def test_policy_change_is_effective_and_recorded(cast: SimpleNamespace, at: datetime) -> None:
    assert current_calendar().is_working_day(HOLIDAY) is True
    policy.change(SECTION, {"own_days": {HOLIDAY.isoformat(): False}}, actor=cast.manager, at=at)
    assert current_calendar().is_working_day(HOLIDAY) is False
    entry = AuditEntry.objects.get(verb="core.policy_changed")
    assert [entry.actor, entry.detail.changes] == [cast.manager, {"own_days": [None, {"2026-11-17": False}]}]


def test_policy_nonsense_is_refused_and_changes_nothing(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(ValueError, match="window"):
        policy.change(SECTION, {"windows": [["12:00", "09:00"]]}, actor=cast.manager, at=at)
    assert [PolicySetting.objects.count(), AuditEntry.objects.count()] == [0, 0]


def test_policy_change_tells_its_listeners_in_the_transaction(cast: SimpleNamespace, at: datetime) -> None:
    heard: list[PolicyChanged] = []
    listener = subscribe(PolicyChanged)(heard.append)
    try:
        policy.change(SECTION, {"evening_counts": True}, actor=cast.boss, at=at)
        policy.change(SECTION, {"evening_counts": True}, actor=cast.boss, at=at)
    finally:
        from core import events

        events._subscribers[PolicyChanged].remove(listener)
    assert heard == [PolicyChanged(section=SECTION, at=at)]
    assert listener not in subscribers().get(PolicyChanged, [])


def test_policy_changed_meanwhile_is_refused_and_both_are_shown(
    cast: SimpleNamespace, client_of: Callable[..., Client]
) -> None:
    page = client_of(cast.manager).get(COMPANY)
    assert page.context["version"] == 1
    first = {"short_name": "启程", "version": "1"}
    assert client_of(cast.boss).post(COMPANY, first).status_code == 302
    answer = client_of(cast.manager).post(COMPANY, {"short_name": "Qicheng", "version": "1"})
    conflicts = [(one.label, one.theirs, one.mine) for one in answer.context["conflicts"]]
    assert (answer.status_code, conflicts) == (409, [("Short name", "启程", "Qicheng")])
    assert (answer.context["saved_by"], answer.context["version"]) == (cast.boss, 2)
    assert current_company().short_name == "启程"
    assert client_of(cast.manager).post(COMPANY, {"short_name": "Qicheng", "version": "2"}).status_code == 302
    assert current_company().short_name == "Qicheng"


def test_policy_refusal_is_told_in_the_persons_language(
    cast: SimpleNamespace, client_of: Callable[..., Client]
) -> None:
    data = {
        "morning_opens": "09:00", "morning_closes": "14:00", "afternoon_opens": "13:30", "afternoon_closes": "17:00",
        "evening_opens": "18:00", "evening_closes": "20:00",
    }  # fmt: skip
    url = f"/settings/policy/{SECTION}/"
    for change, words in (
        ({}, "Working times may not overlap: morning, afternoon, then the evening."),
        ({"morning_closes": "08:00"}, "Each working time has to end after it begins."),
    ):
        page = client_of(cast.manager).post(url, data | change)
        assert (page.status_code, page.context["form"].non_field_errors()) == (422, [words])
    error = ValueError("A code of a rule to come.")
    assert word_refusal(page.context["form"], error) == "These values do not go together."
