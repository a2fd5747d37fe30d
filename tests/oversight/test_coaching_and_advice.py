"""Coaching notes are private (S108); advice from outside is answered, and its author sees nothing else (S9, S127)."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import User
from core.models import AuditDetail, Notification
from oversight.models import Advice, AdviceState, CoachingNote
from oversight.services import (
    AdviceRefused,
    adopt_advice,
    decline_advice,
    give_advice,
    report_result,
    write_coaching_note,
)
from tests.factories import AT

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db
EVERYBODY = (
    "owner", "teammate", "stand_in", "outsider", "manager", "other_manager", "boss", "assistant", "production", "admin", "adviser",
)  # fmt: skip


def note(actor: User, person: User, text: str = "Ask more questions") -> CoachingNote:
    return write_coaching_note(actor=actor, person=person, text=text, at=AT)


def test_a_note_is_read_by_three(cast: SimpleNamespace) -> None:
    row = note(cast.manager, cast.owner)
    readers = [
        name
        for name in EVERYBODY
        if CoachingNote.objects.visible_to(getattr(cast, name)).filter(pk=row.pk).exists()
    ]
    assert readers == ["owner", "manager", "boss"]
    assert [entry.changes for entry in AuditDetail.objects.filter(entry__verb="oversight.coached")] == [{}]
    notice = Notification.objects.get(user=cast.owner)
    assert [notice.message, "Ask" in str(notice.values)] == ["%(person)s wrote you a coaching note", False]


@pytest.mark.parametrize(
    "name", ["teammate", "outsider", "other_manager", "assistant", "admin", "adviser", "owner"]
)
def test_who_does_not_lead_may_not_coach(cast: SimpleNamespace, name: str) -> None:
    with pytest.raises(PermissionDenied):
        note(getattr(cast, name), cast.owner)
    assert CoachingNote.objects.count() == 0


def test_pages_of_coaching(cast: SimpleNamespace, client_of: ClientOf) -> None:
    url = f"/coaching/{cast.owner.pk}/"
    data = {"text": "Ask more questions", "form_token": "5b0f6e0c-4b5e-4a53-9f9b-0b1a5b3d7d11"}
    assert [client_of(cast.manager).post(url, data).status_code for _ in range(2)] == [302, 302]
    assert CoachingNote.objects.count() == 1, "a double click is one note"
    assert "Ask more questions" in client_of(cast.manager).get(cast.owner.get_absolute_url()).content.decode()
    assert "Ask more questions" in client_of(cast.owner).get("/coaching/").content.decode()
    assert (
        "Ask more questions" not in client_of(cast.admin).get(cast.owner.get_absolute_url()).content.decode()
    )
    answers = [
        client_of(getattr(cast, name)).get(url).status_code for name in ("boss", "other_manager", "owner")
    ]
    assert [*answers, client_of(cast.manager).post(url, {"text": ""}).status_code] == [200, 404, 403, 422]


@pytest.mark.parametrize("rows", [1, 3])
def test_notes_and_advice_cost_the_same_for_many(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        note(cast.manager, cast.owner, f"Note {number}")
        give_advice(actor=cast.adviser, subject=f"Advice {number}", text="x", at=AT)
    for person, url in (
        (cast.owner, "/coaching/"),
        (cast.boss, "/advice/"),
        (cast.manager, f"/coaching/{cast.owner.pk}/"),
    ):
        client = client_of(person)
        client.get(url)
        with django_assert_max_num_queries(10):
            client.get(url)


# ── advice ──────────────────────────────────────────────────────────────────
@pytest.fixture
def advice(cast: SimpleNamespace) -> Advice:
    return give_advice(actor=cast.adviser, subject="Renew the main pictures", text="Weekly.", at=AT)


def test_advice_is_told_adopted_and_its_result_written(cast: SimpleNamespace, advice: Advice) -> None:
    assert set(Notification.objects.values_list("user_id", flat=True)) == {
        cast.manager.pk, cast.other_manager.pk, cast.boss.pk,
    }  # fmt: skip
    later = AT + timedelta(days=1)
    row = adopt_advice(actor=cast.manager, advice=advice, reason="Cheap", version=1, at=later)
    row = report_result(actor=cast.boss, advice=row, result="More clicks", version=2, at=later)
    assert [row.state, row.reason, row.decided_by, row.result, row.result_by, row.version] == [
        AdviceState.ADOPTED, "Cheap", cast.manager, "More clicks", cast.boss, 3,
    ]  # fmt: skip
    assert Notification.objects.filter(user=cast.adviser).count() == 2


def test_steps_that_are_not_allowed_change_nothing(cast: SimpleNamespace, advice: Advice) -> None:
    with pytest.raises(PermissionDenied):
        report_result(actor=cast.boss, advice=advice, result="?", version=1, at=AT)
    with pytest.raises(AdviceRefused):
        adopt_advice(actor=cast.boss, advice=advice, reason="", version=7, at=AT)
    declined = decline_advice(actor=cast.boss, advice=advice, reason="Not now", version=1, at=AT)
    with pytest.raises(PermissionDenied):
        decline_advice(actor=cast.boss, advice=declined, reason="Again", version=2, at=AT)
    assert (
        adopt_advice(actor=cast.boss, advice=declined, reason="After all", version=2, at=AT).state
        == "adopted"
    )


@pytest.mark.parametrize("name", ["owner", "assistant", "admin", "adviser", "production"])
def test_only_managers_and_the_boss_judge(cast: SimpleNamespace, advice: Advice, name: str) -> None:
    with pytest.raises(PermissionDenied):
        adopt_advice(actor=getattr(cast, name), advice=advice, reason="", version=1, at=AT)


def test_pages_of_advice(cast: SimpleNamespace, client_of: ClientOf, advice: Advice) -> None:
    adviser, manager, url = client_of(cast.adviser), client_of(cast.manager), advice.get_absolute_url()
    assert (
        adviser.post("/advice/", {"subject": "Answer sooner", "text": "Within two hours"}).status_code == 302
    )
    assert [len(client.get("/advice/").context["rows"]) for client in (adviser, manager)] == [2, 2]
    assert [
        manager.post("/advice/", {"subject": "x", "text": "x"}).status_code,
        client_of(cast.owner).get(url).status_code,
    ] == [403, 404]
    assert "Adopt" not in adviser.get(url).content.decode()
    data = {"version": 1, "answer": "decline", "reason": "No time"}
    assert [manager.post(f"{url}decide/", data | {"version": one}).status_code for one in (1, 2)] == [
        302,
        403,
    ]
    assert adviser.post(f"{url}decide/", data).status_code == 403


def test_a_conflict_shows_what_stands_and_the_next_try_goes_through(
    cast: SimpleNamespace, client_of: ClientOf, advice: Advice
) -> None:
    decline_advice(actor=cast.boss, advice=advice, reason="Not now", version=1, at=AT)
    manager, url = client_of(cast.manager), advice.get_absolute_url()
    data = {"version": 1, "answer": "adopt", "reason": "It is cheap"}
    page = manager.post(f"{url}decide/", data)
    text = page.content.decode()
    assert page.status_code == 409
    assert all(part in text for part in ("Not now", "It is cheap", "here it is as it stands now"))
    version = page.context["decide_form"]["version"].value()
    assert manager.post(f"{url}decide/", data | {"version": version}).status_code == 302
    late = manager.post(f"{url}decide/", data | {"reason": "Too late"})
    assert [late.status_code, "Too late" in late.content.decode()] == [409, True], "nothing typed is lost"


def test_salespeople_read_what_was_adopted(
    cast: SimpleNamespace, client_of: ClientOf, advice: Advice
) -> None:
    give_advice(actor=cast.adviser, subject="Answer sooner", text="x", at=AT)
    owner = client_of(cast.owner)
    assert list(owner.get("/advice/").context["rows"]) == []
    adopt_advice(actor=cast.boss, advice=advice, reason="Cheap", version=1, at=AT)
    assert list(owner.get("/advice/").context["rows"]) == [advice]
    page = owner.get(advice.get_absolute_url())
    assert [page.status_code, "<form" in page.content.decode().split("<main")[1]] == [200, False]
    assert owner.post(f"{advice.get_absolute_url()}result/", {}).status_code == 403


def test_another_advisers_advice_does_not_exist(
    cast: SimpleNamespace, client_of: ClientOf, advice: Advice
) -> None:
    Advice.objects.filter(pk=advice.pk).update(author=cast.boss)
    assert client_of(cast.adviser).get(advice.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/customers/", "/inquiries/", "/quotes/", "/orders/", "/samples/", "/follow-ups/week/", "/reports/"],
)
def test_an_adviser_sees_no_customer(cast: SimpleNamespace, client_of: ClientOf, path: str) -> None:
    assert client_of(cast.adviser).get(path).status_code in {403, 404}
