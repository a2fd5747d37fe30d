from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import Role, SignInFailure, User, UserSession
from accounts.services import wait_until
from core.models import AuditEntry
from tests.factories import PASSWORD, UserFactory
from tests.security.races import run_together

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
URL = "/sign-in/"


@pytest.fixture
def person(db: None) -> User:
    user = UserFactory(roles=(Role.SALESPERSON,), email="linda@qicheng-tools.example", language="en")
    user.set_password(PASSWORD)
    user.save()
    return user


def post(client: Client, password: str = PASSWORD, address: str = "192.0.2.1", **extra: str) -> int:
    data = {"username": "Linda@qicheng-tools.example ", "password": password}
    return client.post(URL, data, REMOTE_ADDR=address, headers=extra or None).status_code


@pytest.mark.usefixtures("person")
def test_sign_in_changes_the_session_key_and_lists_the_session(client: Client) -> None:
    client.session["x"] = 1
    before = client.session.session_key
    assert post(client) == 302
    after = client.session.session_key
    assert [before != after, len(after or ""), UserSession.objects.get().session_key] == [True, 32, after]


@pytest.mark.usefixtures("person")
def test_sign_in_waits_after_five_failures_and_grows(client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        assert [post(client, "wrong") for _ in range(6)] == [422] * 5 + [429]
        assert post(client) == 429
        clock.shift(timedelta(seconds=61))
        assert post(client, "wrong") == 422
        clock.shift(timedelta(seconds=61))
        assert post(client) == 429
        clock.shift(timedelta(seconds=60))
        assert post(client) == 302


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sign_in_guesses_at_once_are_counted_one_after_the_other(person: User) -> None:
    with time_machine.travel(NOW, tick=False):
        guesses = [partial(post, Client(), f"guess-{number}") for number in range(20)]
        assert sorted(run_together(guesses)) == [422] * 5 + [429] * 15
    assert SignInFailure.objects.count() == 5


@pytest.mark.usefixtures("person")
def test_sign_in_right_password_leaves_no_failure(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        assert [post(client, "wrong") for _ in range(4)] == [422] * 4
        assert (post(client), SignInFailure.objects.count()) == (302, 0)


def test_wait_grows_to_fifteen_minutes() -> None:
    waits = [wait_until([NOW] * count) for count in (4, 5, 6, 7, 8, 9, 30)]
    assert [until and (until - NOW).total_seconds() / 60 for until in waits] == [None, 1, 2, 4, 8, 15, 15]


@pytest.mark.usefixtures("person")
def test_sign_in_of_others_is_not_locked(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        for _ in range(7):
            post(client, "wrong", address="198.51.100.1")
        assert post(Client(), address="198.51.100.2") == 302


@pytest.mark.usefixtures("person")
def test_sign_in_address_is_blocked_after_a_hundred_failures(client: Client) -> None:
    rows = [SignInFailure(name=f"n{n}", address="198.51.100.1", at=NOW) for n in range(100)]
    SignInFailure.objects.bulk_create(rows)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert [post(client, address="198.51.100.1"), post(Client(), address="198.51.100.2")] == [429, 302]


@pytest.mark.usefixtures("person")
def test_sign_in_forwarded_address_counts_from_a_trusted_peer_only(
    client: Client, settings: SimpleNamespace
) -> None:
    spoofed = {"X-Forwarded-For": "203.0.113.9"}
    post(client, "wrong", address="192.0.2.1", **spoofed)
    settings.TRUSTED_PROXIES = ["192.0.2.1"]
    post(client, "wrong", address="192.0.2.1", **spoofed)
    assert list(SignInFailure.objects.order_by("id").values_list("address", flat=True)) == [
        "192.0.2.1",
        "203.0.113.9",
    ]


def test_sign_in_answers_alike_for_known_unknown_and_frozen(person: User) -> None:
    frozen = UserFactory(email="frozen@qicheng-tools.example", frozen_at=NOW)
    frozen.set_password(PASSWORD)
    frozen.save()
    answers = set()
    for name, password in [(person.email, "wrong"), ("nobody@x.example", "wrong"), (frozen.email, PASSWORD)]:
        response = Client().post(URL, {"username": name, "password": password})
        answers.add((response.status_code, str(response.context["form"].non_field_errors())))
    assert len(answers) == 1


@pytest.mark.parametrize(("hours", "seconds", "status"), [(3, -1, 200), (3, 1, 302)])
def test_session_ends_after_three_idle_hours(person: User, hours: int, seconds: int, status: int) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        post(client)
        clock.shift(timedelta(minutes=30))
        assert client.get("/me/").status_code == 200
        clock.shift(timedelta(hours=hours, seconds=seconds))
        assert client.get("/me/").status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (1, 302)])
def test_session_ends_after_fourteen_hours_in_all(person: User, seconds: int, status: int) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        post(client)
        for hour in range(1, 14):
            clock.move_to(NOW + timedelta(hours=hour))
            client.get("/me/")
        clock.move_to(NOW + timedelta(hours=14, seconds=seconds))
        assert client.get("/me/").status_code == status


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)])
def test_session_of_a_clock_that_was_ahead_ends_when_it_is_put_right(person: User, jump: timedelta) -> None:
    client = Client()
    with time_machine.travel(NOW + jump, tick=False) as clock:
        post(client)
        assert client.get("/me/").status_code == 200
        clock.move_to(NOW)
        assert client.get("/me/").status_code == 302


