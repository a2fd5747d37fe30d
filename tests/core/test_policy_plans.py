"""Changes of the policy that apply from a later moment on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.services import freeze_account
from core import policy
from core.domain.refused import Refused
from core.models import AuditEntry, Notification, PlannedPolicy, PolicySetting
from core.policy_plans import apply_planned, cancel_plan, plan_change, planned_changes
from core.request_context import RequestContext, request_context
from inquiries.policies import REPLY, reply_policy

ClientOf = Callable[[Any], Client]
PAGE = f"/settings/policy/{REPLY}/"
LIMITS = {
    "target_minutes": "120", "due_soon_minutes": "30", "limit_hours": "20", "fax_limit_hours": "12", "rescue_minutes": "60",
    "grading_cut_off": "17:00", "grading_closes": "20:00", "last_call_minutes": 60, "boss_after_days": 1,
}  # fmt: skip
LATER = timedelta(days=3)


@pytest.fixture
def planned(cast: SimpleNamespace, at: datetime) -> PlannedPolicy:
    return plan_change(REPLY, {"limit_hours": 20}, effective_at=at + LATER, actor=cast.manager, at=at)


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_planned_change_waits_and_is_recorded(
    planned: PlannedPolicy, cast: SimpleNamespace, at: datetime
) -> None:
    assert (reply_policy().limit_hours, planned_changes(REPLY), planned_changes("core.company")) == (
        24,
        [planned],
        [],
    )
    entry = AuditEntry.objects.get(verb="core.policy_planned")
    assert (entry.actor, entry.detail.changes["limit_hours"]) == (cast.manager, [None, 20])
    assert apply_planned(at=at + LATER - timedelta(minutes=1)) == 0
    assert reply_policy().limit_hours == 24


def test_planned_change_applies_from_its_moment_on(
    planned: PlannedPolicy, cast: SimpleNamespace, at: datetime
) -> None:
    assert apply_planned(at=at + LATER) == 1
    assert reply_policy().limit_hours == 20
    row, entry = PolicySetting.objects.get(), AuditEntry.objects.get(verb="core.policy_changed")
    assert (row.changed_at, row.changed_by, row.version) == (at + LATER, cast.manager, 2)
    assert (entry.at, entry.detail.changes) == (at + LATER, {"limit_hours": [None, 20]})


def test_planned_change_applies_once_however_often_and_late(
    planned: PlannedPolicy, at: datetime, cast: SimpleNamespace
) -> None:
    counts = [apply_planned(at=at + LATER + timedelta(hours=hours)) for hours in (5, 5, 9)]
    policy.change(REPLY, {"limit_hours": 22}, actor=cast.boss, at=at + LATER + timedelta(hours=10))
    counts.append(apply_planned(at=at + LATER + timedelta(hours=11)))
    assert (counts, reply_policy().limit_hours) == ([1, 0, 0, 0], 22)


def test_planned_changes_apply_in_the_order_of_their_moments(cast: SimpleNamespace, at: datetime) -> None:
    for days, hours in ((2, 18), (1, 20)):
        plan_change(
            REPLY, {"limit_hours": hours}, effective_at=at + timedelta(days=days), actor=cast.boss, at=at
        )
    assert (apply_planned(at=at + LATER), reply_policy().limit_hours) == (2, 18)


def test_planned_change_leaves_alone_what_it_does_not_name(
    planned: PlannedPolicy, cast: SimpleNamespace, at: datetime
) -> None:
    policy.change(REPLY, {"target_minutes": 90}, actor=cast.boss, at=at)
    apply_planned(at=at + LATER)
    assert (reply_policy().target_minutes, reply_policy().limit_hours) == (90, 20)


def test_planned_change_is_cancelled_once(
    planned: PlannedPolicy, cast: SimpleNamespace, at: datetime
) -> None:
    assert [cancel_plan(planned, actor=cast.boss, at=at) for _ in range(2)] == [True, False]
    assert (apply_planned(at=at + LATER), reply_policy().limit_hours) == (0, 24)
    assert verbs() == ["core.policy_planned", "core.policy_plan_cancelled"]


def test_planned_change_that_makes_no_policy_any_more_lapses_and_is_told(
    cast: SimpleNamespace, at: datetime
) -> None:
    values = {"grading_cut_off": "18:30"}
    plan_change(REPLY, values, effective_at=at + LATER, actor=cast.manager, at=at)
    policy.change(REPLY, {"grading_closes": "18:00"}, actor=cast.boss, at=at)
    assert apply_planned(at=at + LATER) == 1
    row = PlannedPolicy.objects.get()
    assert (row.state, f"{reply_policy().grading_cut_off:%H:%M}") == ("lapsed", "17:00")
    assert verbs()[-1] == "core.policy_plan_lapsed"
    assert Notification.objects.get().user == cast.manager


def test_planned_change_of_who_was_frozen_meanwhile_lapses(
    planned: PlannedPolicy, cast: SimpleNamespace, at: datetime
) -> None:
    freeze_account(actor=cast.boss, user=cast.manager, reason="Left", at=at)
    apply_planned(at=at + LATER)
    planned.refresh_from_db()
    assert (planned.state, reply_policy().limit_hours) == ("lapsed", 24)


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(days=-1), timedelta(days=367)])
def test_plan_for_no_coming_moment_is_refused_and_leaves_nothing(
    cast: SimpleNamespace, at: datetime, ahead: timedelta
) -> None:
    with pytest.raises(Refused):
        plan_change(REPLY, {"limit_hours": 20}, effective_at=at + ahead, actor=cast.manager, at=at)
    assert (PlannedPolicy.objects.count(), verbs()) == (0, [])


def test_plan_of_nonsense_or_of_a_stale_page_is_refused(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(ValueError, match="start at 1"):
        plan_change(REPLY, {"limit_hours": 0}, effective_at=at + LATER, actor=cast.manager, at=at)
    policy.change(REPLY, {"limit_hours": 30}, actor=cast.boss, at=at)
    with pytest.raises(policy.StalePolicy):
        plan_change(REPLY, {"limit_hours": 20}, effective_at=at + LATER, actor=cast.manager, at=at, version=1)
    assert PlannedPolicy.objects.count() == 0


def test_plan_is_made_shown_and_taken_back_on_the_page(client_of: ClientOf, cast: SimpleNamespace) -> None:
    moment = timezone.localtime(timezone.now() + LATER).strftime("%Y-%m-%dT%H:%M")
    client = client_of(cast.manager)
    assert client.post(PAGE, {**LIMITS, "effective_at": moment}).status_code == 302
    row = PlannedPolicy.objects.get()
    assert row.values == {"limit_hours": 20}
    for url in (PAGE, "/settings/"):
        page = client.get(url)
        assert [plan["fields"] for plan in page.context["planned"]] == [
            [("Limit: hours, days off not counted", "24", "20")]
        ]
        assert "Take back" in page.content.decode()
    assistants = client_of(cast.assistant).get(PAGE).content.decode()
    assert ("Planned" in assistants, "Take back" in assistants) == (True, False)
    url = f"/settings/planned/{row.pk}/cancel/"
    assert client_of(cast.assistant).post(url).status_code == 403
    assert client_of(cast.boss).post(url, follow=True).context["planned"] == []
    assert reply_policy().limit_hours == 24


@pytest.mark.parametrize("moment", ["2020-01-01T10:00", "2999-01-01T10:00", "soon"])
def test_plan_for_a_wrong_moment_keeps_the_text(
    client_of: ClientOf, cast: SimpleNamespace, moment: str
) -> None:
    page = client_of(cast.manager).post(PAGE, {**LIMITS, "limit_hours": "21", "effective_at": moment})
    assert (page.status_code, list(page.context["when"].errors)) == (422, ["effective_at"])
    assert page.context["form"]["limit_hours"].value() == "21"
    assert PlannedPolicy.objects.count() == 0


def test_plan_that_does_not_exist_is_hidden(client_of: ClientOf, cast: SimpleNamespace) -> None:
    assert client_of(cast.boss).post("/settings/planned/987654/cancel/").status_code == 404


def test_planned_change_is_seen_at_once_by_what_runs(planned: PlannedPolicy, at: datetime) -> None:
    with request_context(RequestContext()):
        assert reply_policy().limit_hours == 24
        apply_planned(at=datetime(2027, 1, 1, tzinfo=UTC))
        assert reply_policy().limit_hours == 20
