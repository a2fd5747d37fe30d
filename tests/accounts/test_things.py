"""The company's things in people's hands (S147)."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import CompanyThing, User
from accounts.services import give_thing, return_thing
from core.models import AuditEntry
from tests.factories import AT

ClientOf = Callable[[User], Client]


def test_given_and_given_back(cast: SimpleNamespace) -> None:
    thing = give_thing(
        actor=cast.manager, person=cast.owner, kind="chat", what=" WhatsApp 7 ", is_registered=True, at=AT
    )
    assert (thing.person, thing.what, thing.is_registered, thing.given_by) == (
        cast.owner,
        "WhatsApp 7",
        True,
        cast.manager,
    )
    for _ in range(2):  # the second click changes nothing
        thing = return_thing(actor=cast.admin, thing=thing, is_returned=True, at=AT)
    assert (thing.returned_at, thing.returned_to) == (AT, cast.admin)
    thing = return_thing(actor=cast.manager, thing=thing, is_returned=False, at=AT)
    assert (thing.returned_at, thing.returned_to) == (None, None)
    verbs = (
        AuditEntry.objects.filter(target_id=str(cast.owner.pk)).order_by("id").values_list("verb", flat=True)
    )
    assert list(verbs) == ["accounts.thing_given", "accounts.thing_returned", "accounts.thing_not_returned"]


def test_only_chat_accounts_are_registered(cast: SimpleNamespace) -> None:
    thing = give_thing(
        actor=cast.manager, person=cast.owner, kind="keys", what="Key 4", is_registered=True, at=AT
    )
    assert not thing.is_registered


@pytest.mark.parametrize("name", ["owner", "teammate", "other_manager", "assistant"])
def test_who_does_not_look_after_the_person_notes_nothing(cast: SimpleNamespace, name: str) -> None:
    thing = give_thing(actor=cast.manager, person=cast.owner, kind="keys", what="Key 4", at=AT)
    with pytest.raises(PermissionDenied):
        give_thing(actor=getattr(cast, name), person=cast.owner, kind="keys", what="Key 5", at=AT)
    with pytest.raises(PermissionDenied):
        return_thing(actor=getattr(cast, name), thing=thing, is_returned=True, at=AT)
    assert [(row.what, row.returned_at) for row in CompanyThing.objects.all()] == [("Key 4", None)]


def test_the_page_notes_and_ticks_off(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client, url = client_of(cast.manager), f"/people/{cast.owner.pk}/things/"
    assert client.post(url, {"kind": "phone", "what": ""}).status_code == 422
    assert client.post(url, {"kind": "phone", "what": "SIM 7"}).status_code == 302
    thing = CompanyThing.objects.get()
    assert "SIM 7" in client.get(f"/people/{cast.owner.pk}/").content.decode()
    answer = client.post(f"{url}{thing.pk}/", {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == f"/people/{cast.owner.pk}/"
    thing.refresh_from_db()
    assert thing.returned_to == cast.manager
    client.post(f"{url}{thing.pk}/?undo=1")
    thing.refresh_from_db()
    assert thing.returned_at is None


def test_a_thing_of_somebody_else_is_not_found(cast: SimpleNamespace, client_of: ClientOf) -> None:
    thing = give_thing(actor=cast.manager, person=cast.owner, kind="keys", what="Key 4", at=AT)
    answer = client_of(cast.manager).post(f"/people/{cast.teammate.pk}/things/{thing.pk}/")
    assert answer.status_code == 404
