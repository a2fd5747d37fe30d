"""Setting targets, taking them back, and how they stand (S1)."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from core.forms_once import AlreadySubmitted
from core.models import AuditEntry, Notification
from core.notices import tell
from core.request_context import RequestContext, request_context
from managing.domain.frames import Stretch
from managing.domain.pace import Standing
from managing.models import Measure, Target, TargetResult
from managing.selectors.facts import widest
from managing.selectors.targets import (
    read_own_results,
    read_own_standings,
    read_results,
    read_targets,
    spans_of,
    standings_of,
)
from managing.selectors.team import read_spans
from managing.services import ManagingRefused, TargetValues, keep_results, set_target, withdraw_target
from managing.views.team import read_figures
from reports.models import TeamMove
from reports.selectors.roll import read_roll
from tests.followups.helpers import nov, shanghai
from tests.managing.conftest import NOW, add_work, month

TOKEN = "6f9c1f1e-1111-4222-8333-444455556666"


def text_of(note: Notification) -> str:
    return tell([note], note.user)[0].text


def values(person: Any = None, **more: Any) -> TargetValues:
    given = {"measure": Measure.QUOTES, "stretch": Stretch.MONTH, "starts_on": nov(25), "goal": 10}
    return TargetValues(**{**given, **more}, person=person)


def put(actor: Any, person: Any = None, token: str = "", **more: Any) -> Target:
    return set_target(actor=actor, values=values(person, **more), form_token=token, at=NOW)


def standings(user: Any) -> dict[tuple[str, str], Any]:
    rows = read_targets(user, nov(25))
    spans = spans_of(rows, NOW)
    found = read_spans(read_roll(widest(spans.values())), spans, NOW)
    return {(one.target.scope_key, one.target.measure): one for one in standings_of(rows, found, nov(25))}


def test_setting_again_takes_the_place_and_the_first_stays(cast: SimpleNamespace) -> None:
    put(cast.manager, cast.owner)
    put(cast.boss, cast.owner, goal=12, note="Canton fair")
    assert [row.goal for row in Target.objects.on(nov(25))] == [12]
    assert [row.goal for row in Target.objects.order_by("pk")] == [10, 12]
    assert Target.objects.latest("pk").starts_on == nov(1)  # the month's first day
    entry = AuditEntry.objects.filter(verb="managing.target_set").latest("pk")
    assert entry.detail.changes["goal"] == [10, 12]
    assert Notification.objects.filter(user=cast.owner, key__startswith="target:").count() == 2


def test_a_second_click_sets_nothing(cast: SimpleNamespace) -> None:
    put(cast.manager, cast.owner, token=TOKEN)
    with pytest.raises(AlreadySubmitted):
        put(cast.manager, cast.owner, token=TOKEN, goal=99)
    assert Target.objects.count() == 1


@pytest.mark.parametrize(
    ("actor", "whose", "may"),
    [
        ("boss", "owner", True), ("boss", None, True), ("manager", "owner", True), ("manager", "outsider", False),
        ("manager", None, False), ("manager", "frozen", False), ("boss", "frozen", False), ("owner", "owner", False), ("assistant", "owner", False),
        ("adviser", None, False), ("other_manager", "owner", False),
    ],
)  # fmt: skip
def test_who_sets_targets_of_whom(cast: SimpleNamespace, actor: str, whose: str | None, may: bool) -> None:
    person = getattr(cast, whose) if whose else None
    if may:
        put(getattr(cast, actor), person)
        return
    with pytest.raises(PermissionDenied):
        put(getattr(cast, actor), person)
    assert not Target.objects.exists()


def test_a_manager_sets_the_targets_of_the_own_team(cast: SimpleNamespace) -> None:
    given = TargetValues(Measure.ORDERS, Stretch.QUARTER, nov(25), 4, team=cast.team)
    row = set_target(actor=cast.manager, values=given, form_token="", at=NOW)
    assert (row.scope_key, row.starts_on) == (f"t{cast.team.pk}", nov(1).replace(month=10))
    with pytest.raises(PermissionDenied):
        set_target(actor=cast.other_manager, values=given, form_token="", at=NOW)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"goal": 0}, "too_large"), ({"goal": 1_000_001}, "too_large"), ({"measure": Measure.CADENCE, "goal": 101}, "no_share"),
        ({"starts_on": nov(1).replace(month=10)}, "is_over"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_target(cast: SimpleNamespace, more: dict[str, Any], code: str) -> None:
    with pytest.raises(ManagingRefused) as refusal:
        put(cast.boss, cast.owner, **more)
    assert refusal.value.code == code
    assert not Target.objects.exists()


def test_taken_back_twice_is_taken_back_once(cast: SimpleNamespace) -> None:
    row = put(cast.manager, cast.owner)
    withdraw_target(actor=cast.boss, target=row, at=NOW)
    withdraw_target(actor=cast.boss, target=row, at=NOW)
    assert (Target.objects.on(nov(25)).count(), Target.objects.count()) == (0, 2)
    with pytest.raises(PermissionDenied):
        withdraw_target(actor=cast.other_manager, target=row, at=NOW)


def test_pages_of_people_teams_and_company_add_up(department: SimpleNamespace) -> None:
    cast = department
    for person in (cast.owner, cast.teammate, cast.outsider, None):
        put(cast.boss, person, goal=3)
    given = TargetValues(Measure.QUOTES, Stretch.MONTH, nov(25), 3, team=cast.team)
    set_target(actor=cast.boss, values=given, form_token="", at=NOW)
    found = {key: one.reached for (key, _measure), one in standings(cast.boss).items()}
    assert found == {
        "all": 4, f"t{cast.team.pk}": 3, f"p{cast.owner.pk}": 2, f"p{cast.teammate.pk}": 1, f"p{cast.outsider.pk}": 1,
    }  # fmt: skip


@pytest.mark.parametrize("stretch", list(Stretch))
def test_today_says_in_two_statements_what_the_team_page_says(
    department: SimpleNamespace, stretch: Stretch
) -> None:
    cast = department
    for measure in Measure:
        put(cast.boss, cast.owner, measure=measure, stretch=stretch, goal=60)
    with request_context(RequestContext()):
        shown = standings(cast.boss)
        with CaptureQueriesContext(connection) as queries:
            own = read_own_standings(cast.owner, NOW)
    assert len(queries) == 2
    assert {one.target.measure: one.reached for one in own} == {
        measure: one.reached for (_key, measure), one in shown.items()
    }
    assert {one.target.measure: one.pace.standing for one in own}["cadence"] is Standing.ON_PACE


def test_each_reads_their_own_targets(cast: SimpleNamespace) -> None:
    put(cast.boss, cast.owner)
    put(cast.boss, cast.outsider)
    put(cast.boss)
    seen = {
        name: Target.objects.visible_to(getattr(cast, name)).count()
        for name in vars(cast)
        if "team" not in name
    }
    assert seen == {
        "owner": 1, "outsider": 1, "manager": 1, "other_manager": 1, "boss": 3, "assistant": 3, "adviser": 3,
        "stand_in": 0, "admin": 0, "production": 0, "frozen": 0,
    }  # fmt: skip


def test_nothing_to_judge_is_not_behind(cast: SimpleNamespace) -> None:
    put(cast.boss, cast.owner, measure=Measure.IN_TARGET, goal=60)
    (one,) = read_own_standings(cast.owner, NOW)
    assert (one.pace.standing, one.reached) == (Standing.NOTHING, None)
    add_work(cast.owner)
    (one,) = read_own_standings(cast.owner, NOW)
    assert (one.reached, one.pace.standing) == (33, Standing.BEHIND)


def test_what_a_boss_set_only_a_boss_changes(cast: SimpleNamespace) -> None:
    row = put(cast.boss, cast.owner, goal=12)
    with pytest.raises(ManagingRefused) as refusal:
        put(cast.manager, cast.owner, goal=2)
    assert (refusal.value.field, refusal.value.code) == ("whose", "set_by_boss")
    with pytest.raises(PermissionDenied):
        withdraw_target(actor=cast.manager, target=row, at=NOW)
    assert [one.goal for one in Target.objects.on(nov(25))] == [12]
    withdraw_target(actor=cast.boss, target=row, at=NOW)
    assert put(cast.manager, cast.owner, goal=2).goal == 2  # where none stands, the manager sets one


def test_a_withdrawal_is_told_to_whose_it_was_and_who_had_set_it(cast: SimpleNamespace) -> None:
    row = put(cast.manager, cast.owner)
    Notification.objects.all().delete()
    withdraw_target(actor=cast.boss, target=row, at=NOW)
    withdraw_target(actor=cast.boss, target=row, at=NOW)
    told = {(note.user, text_of(note)) for note in Notification.objects.all()}
    assert told == {
        (cast.owner, f"{cast.boss.full_name} took back a target of yours: Quotes sent"),
        (cast.manager, f"{cast.boss.full_name} took back a target that you had set: Quotes sent"),
    }


def told(cast: SimpleNamespace) -> dict[str, list[tuple[str, str]]]:
    names = {person.pk: name for name, person in vars(cast).items() if isinstance(person, User)}
    found: dict[str, list[tuple[str, str]]] = {}
    for note in Notification.objects.order_by("pk"):
        found.setdefault(names[note.user_id], []).append((text_of(note), note.url))
    return found


def test_what_is_set_is_told_in_the_readers_language(cast: SimpleNamespace) -> None:
    put(cast.manager, cast.owner)
    put(cast.manager, cast.owner, measure=Measure.ORDERS)
    with override("zh-hans"):
        texts = [text_of(note) for note in Notification.objects.filter(user=cast.owner).order_by("pk")]
        assert texts == [
            f"{cast.manager.full_name} 给你定了目标：{label}" for label in ("发出报价", "确认订单")
        ]


def test_a_teams_target_is_told_to_its_manager_and_people(cast: SimpleNamespace, client_of: Any) -> None:
    """Once, and not to who set it nor to who left; the same when it is taken back. Each finds it where they are led."""
    own, goals = reverse("managing:own"), reverse("managing:targets")
    row = put(cast.boss, team=cast.team, goal=7_531, token=TOKEN)
    with pytest.raises(AlreadySubmitted):
        put(cast.boss, team=cast.team, goal=7_531, token=TOKEN)
    words = f"{cast.boss.full_name} set a target for your team: Quotes sent"
    people = {name: [(words, own)] for name in ("owner", "teammate", "stand_in")}
    assert told(cast) == {**people, "manager": [(words, goals)]}
    with time_machine.travel(NOW):
        for name, address in (("owner", own), ("manager", goals)):
            assert "7531" in client_of(getattr(cast, name)).get(address).content.decode().replace(",", "")
        assert "7531" not in client_of(cast.outsider).get(own).content.decode().replace(",", "")
    Notification.objects.all().delete()
    withdraw_target(actor=cast.boss, target=row, at=NOW)
    words = f"{cast.boss.full_name} took back a target of your team: Quotes sent"
    assert told(cast) == {
        name: [(words, own if name != "manager" else goals)] for name in (*people, "manager")
    }
    Notification.objects.all().delete()
    put(cast.manager, team=cast.team)
    assert set(told(cast)) == set(people)


def test_the_companys_target_is_told_to_everybody_who_sells(cast: SimpleNamespace, client_of: Any) -> None:
    put(cast.boss, goal=8_642)
    words = f"{cast.boss.full_name} set a target for the company: Quotes sent"
    own = reverse("managing:own")
    assert told(cast) == {
        name: [(words, own)] for name in ("owner", "teammate", "stand_in", "outsider")
    }  # fmt: skip
    with time_machine.travel(NOW):
        page = client_of(cast.outsider).get(own).content.decode()
        assert "8642" in page.replace(",", "")
        assert client_of(cast.outsider).get(reverse("managing:targets")).status_code == 403


def test_a_target_counts_the_same_whoever_reads_it(department: SimpleNamespace) -> None:
    cast = department
    TeamMove.objects.create(
        person=cast.outsider, before=cast.other_team, after=cast.team, at=shanghai(11, 22)
    )
    cast.outsider.team = cast.team
    cast.outsider.save()
    put(cast.boss, cast.outsider, goal=3)
    (own,) = read_own_standings(cast.outsider, NOW)
    with request_context(RequestContext()):
        read = [read_figures(user, month(), NOW) for user in (cast.manager, cast.boss)]
    assert [one.reached for figures in read for one in figures.standings] == [1, 1] == [own.reached] * 2
    shown = [row.figures.quotes for part, row in read[0].rows.items() if part.person == cast.outsider]
    assert shown == [0]  # the line is the manager's part: from the 22nd on


def test_what_came_of_a_month_is_kept_and_told_once(department: SimpleNamespace, client_of: Any) -> None:
    """In the first night after it, as it is known then; what is set for the running month waits for its own."""
    cast = department
    put(cast.manager, cast.owner, goal=2)  # two quotes were sent
    put(cast.manager, cast.owner, measure=Measure.CONTACTS, goal=50)
    put(cast.boss, measure=Measure.IN_TARGET, goal=20)
    put(cast.boss, cast.teammate, measure=Measure.NEW_CUSTOMERS, goal=1)
    put(cast.boss, cast.teammate, measure=Measure.NEW_CUSTOMERS, goal=9)  # in the place of the one before
    put(cast.manager, cast.owner, starts_on=date(2026, 12, 1), goal=1)
    assert keep_results(at=shanghai(11, 30, 3)) == 0
    night = shanghai(12, 1, 3, 40)
    assert [keep_results(at=night), keep_results(at=night), keep_results(at=shanghai(12, 2, 3, 40))] == [
        4,
        0,
        0,
    ]
    kept = {
        (row.target.scope_key, row.target.measure): (row.reached, row.is_reached)
        for row in TargetResult.objects.all()
    }
    assert kept == {
        (f"p{cast.owner.pk}", "quotes"): (2, True), (f"p{cast.owner.pk}", "contacts"): (6, False), ("all", "in_target"): (25, True),
        (f"p{cast.teammate.pk}", "new_customers"): (2, False),
    }  # fmt: skip
    heard = {
        name: [row.message % row.values for row in Notification.objects.filter(user=getattr(cast, name), key__startswith="target:results")]
        for name in ("owner", "teammate", "boss", "manager")
    }  # fmt: skip
    assert heard == {
        "owner": ["1 of 2 targets of 2026-11 were reached"], "teammate": ["0 of 1 targets of 2026-11 were reached"],
        "boss": ["1 of 1 targets of 2026-11 were reached"], "manager": [],
    }  # fmt: skip
    december = date(2026, 12, 1)
    assert [
        len(read_results(person, december)) for person in (cast.boss, cast.manager, cast.other_manager)
    ] == [4, 3, 0]
    assert {row.measure for row in read_own_results(cast.owner, december)} == {"quotes", "contacts"}
    with time_machine.travel(shanghai(12, 1, 10)):
        for person, name in ((cast.owner, "managing:own"), (cast.manager, "managing:targets")):
            page = client_of(person).get(reverse(name)).content.decode()
            assert "What came of them" in page
            assert "<b>6</b> / 50" in page
