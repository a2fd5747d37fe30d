"""Leave and trips as services and pages: asked, decided, commented, withdrawn, ended sooner."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.domain.absences import Span
from accounts.models import Absence, Role, User
from accounts.scoping import scope_of
from accounts.selectors.absences import read_overview, read_own, read_today_absences, read_waiting
from accounts.services import freeze_account
from accounts.services.absences import (
    AbsenceRefused,
    AbsenceValues,
    ask_absence,
    come_back,
    comment_absence,
    decide_absence,
    revoke_absence,
    withdraw_absence,
)
from core import policy
from core.forms_once import AlreadySubmitted
from core.models import AuditEntry, Notification
from tests.factories import AT, AbsenceFactory, TeamFactory, UserFactory

ClientOf = Callable[..., Client]
DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)
URL = "/absences/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def span(first: int, last: int) -> Span:
    return Span(TODAY + first * DAY, TODAY + last * DAY)


def ask(
    person: User, first: int = 3, last: int = 5, *, kind: str = "leave", stand_in: User | None = None
) -> Absence:
    return ask_absence(
        actor=person, values=AbsenceValues(kind, span(first, last), "家里有事", stand_in), at=AT
    )


def approve(cast: SimpleNamespace, absence: Absence, at: datetime = AT) -> Absence:
    return decide_absence(
        actor=cast.boss, absence=absence, is_approved=True, reason="同意", stand_in=cast.stand_in, at=at
    )


def told(user: User) -> list[str]:
    return [row.key.rsplit("-", 1)[-1] for row in Notification.objects.filter(user=user).order_by("pk")]


def verbs(absence: Absence) -> list[str]:
    rows = AuditEntry.objects.filter(target_type="accounts.absence", target_id=str(absence.pk)).order_by("pk")
    return [row.verb.removeprefix("accounts.absence_") for row in rows]


def test_rows_from_before_are_approved(cast: SimpleNamespace) -> None:
    assert AbsenceFactory(user=cast.owner).state == Absence.State.APPROVED


def test_request_counts_nowhere_until_it_is_approved(cast: SimpleNamespace) -> None:
    absence = ask(cast.owner, 0, 1, stand_in=cast.stand_in)
    assert (absence.state, list(Absence.objects.on(TODAY))) == ("requested", [])
    assert cast.owner.pk not in scope_of(cast.stand_in, AT).people
    approve(cast, absence)
    assert cast.owner.pk in scope_of(cast.stand_in, AT).people
    assert verbs(absence) == ["requested", "approved"]


def test_request_is_told_to_who_decides_comments_and_is_suggested(cast: SimpleNamespace) -> None:
    ask(cast.owner, kind="trip", stand_in=cast.stand_in)
    people = (cast.boss, cast.manager, cast.stand_in, cast.owner, cast.teammate, cast.other_manager)
    assert [told(person) for person in people] == [["asked"], ["comment"], ["suggested"], [], [], []]


def test_approval_is_told_to_the_person_the_stand_in_and_the_manager(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner))
    assert [told(person) for person in (cast.owner, cast.stand_in, cast.manager)] == [
        ["approved"],
        ["in"],
        ["comment", "away"],
    ]
    assert (absence.decided_by, absence.decision, absence.stand_in) == (cast.boss, "同意", cast.stand_in)


def test_refusal_tells_the_reason_and_counts_nowhere(cast: SimpleNamespace) -> None:
    absence = ask(cast.owner, 0, 1)
    decide_absence(actor=cast.boss, absence=absence, is_approved=False, reason="展会期间缺人", at=AT)
    absence.refresh_from_db()
    assert (absence.state, absence.decision, told(cast.owner)) == ("refused", "展会期间缺人", ["refused"])
    assert not Absence.objects.on(TODAY).exists()


def test_trip_needs_a_stand_in_from_the_beginning(cast: SimpleNamespace) -> None:
    with pytest.raises(AbsenceRefused) as refused:
        ask(cast.owner, kind="trip")
    assert (refused.value.code, refused.value.field) == ("no_stand_in", "stand_in")
    assert not Absence.objects.exists()
    assert not Notification.objects.exists()


def test_leave_is_approved_with_a_stand_in_only(cast: SimpleNamespace) -> None:
    absence = ask(cast.owner, kind="sick")
    with pytest.raises(AbsenceRefused) as refused:
        decide_absence(actor=cast.boss, absence=absence, is_approved=True, reason="ok", at=AT)
    absence.refresh_from_db()
    assert (refused.value.code, absence.state) == ("no_stand_in", "requested")


@pytest.mark.parametrize("name", ["owner", "frozen", "assistant", "production", "admin", "boss"])
def test_stand_in_is_somebody_else_who_sells_or_leads(cast: SimpleNamespace, name: str) -> None:
    absence = ask(cast.owner)
    with pytest.raises(AbsenceRefused) as refused:
        decide_absence(
            actor=cast.boss,
            absence=absence,
            is_approved=True,
            reason="ok",
            stand_in=getattr(cast, name),
            at=AT,
        )
    assert refused.value.code == "unfit_stand_in"


def test_stand_in_who_is_away_is_allowed_and_said(cast: SimpleNamespace, client_of: ClientOf) -> None:
    AbsenceFactory(user=cast.stand_in, starts_on=TODAY + 4 * DAY, ends_on=TODAY + 4 * DAY)
    absence = ask(cast.owner, kind="trip", stand_in=cast.stand_in)
    page = client_of(cast.boss).get(absence.get_absolute_url()).content.decode()
    assert "then the manager answers" in page
    assert approve(cast, absence).holds


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(-1, 2, "in_past"), (3, 2, "ends_early"), (0, 400, "too_long"), (400, 401, "too_far")],
)
def test_days_that_nobody_can_have(cast: SimpleNamespace, first: int, last: int, code: str) -> None:
    with pytest.raises(AbsenceRefused) as refused:
        ask(cast.owner, first, last)
    assert (refused.value.code, Absence.objects.count()) == (code, 0)


def test_absences_of_one_person_do_not_overlap(cast: SimpleNamespace) -> None:
    ask(cast.owner, 3, 5)
    with pytest.raises(AbsenceRefused) as refused:
        ask(cast.owner, 5, 8)
    assert refused.value.code == "overlaps"
    assert ask(cast.teammate, 5, 8).pk
    assert ask(cast.owner, 6, 8).pk


def test_days_of_a_refused_or_withdrawn_request_are_free_again(cast: SimpleNamespace) -> None:
    withdraw_absence(actor=cast.owner, absence=ask(cast.owner), at=AT)
    decide_absence(actor=cast.boss, absence=ask(cast.owner), is_approved=False, reason="no", at=AT)
    assert ask(cast.owner).state == "requested"


def test_late_approval_holds_from_its_day_on(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner, 0, 4), AT + 2 * DAY)
    assert (absence.starts_on, absence.ends_on) == (TODAY + 2 * DAY, TODAY + 4 * DAY)


def test_request_whose_days_have_passed_can_only_be_refused(cast: SimpleNamespace) -> None:
    absence = ask(cast.owner, 0, 1)
    with pytest.raises(AbsenceRefused) as refused:
        approve(cast, absence, AT + 2 * DAY)
    assert refused.value.code == "over"
    assert read_waiting(cast.boss, TODAY + 2 * DAY) == []
    decide_absence(actor=cast.boss, absence=absence, is_approved=False, reason="late", at=AT + 2 * DAY)


def test_decision_falls_once(cast: SimpleNamespace) -> None:
    absence = ask(cast.owner)
    approve(cast, absence)
    with pytest.raises(AbsenceRefused) as refused:
        decide_absence(actor=cast.boss, absence=absence, is_approved=False, reason="no", at=AT)
    assert refused.value.code == "changed"
    absence.refresh_from_db()
    assert absence.state == "approved"


@pytest.mark.parametrize("name", ["owner", "manager", "other_manager", "stand_in", "admin"])
def test_only_the_boss_decides(cast: SimpleNamespace, name: str) -> None:
    absence = ask(cast.owner)
    with pytest.raises(PermissionDenied):
        decide_absence(
            actor=getattr(cast, name),
            absence=absence,
            is_approved=True,
            reason="ok",
            stand_in=cast.stand_in,
            at=AT,
        )


def test_policy_may_name_the_manager(cast: SimpleNamespace) -> None:
    policy.change("accounts.absence", {"approver": "manager"}, actor=cast.boss, at=AT)
    absence = ask(cast.owner)
    assert (told(cast.manager), told(cast.boss)) == (["asked"], [])
    with pytest.raises(PermissionDenied):
        approve(cast, absence)
    decide_absence(
        actor=cast.manager, absence=absence, is_approved=True, reason="ok", stand_in=cast.teammate, at=AT
    )
    own = ask(cast.manager)
    assert [row.pk for row in read_waiting(cast.boss, TODAY)] == [own.pk]


def test_frozen_boss_decides_nothing(cast: SimpleNamespace) -> None:
    absence = ask(cast.owner)
    freeze_account(actor=cast.admin, user=cast.boss, reason="left", at=AT)
    with pytest.raises(PermissionDenied):
        approve(cast, absence)
    assert [row.pk for row in read_waiting(cast.manager, TODAY)] == [absence.pk]


def test_bosss_own_absence_holds_at_once(cast: SimpleNamespace) -> None:
    absence = ask(cast.boss, kind="trip")
    assert (absence.state, absence.decided_by, absence.decided_at) == ("approved", None, AT)
    assert verbs(absence) == ["requested", "approved"]


def test_manager_who_is_the_boss_and_sells_names_a_stand_in(cast: SimpleNamespace) -> None:
    both = UserFactory(roles=(Role.BOSS, Role.MANAGER, Role.SALESPERSON))
    with pytest.raises(AbsenceRefused) as refused:
        ask(both)
    assert refused.value.code == "no_stand_in"
    assert ask(both, stand_in=cast.owner).holds


def test_who_is_alone_waits_for_nobody(db: None) -> None:
    alone = UserFactory(roles=(Role.MANAGER, Role.SALESPERSON))
    TeamFactory(manager=alone)
    absence = ask(alone, kind="trip")
    assert (absence.state, absence.stand_in, Notification.objects.count()) == ("approved", None, 0)


def test_manager_comments_what_the_boss_decides(cast: SimpleNamespace, client_of: ClientOf) -> None:
    absence = ask(cast.owner)
    comment_absence(actor=cast.manager, absence=absence, comment="本周订单少，可以", at=AT)
    assert "本周订单少" in client_of(cast.boss).get(absence.get_absolute_url()).content.decode()
    for name in ("boss", "other_manager", "owner"):
        with pytest.raises(PermissionDenied):
            comment_absence(actor=getattr(cast, name), absence=absence, comment="x", at=AT)
    approve(cast, absence)
    with pytest.raises(AbsenceRefused):
        comment_absence(actor=cast.manager, absence=absence, comment="x", at=AT)


def test_withdrawn_before_it_begins(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner, 3, 5))
    withdraw_absence(actor=cast.owner, absence=absence, at=AT)
    assert not Absence.objects.on(TODAY + 4 * DAY).exists()
    assert "withdrawn" in told(cast.stand_in)
    assert "withdrawn" in told(cast.manager)
    with pytest.raises(PermissionDenied):
        withdraw_absence(actor=cast.boss, absence=absence, at=AT)


def test_back_sooner_ends_it_with_the_day_before(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner, 0, 5))
    back_at = AT + 2 * DAY
    come_back(actor=cast.owner, absence=absence, at=back_at)
    absence.refresh_from_db()
    assert (absence.state, absence.ends_on, absence.planned_until) == ("ended", TODAY + DAY, TODAY + 5 * DAY)
    held = [Absence.objects.on(TODAY + n * DAY).exists() for n in (0, 1, 2, 5)]
    assert held == [True, True, False, False]
    assert [cast.owner.pk in scope_of(cast.stand_in, AT + n * DAY).people for n in (1, 2)] == [True, False]
    assert told(cast.stand_in) == ["in", "back"]
    with pytest.raises(AbsenceRefused):
        come_back(actor=cast.owner, absence=absence, at=back_at)


def test_back_on_the_first_day_was_never_away(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner, 0, 5))
    come_back(actor=cast.owner, absence=absence, at=AT)
    absence.refresh_from_db()
    assert (absence.state, absence.planned_until, absence.holds) == ("withdrawn", None, False)


def test_revoked_before_it_begins_it_never_was(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner, 3, 5))
    revoke_absence(actor=cast.boss, absence=absence, reason="A fair", at=AT)
    absence.refresh_from_db()
    assert (absence.state, absence.ends_on, absence.planned_until) == ("revoked", TODAY + 5 * DAY, None)
    assert (absence.decided_by, absence.decision, absence.holds) == (cast.boss, "A fair", False)
    assert not Absence.objects.on(TODAY + 4 * DAY).exists()
    assert [told(person)[-1] for person in (cast.owner, cast.stand_in, cast.manager)] == ["revoked"] * 3
    assert verbs(absence) == ["requested", "approved", "revoked"]
    assert ask(cast.owner, 3, 5).state == "requested"  # the days are free again


def test_revoked_during_it_ends_the_stand_ins_access_and_keeps_the_days_that_passed(
    cast: SimpleNamespace,
) -> None:
    absence, at = approve(cast, ask(cast.owner, 0, 5)), AT + 2 * DAY
    revoke_absence(actor=cast.boss, absence=absence, reason="A fair", at=at)
    absence.refresh_from_db()
    assert (absence.state, absence.ends_on, absence.planned_until) == ("ended", TODAY + DAY, TODAY + 5 * DAY)
    assert [cast.owner.pk in scope_of(cast.stand_in, AT + n * DAY).people for n in (1, 2)] == [True, False]
    note = Notification.objects.get(user=cast.owner, key=f"absence-{absence.pk}-revoked")
    assert (note.values["first"], note.values["last"]) == ("2026-11-18", "2026-11-21")
    assert note.values["reason"] == "A fair"


def test_what_is_over_is_revoked_no_more(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner, 0, 1))
    with pytest.raises(AbsenceRefused):
        revoke_absence(actor=cast.boss, absence=absence, reason="x", at=AT + 2 * DAY)
    assert verbs(absence) == ["requested", "approved"]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("boss", 302),
        ("owner", 403),
        ("stand_in", 403),
        ("manager", 403),
        ("teammate", 404),
        ("other_manager", 404),
    ],
)
def test_only_who_decides_revokes(cast: SimpleNamespace, client_of: ClientOf, name: str, status: int) -> None:
    absence = approve(cast, ask(cast.owner, 3, 5))
    client, url = client_of(getattr(cast, name)), f"/absences/{absence.pk}/revoke/"
    page = client.get(absence.get_absolute_url())
    assert (page.status_code == 200 and f'action="{url}"' in page.content.decode()) is (status == 302)
    assert client.get(url).status_code == 405
    assert client.post(url, {"reason": "A fair"}).status_code == status
    absence.refresh_from_db()
    assert absence.state == ("revoked" if status == 302 else "approved")
    if status != 302:
        with pytest.raises(PermissionDenied):
            revoke_absence(actor=getattr(cast, name), absence=absence, reason="x", at=AT)


def test_revoking_wants_a_reason_and_happens_once(cast: SimpleNamespace, client_of: ClientOf) -> None:
    absence, client = approve(cast, ask(cast.owner, 3, 5)), client_of(cast.boss)
    url = f"/absences/{absence.pk}/revoke/"
    assert client.post(url, {"reason": " "}).status_code == 422
    assert [client.post(url, {"reason": "A fair"}).status_code for _click in range(2)] == [302, 302]
    assert verbs(absence) == ["requested", "approved", "revoked"]


def test_the_policys_manager_revokes_and_the_boss_does_not(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner, 3, 5))
    policy.change("accounts.absence", {"approver": "manager"}, actor=cast.boss, at=AT)
    with pytest.raises(PermissionDenied):
        revoke_absence(actor=cast.boss, absence=absence, reason="x", at=AT)
    revoke_absence(actor=cast.manager, absence=absence, reason="x", at=AT)


def test_trip_is_extended_by_a_new_request(cast: SimpleNamespace, client_of: ClientOf) -> None:
    running = approve(cast, ask(cast.owner, 0, 2, kind="trip", stand_in=cast.stand_in))
    form = client_of(cast.owner).get(f"/absences/ask/?extends={running.pk}").context["form"]
    assert (form["starts_on"].value(), form["stand_in"].value()) == (TODAY + 3 * DAY, cast.stand_in.pk)
    assert client_of(cast.teammate).get(f"/absences/ask/?extends={running.pk}").status_code == 404
    assert ask(cast.owner, 3, 4, kind="trip", stand_in=cast.stand_in).state == "requested"


def test_frozen_person_asks_for_nothing(cast: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        ask(cast.frozen)
    with pytest.raises(PermissionDenied):
        ask(cast.assistant)


def test_double_click_asks_once(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    token = client.get("/absences/ask/").context["form"]["form_token"].value()
    data = {
        "kind": "trip", "starts_on": "2026-11-20", "ends_on": "2026-11-21", "reason": "广交会",
        "stand_in": cast.stand_in.pk, "form_token": token,
    }  # fmt: skip
    answers = [client.post("/absences/ask/", data) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, Absence.objects.get().get_absolute_url())
    ] * 2
    with pytest.raises(AlreadySubmitted):
        ask_absence(actor=cast.owner, values=AbsenceValues("leave", span(9, 9), "x"), form_token=token, at=AT)


def test_form_comes_back_with_its_words_and_what_is_wrong(cast: SimpleNamespace, client_of: ClientOf) -> None:
    data = {"kind": "trip", "starts_on": "2026-11-20", "ends_on": "2026-11-21", "reason": "Canton fair"}
    answer = client_of(cast.owner).post("/absences/ask/", data)
    page = answer.content.decode()
    assert (answer.status_code, Absence.objects.count()) == (422, 0)
    assert "Canton fair" in page
    assert "Name who stands in" in page


def test_refusal_without_a_reason_changes_nothing(cast: SimpleNamespace, client_of: ClientOf) -> None:
    absence = ask(cast.owner)
    answer = client_of(cast.boss).post(
        f"{absence.get_absolute_url()}decide/", {"answer": "refuse", "reason": ""}
    )
    absence.refresh_from_db()
    assert (answer.status_code, absence.state) == (422, "requested")


def test_stale_buttons_say_so(cast: SimpleNamespace, client_of: ClientOf) -> None:
    absence = approve(cast, ask(cast.owner, 0, 3))
    client = client_of(cast.owner)
    for _ in range(2):
        answer = client.post(f"{absence.get_absolute_url()}back/", follow=True)
        assert answer.status_code == 200
    absence.refresh_from_db()
    assert (absence.state, verbs(absence)) == ("withdrawn", ["requested", "approved", "ended"])


def test_reason_is_not_shown_to_the_stand_in(cast: SimpleNamespace, client_of: ClientOf) -> None:
    absence = approve(cast, ask(cast.owner, 0, 3))
    pages = {
        name: client_of(getattr(cast, name)).get(absence.get_absolute_url()).content.decode()
        for name in ("owner", "stand_in", "manager", "boss")
    }
    assert {name for name, page in pages.items() if "家里有事" in page} == {"owner", "manager", "boss"}
    assert "家里有事" not in client_of(cast.stand_in).get(URL).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_with_more_rows(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Callable, count: int
) -> None:
    team = [cast.owner, cast.teammate, cast.stand_in]
    for person in team[:count]:
        ask(person, 2, 3)
        ask(person, 5, 6)
    client = client_of(cast.boss)
    client.get(URL)
    with django_assert_num_queries(8):
        client.get(URL)


def test_overview_shows_what_holds_and_what_waits(cast: SimpleNamespace) -> None:
    approve(cast, ask(cast.owner, 1, 2))
    ask(cast.teammate, 2, 2)
    withdraw_absence(actor=cast.owner, absence=ask(cast.owner, 4, 5), at=AT)
    weeks = read_overview(cast.manager, TODAY, TODAY).weeks
    assert [len(day.rows) for day in weeks[0]] == [0, 1, 2, 0, 0, 0, 0]
    assert [len(day.rows) for day in read_overview(cast.outsider, TODAY, TODAY).weeks[0]] == [0] * 7
    assert len(read_own(cast.owner)) == 2


def test_today_tells_who_is_away_for_whom_one_stands_in_and_what_waits(cast: SimpleNamespace) -> None:
    absence = approve(cast, ask(cast.owner, 0, 2))
    ask(cast.teammate, 4, 4)
    seen = {
        name: read_today_absences(getattr(cast, name), TODAY)
        for name in ("stand_in", "manager", "boss", "owner")
    }
    assert [row.pk for row in seen["stand_in"].standing_in] == [absence.pk]
    assert [row.pk for row in seen["manager"].away] == [row.pk for row in seen["boss"].away] == [absence.pk]
    assert [seen[name].waiting for name in ("boss", "manager", "owner")] == [1, 0, 0]
    assert (seen["owner"].standing_in, seen["owner"].away) == ([], [])


def test_midnight_in_shanghai_is_the_boundary(cast: SimpleNamespace) -> None:
    """16:00 UTC is midnight in Shanghai."""
    approve(cast, ask(cast.owner, 1, 1))
    moments = [
        datetime(2026, 11, day, 15, 59, 59, tzinfo=UTC) + second * timedelta(seconds=1)
        for day in (16, 17)
        for second in (0, 1)
    ]
    assert [cast.owner.pk in scope_of(cast.stand_in, at).people for at in moments] == [
        False,
        True,
        True,
        False,
    ]


def test_request_that_nobody_is_left_to_decide_says_what_to_do(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    absence = ask(cast.manager)
    page = client_of(cast.manager).get(absence.get_absolute_url()).content.decode()
    assert "Nobody is left to decide" not in page
    freeze_account(actor=cast.admin, user=cast.boss, reason="left", at=AT)
    client = client_of(cast.manager)
    assert "Nobody is left to decide" in client.get(absence.get_absolute_url()).content.decode()
    withdraw_absence(actor=cast.manager, absence=absence, at=AT)
    assert ask(cast.manager, stand_in=cast.owner).holds