def test_session_survives_a_step_back_of_a_second(person: User) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        post(client)
        clock.move_to(NOW - timedelta(seconds=1))
        assert client.get("/me/").status_code == 200


def test_session_of_a_frozen_person_dies_at_once_and_stays_dead(person: User) -> None:
    client = Client()
    post(client)
    User.objects.update(frozen_at=NOW, session_epoch=1)
    assert client.get("/me/").status_code == 302
    User.objects.update(frozen_at=None)
    assert client.get("/me/").status_code == 302


def test_sessions_others_end_on_their_next_request(person: User) -> None:
    here, there = Client(), Client()
    post(here)
    post(there)
    here.post("/me/sessions/end-others/")
    assert [here.get("/me/").status_code, there.get("/me/").status_code] == [200, 302]
    assert [UserSession.objects.count(), Session.objects.count()] == [1, 1]


def test_sessions_of_another_person_cannot_be_ended(
    person: User, client_of: Callable[[User], Client]
) -> None:
    client = Client()
    post(client)
    other = UserFactory(language="en", roles=(Role.SALESPERSON,))
    client_of(other).post(f"/me/sessions/{UserSession.objects.get().pk}/end/")
    assert client.get("/me/").status_code == 200


@pytest.mark.usefixtures("person")
def test_sign_in_secrets_are_not_kept(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    post(client, "canary-secret-7391")
    post(client)
    told = caplog.text + str(list(AuditEntry.objects.values_list("fields", "detail__changes")))
    assert "canary-secret-7391" not in told
    assert PASSWORD not in told


@pytest.mark.usefixtures("person")
def test_sign_in_returns_to_the_page_but_never_to_another_site(client: Client) -> None:
    data = {"username": "linda@qicheng-tools.example", "password": PASSWORD}
    targets = {"/me/": "/me/", "https://evil.example/": "/", "//evil.example": "/"}
    found = {
        next_url: Client().post(URL, {**data, "next": next_url}).headers["Location"] for next_url in targets
    }
    assert found == targets


@pytest.mark.parametrize(
    ("next_url", "page"),
    [
        ("/inquiries/5/messages/", "/inquiries/5/"), ("/inquiries/5/messages/7/judge/?x=1", "/inquiries/5/"),
        ("/customers/bulk/", "/customers/"), ("/sign-out/", "/"), ("/nowhere/at/all/", "/"), ("/%00/", "/"),
        ("/customers/?grade=A&q=%C3%BC", "/customers/?grade=A&q=%C3%BC"), ("/inquiries/5/", "/inquiries/5/"),
    ],
)  # fmt: skip
def test_language_switch_leads_back_to_a_page_never_to_an_address_of_a_form(
    client: Client, db: None, next_url: str, page: str
) -> None:
    answer = client.post("/language/", {"language": "en", "next": next_url})
    assert answer.headers["Location"] == page
