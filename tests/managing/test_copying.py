"""Targets of a month, a quarter, a year taken over for the next one (S166)."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accounts.models import Role
from core.forms_once import AlreadySubmitted
from core.models import AuditEntry, Notification
from managing.domain.frames import Days, Stretch
from managing.models import Measure, Target
from managing.services import (
    CopyOf,
    ManagingRefused,
    TargetValues,
    copy_targets,
    set_target,
    times_of,
    withdraw_target,
)
from tests.factories import UserFactory
from tests.followups.helpers import nov
from tests.managing.conftest import NOW

TOKEN = "6f9c1f1e-1111-4222-8333-444455556677"
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)


def put(actor: Any, person: Any = None, **more: Any) -> Target:
    given = {"measure": Measure.QUOTES, "stretch": Stretch.MONTH, "starts_on": nov(1), "goal": 10, **more}
    return set_target(actor=actor, values=TargetValues(**given, person=person), form_token="", at=NOW)


def copy(
    actor: Any, of: CopyOf = CopyOf.MONTH, *, is_next: bool = True, raise_by: int = 0, token: str = ""
) -> Any:
    done = copy_targets(actor=actor, of=of, is_next=is_next, raise_by=raise_by, form_token=token, at=NOW)
    return done.made, done.left


@pytest.mark.parametrize(
    ("of", "is_next", "first", "last", "begins", "ends"),
    [
        (CopyOf.MONTH, True, nov(1), nov(30), DECEMBER, date(2026, 12, 31)),
        (CopyOf.MONTH, False, date(2026, 10, 1), date(2026, 10, 31), nov(1), nov(30)),
        (CopyOf.QUARTER, True, date(2026, 10, 1), date(2026, 12, 31), JANUARY, date(2027, 3, 31)),
        (CopyOf.QUARTER, False, date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31)),
        (CopyOf.YEAR, True, date(2026, 1, 1), date(2026, 12, 31), JANUARY, date(2027, 12, 31)),
        (CopyOf.YEAR, False, date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)  # fmt: skip
def test_times(of: CopyOf, is_next: bool, first: date, last: date, begins: date, ends: date) -> None:
    assert times_of(of, nov(25), is_next=is_next) == (Days(first, last), Days(begins, ends))


def test_next_month_begins_with_this_ones_and_what_was_set_stays(cast: SimpleNamespace) -> None:
    put(cast.manager, cast.owner, goal=7, note="Fair")
    put(cast.manager, cast.owner, measure=Measure.CADENCE, goal=90)
    put(cast.manager, cast.teammate)
    put(cast.manager, cast.teammate, starts_on=DECEMBER, goal=33)
    put(cast.manager, cast.owner, stretch=Stretch.QUARTER, goal=21)
    assert copy(cast.manager, raise_by=10) == (2, 1)
    found = Target.objects.newest().filter(starts_on=DECEMBER, stretch=Stretch.MONTH)
    assert sorted(found.values_list("person", "measure", "goal", "note", "set_by")) == sorted(
        [
            (cast.owner.pk, "quotes", 8, "Fair", cast.manager.pk),  # 7.7, rounded up
            (cast.owner.pk, "cadence", 90, "", cast.manager.pk),  # a share stays
            (cast.teammate.pk, "quotes", 33, "", cast.manager.pk),
        ]
    )
    assert AuditEntry.objects.filter(verb="managing.target_set", actor=cast.manager).count() == 7
    told = Notification.objects.filter(key__startswith="target:copied:")
    assert [row.user_id for row in told] == [cast.owner.pk]
    assert copy(cast.manager) == (0, 3)


def test_copies_of_a_teams_and_the_companys_targets_are_told_once(cast: SimpleNamespace) -> None:
    for measure in (Measure.QUOTES, Measure.ORDERS):
        put(cast.boss, team=cast.team, measure=measure)
        put(cast.boss, measure=measure)
    Notification.objects.all().delete()
    assert copy(cast.boss) == (4, 0)
    found: dict[Any, list[str]] = {}
    for note in Notification.objects.order_by("message"):
        found.setdefault(note.user, []).append(note.message % note.values)
    company, team = (
        f"{cast.boss.full_name} set targets for {whose}" for whose in ("the company", "your team")
    )
    assert found == {
        **{person: [company, team] for person in (cast.owner, cast.teammate, cast.stand_in)},
        cast.outsider: [company], cast.manager: [team],
    }  # fmt: skip


def test_what_was_taken_back_there_stays_so(cast: SimpleNamespace) -> None:
    put(cast.manager, cast.owner)
    there = put(cast.manager, cast.owner, starts_on=DECEMBER)
    withdraw_target(actor=cast.manager, target=there, at=NOW)
    assert copy(cast.manager) == (0, 1)
    assert not Target.objects.on(DECEMBER).exists()


def test_a_year_takes_months_and_quarters_of_all_its_targets(cast: SimpleNamespace) -> None:
    put(cast.boss, None, goal=100)
    put(cast.boss, cast.owner, stretch=Stretch.QUARTER, starts_on=date(2026, 10, 1), goal=30)
    assert copy(cast.boss, CopyOf.YEAR, raise_by=20) == (2, 0)
    assert sorted(
        Target.objects.filter(starts_on__year=2027).values_list("starts_on", "stretch", "goal")
    ) == [
        (date(2027, 10, 1), "quarter", 36),
        (date(2027, 11, 1), "month", 120),
    ]


def test_what_is_over_is_not_set_anew(cast: SimpleNamespace) -> None:
    old = {"starts_on": date(2025, 3, 1), "stretch": Stretch.MONTH, "measure": Measure.QUOTES, "goal": 5}
    for starts_on in (date(2025, 3, 1), date(2025, 12, 1)):
        Target.objects.create(
            **{**old, "starts_on": starts_on}, person=cast.owner, scope_key=f"p{cast.owner.pk}", set_by=cast.boss, set_at=NOW
        )  # fmt: skip
    assert copy(cast.boss, CopyOf.YEAR, is_next=False) == (1, 1)
    assert Target.objects.filter(starts_on__year=2026).get().starts_on == DECEMBER


def test_only_what_the_actor_may_set_is_taken_over(cast: SimpleNamespace) -> None:
    put(cast.boss, None, goal=100)
    put(cast.boss, cast.outsider)
    put(cast.boss, cast.owner)
    leaver = put(cast.boss, cast.teammate)
    leaver.person.frozen_at = NOW
    leaver.person.save(update_fields=["frozen_at"])
    assert copy(cast.manager) == (1, 3)
    assert Target.objects.on(DECEMBER).get().person == cast.owner
    for nobody in (cast.owner, cast.assistant, cast.adviser):
        with pytest.raises(PermissionDenied):
            copy(nobody)


def test_a_second_click_and_a_wild_raise_set_nothing(cast: SimpleNamespace, client_of: Any) -> None:
    put(cast.manager, cast.owner)
    assert copy(cast.manager, token=TOKEN) == (1, 0)
    with pytest.raises(AlreadySubmitted):
        copy(cast.manager, CopyOf.QUARTER, token=TOKEN)
    with pytest.raises(ManagingRefused, match="raise"):
        copy(cast.manager, raise_by=501)
    assert Target.objects.count() == 2


@time_machine.travel(NOW, tick=True)
def test_page_takes_over_and_says_how_many(cast: SimpleNamespace, client_of: Any) -> None:
    put(cast.manager, cast.owner)
    put(cast.manager, cast.teammate)
    put(cast.manager, cast.teammate, starts_on=DECEMBER)
    client = client_of(cast.manager)
    wrong = client.post("/targets/copy/", {"of": "month", "to": "next", "raise_by": "501"})
    assert (wrong.status_code, list(wrong.context["copy_form"].errors)) == (422, ["raise_by"])
    answer = client.post("/targets/copy/", {"of": "month", "to": "next", "raise_by": ""}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["1 target taken over; 1 left as it is"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_set_in_the_same_second_stays() -> None:
    boss = UserFactory(roles=(Role.BOSS,))
    put(boss)

    def copied() -> Any:
        try:
            return copy(boss)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            put(boss, starts_on=DECEMBER, goal=3)
            copying = pool.submit(copied)
            wait([copying], timeout=1)
        assert copying.result() == (0, 1)
    assert Target.objects.newest().get(starts_on=DECEMBER).goal == 3
