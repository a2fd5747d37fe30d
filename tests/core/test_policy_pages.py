"""The settings pages: sections with their values, history in words, the ladder, a look ahead."""

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from core import policy
from core.models import AuditEntry, PlannedPolicy, PolicySetting
from core.policy_pages import form_of, group_sections, word_changes
from core.selectors import policy_changes_of
from core.work_days import SECTION as CALENDAR
from core.work_days import drop_own_day, set_own_day
from customers.policies import POOL
from inquiries.policies import REPLY
from tests.security.table import typed

ClientOf = Callable[[Any], Client]
SECTIONS = [section for section in policy.sections().values() if section.form]
IDS = [section.name for section in SECTIONS]
LIMITS = {
    "target_minutes": "120", "due_soon_minutes": "30", "limit_hours": "20", "fax_limit_hours": "12", "rescue_minutes": "60",
    "grading_cut_off": "17:00", "grading_closes": "20:00", "last_call_minutes": 60, "boss_after_days": 1,
}  # fmt: skip


def page_of(name: str) -> str:
    return f"/settings/policy/{name}/"


def present_of(section: policy.Section) -> dict[str, Any]:
    initial = form_of(section).initial_of(policy.get(section.name, section.schema))
    return {name: typed(value) for name, value in initial.items() if value is not False and value is not None}


@pytest.mark.parametrize("section", SECTIONS, ids=IDS)
def test_section_climbs_the_ladder(
    client_of: ClientOf, cast: SimpleNamespace, section: policy.Section
) -> None:
    url, data = page_of(section.name), present_of(section)
    reads = {
        name: client_of(getattr(cast, name)).get(url).status_code
        for name in ("manager", "boss", "assistant", "admin", "owner")
    }
    assert reads == {"manager": 200, "boss": 200, "assistant": 200, "admin": 403, "owner": 403}
    writes = {
        name: client_of(getattr(cast, name)).post(url, data).status_code
        for name in ("manager", "boss", "assistant", "admin", "owner")
    }
    assert writes == {"manager": 302, "boss": 302, "assistant": 403, "admin": 403, "owner": 403}
    assert client_of(cast.boss).put(url).status_code == 405
    assert AuditEntry.objects.filter(verb="core.policy_changed").count() == 0  # nothing was different


def test_saving_what_is_not_different_writes_nothing(client_of: ClientOf, cast: SimpleNamespace) -> None:
    client_of(cast.boss).post(page_of(REPLY), LIMITS | {"limit_hours": "24"})
    assert PolicySetting.objects.count() == 0


def test_only_what_was_changed_is_stored(client_of: ClientOf, cast: SimpleNamespace) -> None:
    client_of(cast.boss).post(page_of(REPLY), LIMITS)
    assert PolicySetting.objects.get().values == {"limit_hours": 20}


def test_history_says_who_when_and_what_in_words(
    client_of: ClientOf, cast: SimpleNamespace, at: datetime
) -> None:
    policy.change(POOL, {"is_on": True, "missed_rounds": 3, "claims_per_week": 2}, actor=cast.boss, at=at)
    policy.change(POOL, {"missed_rounds": 4}, actor=cast.manager, at=at)
    second, first = word_changes(policy.sections()[POOL], policy_changes_of(POOL))
    assert (second.who, second.fields) == (
        cast.manager,
        [("Rounds missed in a row until a customer falls into the pool", "3", "4")],
    )
    assert (first.who, first.at, first.fields) == (
        cast.boss,
        at,
        [
            ("The open pool is on", "no", "yes"),
            ("Customers that one person may take out a week", "not set", "2"),
            ("Rounds missed in a row until a customer falls into the pool", "not set", "3"),
        ],
    )
    html = client_of(cast.assistant).get(page_of(POOL)).content.decode()
    assert "Rounds missed in a row until a customer falls into the pool" in html


