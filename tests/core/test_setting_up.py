"""Setting up: steps told from the data, decisions, and an installation walked from nobody to its first inquiry."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from catalogue.models import MarketRegion
from core import policy, setting_up
from core.models import AuditEntry
from core.setting_up import State, count_left, decide_step, dismiss, is_beginning, read_steps, steps
from inquiries.models import Inquiry
from tests.core.test_company import ENGLISH
from tests.factories import PASSWORD, CustomerFactory

ClientOf = Callable[[Any], Client]
NAMES = [
    "boss",
    "people",
    "company",
    "calendar",
    "reply",
    "cadence",
    "pool",
    "export",
    "samples_paid_first",
    "markets",
    "import",
    "inquiry",
]


def states(user: Any) -> dict[str, State]:
    return {one.step.name: one.state for one in read_steps(user)}


def step_of(name: str) -> setting_up.Step:
    return next(step for step in steps() if step.name == name)


def test_steps_stand_in_their_order_and_are_told_from_the_data(cast: SimpleNamespace, at: datetime) -> None:
    assert [step.name for step in steps()] == NAMES
    found = states(cast.boss)
    assert [name for name, state in found.items() if state == State.DONE] == ["boss", "people"]
    CustomerFactory(owner=cast.owner)
    policy.change("core.company", ENGLISH, actor=cast.boss, at=at)
    policy.change("core.calendar", {"evening_counts": True}, actor=cast.boss, at=at)
    policy.change("sales.samples", {"transit_days": 7}, actor=cast.boss, at=at)  # no limit yet: not set
    found = states(cast.boss)
    MarketRegion.objects.create(name_zh="美国", name_en="USA", policy="value_first")
    policy.change("sales.samples", {"pay_from_pieces": 20}, actor=cast.boss, at=at)
    assert {states(cast.boss)[name] for name in ("samples_paid_first", "markets")} == {State.DONE}
    assert [name for name, state in found.items() if state == State.DONE] == [
        "boss",
        "people",
        "company",
        "calendar",
        "import",
    ]


def test_step_is_kept_put_off_and_taken_up_again(cast: SimpleNamespace, at: datetime) -> None:
    seen = []
    for decision in ("later", "keep", "reopen"):
        decide_step(step_of("pool"), decision, actor=cast.boss, at=at)
        seen.append(states(cast.boss)["pool"])
    assert seen == [State.LATER, State.DONE, State.OPEN]
    assert AuditEntry.objects.filter(verb="core.policy_changed", actor=cast.boss).count() == 3


def test_what_only_records_can_tell_is_not_kept(cast: SimpleNamespace, at: datetime) -> None:
    for name, decision in (("company", "keep"), ("boss", "keep"), ("pool", "whatever")):
        with pytest.raises(ValueError, match=decision):
            decide_step(step_of(name), decision, actor=cast.boss, at=at)
    assert AuditEntry.objects.count() == 0


def test_count_is_of_ones_own_open_steps_until_dismissed(cast: SimpleNamespace, at: datetime) -> None:
    people = ("boss", "manager", "admin", "assistant", "owner")
    assert [count_left(getattr(cast, who)) for who in people] == [10, 10, 0, 0, 0]
    assert count_left(cast.boss, is_cheap=True) == 7
    dismiss(actor=cast.boss, is_dismissed=True, at=at)
    assert (count_left(cast.boss), is_beginning(cast.boss)) == (0, False)
    dismiss(actor=cast.boss, is_dismissed=False, at=at)
    assert count_left(cast.boss) == 10


def test_cheap_count_asks_no_rows(
    cast: SimpleNamespace, django_assert_num_queries: Callable[..., Any]
) -> None:
    from core.request_context import RequestContext, request_context

    with request_context(RequestContext()):
        policy.stored_values()
        with django_assert_num_queries(0):
            count_left(cast.boss, is_cheap=True)


def test_sign_in_leads_here_until_work_has_begun(cast: SimpleNamespace, at: datetime) -> None:
    assert [is_beginning(getattr(cast, who)) for who in ("boss", "manager", "admin", "owner")] == [
        True,
        True,
        False,
        False,
    ]
    CustomerFactory(owner=cast.owner)
    assert is_beginning(cast.boss) is False


@pytest.mark.parametrize(
    ("who", "reads", "calendar", "people", "dismisses"),
    [
        ("boss", 200, 302, 403, 302), ("manager", 200, 302, 403, 403), ("admin", 200, 403, 302, 403),
        ("assistant", 403, 403, 403, 403), ("owner", 403, 403, 403, 403),
    ],
)  # fmt: skip
def test_page_climbs_the_ladder(
    client_of: ClientOf,
    cast: SimpleNamespace,
    who: str,
    reads: int,
    calendar: int,
    people: int,
    dismisses: int,
) -> None:
    client = client_of(getattr(cast, who))
    found = (
        client.get("/setup/").status_code,
        client.post("/setup/calendar/", {"decision": "later"}).status_code,
        client.post("/setup/people/", {"decision": "later"}).status_code,
        client.post("/setup/dismiss/").status_code,
    )
    assert found == (reads, calendar, people, dismisses)


def test_page_refuses_what_is_no_decision_or_no_step(client_of: ClientOf, cast: SimpleNamespace) -> None:
    client = client_of(cast.boss)
    assert client.post("/setup/company/", {"decision": "keep"}).status_code == 422
    assert client.post("/setup/pool/", {}).status_code == 422
    assert client.post("/setup/nothing/", {"decision": "later"}).status_code == 404
    assert client.get("/setup/pool/").status_code == 405
    assert setting_up.decisions() == setting_up.Decisions()


def sign_in(email: str, password: str) -> tuple[Client, str]:
    client = Client()
    answer = client.post("/sign-in/", {"username": email, "password": password})
    assert answer.status_code == 302
    client.post("/language/", {"language": "en"})
    return client, answer["Location"]


def join(admin: Client, *, email: str, name: str, roles: list[str], **more: Any) -> tuple[Client, str]:
    """The admin opens an account, the person follows the link, chooses a password and signs in."""
    page = admin.get("/people/open/")
    token = page.context["form"]["form_token"].value()
    data = {"email": email, "name": name, "roles": roles, "language": "en", "form_token": token, **more}
    shown = admin.post("/people/open/", data, follow=True)
    link = shown.context["link"].partition("testserver")[2]
    word = "new-horse-battery-staple"
    assert Client().post(link, {"new_password": word, "again": word}).status_code == 302
    return sign_in(email, word)


def test_installation_is_walked_from_nobody_to_the_first_inquiry(db: None) -> None:
    """The command line makes one admin; everything else is done in the browser, each step led back to."""
    assert User.objects.count() == 0
    call_command(
        "create_person", "it@demo.example", "管理员", role=["admin"], password=PASSWORD, stdout=StringIO()
    )
    admin, first = sign_in("it@demo.example", PASSWORD)
    assert first == "/setup/"
    mine = [
        one.step.name
        for _g, _t, states in admin.get("/setup/").context["groups"]
        for one in states
        if one.is_mine
    ]
    assert mine == ["boss", "people"]
    assert "Setting up" in admin.get("/").content.decode()

    boss, first = join(
        admin, email="boss@demo.example", name="老板", roles=["boss", "manager"], new_team="Europe"
    )
    assert first == "/setup/"
    chief = User.objects.get(is_boss=True)
    linda, first = join(
        admin, email="linda@demo.example", name="陈琳", roles=["salesperson"], team=str(chief.team_id)
    )
    assert (first, User.objects.get(is_salesperson=True).team.manager) == ("/", chief)
    assert count_left(User.objects.get(is_admin=True)) == 0

    assert (
        boss.post("/settings/policy/core.company/", {**ENGLISH, "own_domains": "demo.example"}).status_code
        == 302
    )
    # A limit of our own is written, not kept: empty it stays not set.
    limit = {"pay_from_pieces": "", "pay_from_value": "200", "pay_currency": "USD", "transit_days": ""}
    assert boss.post("/settings/policy/sales.samples/", limit).status_code == 302
    for name in ("calendar", "reply", "cadence", "export", "markets"):
        assert boss.post(f"/setup/{name}/", {"decision": "keep"}, follow=True).status_code == 200
    boss.post("/setup/pool/", {"decision": "later"})
    boss.post("/setup/import/", {"decision": "later"})
    assert states(chief) == dict.fromkeys(NAMES, State.DONE) | {
        "pool": State.LATER, "import": State.LATER, "inquiry": State.OPEN,
    }  # fmt: skip

    data = {
        "text": "Please quote 3,000 socket sets.", "company": "Zeta Quark Ltd", "email": "anna@zetaquark.example",
        "source": "email", "channel": "email", "match": "new", "lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = linda.post("/inquiries/new/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Inquiry.objects.count() == 1
    assert (states(chief)["inquiry"], states(chief)["import"]) == (State.DONE, State.DONE)
    assert (count_left(chief), is_beginning(chief)) == (0, False)