def test_history_tells_own_days_one_by_one(cast: SimpleNamespace, at: datetime) -> None:
    day = date(2026, 11, 20)
    set_own_day(actor=cast.boss, day=day, works=False, why="Outing", at=at)
    drop_own_day(actor=cast.boss, day=day, at=at)
    section = policy.sections()[CALENDAR]
    assert [change.fields for change in word_changes(section, policy_changes_of(CALENDAR))] == [
        [("Fri 20 Nov", "Off: Outing", "not set")],
        [("Fri 20 Nov", "not set", "Off: Outing")],
    ]


def test_history_of_values_that_make_no_policy_today_is_written_as_stored(
    cast: SimpleNamespace, at: datetime
) -> None:
    policy.change(REPLY, {"limit_hours": 20}, actor=cast.boss, at=at)
    entry = AuditEntry.objects.get(verb="core.policy_changed")
    entry.detail.changes = {"gone": [1, 2]}
    assert word_changes(policy.sections()[REPLY], [entry])[0].fields == [("gone", "1", "2")]


def test_index_tells_each_section_in_a_line_and_what_is_not_set(
    client_of: ClientOf, cast: SimpleNamespace, at: datetime
) -> None:
    lines = {line.section.name: line for _name, _title, lines in group_sections(set()) for line in lines}
    assert set(lines) == set(IDS)
    assert lines[POOL].unset == [
        "Customers that one person may take out a week",
        "Days before a former owner may take a customer out again",
        "Days on which no rule takes a claimed customer back",
        "Rounds missed in a row until a customer falls into the pool",
    ]
    assert (
        lines["core.calendar"].words
        == "09:00–11:30, 13:30–17:00 · the evening shift does not count · off: Sunday · 0 own days"
    )
    html = client_of(cast.manager).get("/settings/").content.decode()
    assert "not set:" in html
    policy.change(POOL, {"is_on": True, "missed_rounds": 3, "claims_per_week": 2}, actor=cast.boss, at=at)
    lines = {line.section.name: line for _name, _title, lines in group_sections(set()) for line in lines}
    assert lines[POOL].unset == [
        "Days before a former owner may take a customer out again",
        "Days on which no rule takes a claimed customer back",
    ]


def test_index_puts_each_section_into_its_group(db: None) -> None:
    groups = {name: [line.section.name for line in lines] for name, _title, lines in group_sections(set())}
    assert groups["files"] == ["customers.export", "customers.import"]
    assert set(groups["core"]) == {"core.company", "core.calendar"}


def test_look_ahead_keeps_the_text_and_writes_nothing(client_of: ClientOf, cast: SimpleNamespace) -> None:
    page = client_of(cast.manager).post(page_of(REPLY), {**LIMITS, "preview": "1"})
    assert (page.status_code, page.context["form"]["limit_hours"].value()) == (200, "20")
    assert page.context["preview"] == []
    html = page.content.decode()
    assert ("Nothing is saved yet." in html, "Handbook, S47" in html) == (True, True)
    same = client_of(cast.manager).post(page_of(REPLY), {**LIMITS, "limit_hours": "24", "preview": "1"})
    assert same.context["preview"] == ["Nothing is different."]
    assert (PolicySetting.objects.count(), PlannedPolicy.objects.count()) == (0, 0)


def test_look_ahead_at_nonsense_is_refused(client_of: ClientOf, cast: SimpleNamespace) -> None:
    page = client_of(cast.manager).post(page_of(REPLY), {**LIMITS, "limit_hours": "0", "preview": "1"})
    assert page.status_code == 422


def test_look_ahead_is_for_who_may_change(client_of: ClientOf, cast: SimpleNamespace) -> None:
    assert client_of(cast.assistant).post(page_of(REPLY), {**LIMITS, "preview": "1"}).status_code == 403


def test_gate_tells_the_rules_as_they_are(client: Client, cast: SimpleNamespace, at: datetime) -> None:
    client.cookies["django_language"] = "en"
    assert "limit 24 hours" in client.get("/sign-in/").content.decode()
    policy.change(REPLY, {"limit_hours": 20}, actor=cast.boss, at=at)
    html = client.get("/sign-in/").content.decode()
    assert ("limit 20 hours" in html, "A every 3 working days" in html) == (True, True)
