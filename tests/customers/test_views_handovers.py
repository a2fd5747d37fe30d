"""The pages of a handover: what is held, the preview, the last step, what becomes of it (S97-S99)."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import CompanyThing, User
from catalogue.models import MarketRegion, RegionCountry
from core import policy
from core.models import AuditEntry
from customers.models import Customer, Handover
from customers.policies import EXPORT
from customers.services import change_owner, hand_over
from tests.budgets import ROWS
from tests.factories import ContactFactory, CustomerFactory, InterestFactory, TaskFactory

ClientOf = Callable[[User], Client]


def url_of(person: User) -> str:
    return f"/people/{person.pk}/hand-over/"


def plan(*people: User, kind: str = "leaving", rest: str = "evenly", **values: Any) -> dict[str, Any]:
    others = {} if kind == "balance" else {"others_to": people[0].pk}
    return {"kind": kind, "rest": rest, "people": [person.pk for person in people], **others, **values}


def agreed_in(page: str) -> str:
    """The signed preview in the page of the last step."""
    found = re.search(r'name="agreed" value="([^"]+)"', page)
    assert found, page
    return found[1]


def go_on(client: Client, person: User, data: dict[str, Any], query: str = "") -> str:
    """Go through the second step; return what was agreed to."""
    answer = client.post(f"{url_of(person)}{query}", {**data, "go_on": "1"})
    assert answer.status_code == 200, answer.content.decode()
    return agreed_in(answer.content.decode())


def finish(client: Client, person: User, data: dict[str, Any], query: str = "") -> Any:
    """Go through both steps."""
    agreed = go_on(client, person, data, query)
    return client.post(f"{url_of(person)}confirm/{query}", {"reason": "Left", "agreed": agreed}, follow=True)


def owners_of(rows: list[Customer]) -> list[User | None]:
    return [Customer.objects.get(pk=row.pk).owner for row in rows]


def test_the_wizard_says_what_is_held(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner, grade="A")
    TaskFactory(assignee=cast.owner)
    CompanyThing.objects.create(
        person=cast.owner, kind="phone", what="SIM 7", given_at=timezone.now(), given_by=cast.boss
    )
    page = client_of(cast.manager).get(url_of(cast.owner)).content.decode()
    for words in (
        "Customers",
        "A 1",
        "Other tasks",
        "Company&#x27;s things to give back",
        "Telephone or SIM card 1",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("name", "status"),
    [("manager", 200), ("boss", 200), ("admin", 403), ("other_manager", 404), ("teammate", 403)],
)
def test_what_is_held_is_counted_beside_the_persons_page(
    cast: SimpleNamespace, client_of: ClientOf, name: str, status: int
) -> None:
    CustomerFactory(owner=cast.owner, grade="A")
    client, url = client_of(getattr(cast, name)), f"/people/{cast.owner.pk}/held/"
    assert client.get(url).status_code == status
    page, part = client.get(cast.owner.get_absolute_url()), client.get(url, headers={"HX-Request": "true"})
    assert (f'hx-get="{url}"' in page.content.decode()) is (status == 200)
    if status == 200:
        text = part.content.decode()
        assert "A 1" in text
        assert url_of(cast.owner) in text
        assert "<html" not in text
        assert "<html" in client.get(url).content.decode()


def test_a_preview_writes_nothing_and_shows_each_receiver(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rows = [CustomerFactory(owner=cast.owner, grade=grade) for grade in "AABB"]
    CustomerFactory(owner=cast.teammate, grade="A")
    data = plan(cast.teammate, cast.stand_in)
    answer = client_of(cast.manager).post(url_of(cast.owner), data, headers={"HX-Request": "true"})
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "<html" not in page
    assert page.count('<td class="num"><b>2</b></td>') == 2
    assert owners_of(rows) == [cast.owner] * 4
    assert not Handover.objects.exists()


def test_by_country_by_product_by_hand_and_the_rest_to_one(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    german, french, sockets, other, chosen = (
        CustomerFactory(owner=cast.owner, country=code) for code in ("DE", "FR", "US", "US", "DE")
    )
    InterestFactory(customer=sockets, words="46-pc Socket Set")
    data = plan(
        cast.teammate, rest="one", country_DE=cast.stand_in.pk,
        word_0="socket", word_0_to=cast.stand_in.pk, **{f"hand_{chosen.pk}": cast.teammate.pk},
    )  # fmt: skip
    finish(client_of(cast.manager), cast.owner, data)
    assert owners_of([german, french, sockets, other, chosen]) == [
        cast.stand_in, cast.teammate, cast.stand_in, cast.teammate, cast.teammate,
    ]  # fmt: skip


def test_country_goes_with_its_market_unless_it_has_a_choice_of_its_own(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    europe = MarketRegion.objects.create(name_zh="欧洲", name_en="Europe")
    RegionCountry.objects.bulk_create(
        RegionCountry(region=europe, country=code) for code in ("DE", "FR", "ES")
    )
    german, french, chilean = (CustomerFactory(owner=cast.owner, country=code) for code in ("DE", "FR", "CL"))
    data = plan(cast.teammate, rest="one", country_FR=cast.teammate.pk) | {
        f"market_{europe.pk}": cast.stand_in.pk
    }
    finish(client_of(cast.manager), cast.owner, data)
    assert owners_of([german, french, chilean]) == [cast.stand_in, cast.teammate, cast.teammate]


def test_done_it_says_how_many_and_leads_to_the_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rows = [CustomerFactory(owner=cast.owner) for _ in range(3)]
    answer = finish(client_of(cast.manager), cast.owner, plan(cast.teammate))
    assert answer.redirect_chain == [(f"/handovers/{Handover.objects.get().pk}/", 302)]
    assert "3 customers handed over." in answer.content.decode()
    assert owners_of(rows) == [cast.teammate] * 3


def test_what_was_previewed_is_done_even_when_others_came_since(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    first, second = (CustomerFactory(owner=cast.owner) for _ in range(2))
    client = client_of(cast.manager)
    agreed = go_on(client, cast.owner, plan(cast.teammate))
    later = CustomerFactory(owner=cast.owner)
    change_owner(
        actor=cast.manager, customer=first, owner=cast.stand_in, reason="Speaks French", at=timezone.now()
    )
    answer = client.post(f"{url_of(cast.owner)}confirm/", {"reason": "Left", "agreed": agreed}, follow=True)
    assert "1 changed owner meanwhile and was left out." in answer.content.decode()
    assert owners_of([first, second, later]) == [cast.stand_in, cast.teammate, cast.owner]


def test_two_clicks_are_one_handover(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    client = client_of(cast.manager)
    agreed = go_on(client, cast.owner, plan(cast.teammate))
    data = {"reason": "Left", "agreed": agreed, "form_token": "0b6c1b0e-6a7e-4f0e-9a52-2f1f4f6f7a11"}
    urls = {client.post(f"{url_of(cast.owner)}confirm/", data).headers["Location"] for _ in range(2)}
    assert urls == {f"/handovers/{Handover.objects.get().pk}/"}


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("nobody ticked", {"people": []}),
    ("nobody for the rest of it", {"others_to": ""}),
    ("who leaves keeps some", {"rest": "stays"}),
    ("two for one", {"rest": "one"}),
    ("no kind", {"kind": "because"}),
]


@pytest.mark.parametrize(("_what", "values"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_plan_comes_back(
    cast: SimpleNamespace, client_of: ClientOf, _what: str, values: dict[str, Any]
) -> None:
    CustomerFactory(owner=cast.owner)
    data = plan(cast.teammate, cast.stand_in) | values | {"go_on": "1"}
    assert client_of(cast.manager).post(url_of(cast.owner), data).status_code == 422


@pytest.mark.parametrize("name", ["outsider", "frozen", "owner", "boss"])
def test_foreign_receivers_are_no_choice(cast: SimpleNamespace, client_of: ClientOf, name: str) -> None:
    row = CustomerFactory(owner=cast.owner, country="DE")
    client, foreign = client_of(cast.manager), getattr(cast, name).pk
    for values in (
        {"people": [foreign]},
        {"others_to": foreign},
        {"country_DE": foreign},
        {"word_0_to": foreign},
    ):
        answer = client.post(url_of(cast.owner), plan(cast.teammate) | values | {"go_on": "1"})
        assert answer.status_code == 422
    finish(client, cast.owner, plan(cast.teammate, **{f"hand_{row.pk}": foreign}))
    assert owners_of([row]) == [cast.teammate]


def test_a_customer_of_somebody_else_is_not_given_by_hand(cast: SimpleNamespace, client_of: ClientOf) -> None:
    own, others = CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.outsider)
    finish(
        client_of(cast.manager), cast.owner, plan(cast.teammate, **{f"hand_{others.pk}": cast.teammate.pk})
    )
    assert owners_of([own, others]) == [cast.teammate, cast.outsider]


def test_a_preview_that_was_tampered_with_or_is_anothers_is_none(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    row = CustomerFactory(owner=cast.owner)
    client = client_of(cast.manager)
    agreed = go_on(client, cast.owner, plan(cast.teammate))
    anothers = go_on(client_of(cast.boss), cast.owner, plan(cast.teammate))
    for wrong in (agreed[:-1] + ("a" if agreed[-1] != "a" else "b"), "", anothers):
        answer = client.post(f"{url_of(cast.owner)}confirm/", {"reason": "Left", "agreed": wrong})
        assert answer.status_code == 422
    assert (
        client.post(f"{url_of(cast.stand_in)}confirm/", {"reason": "Left", "agreed": agreed}).status_code
        == 422
    )
    assert client.post(f"{url_of(cast.owner)}confirm/", {"reason": "", "agreed": agreed}).status_code == 422
    assert owners_of([row]) == [cast.owner]
    assert not Handover.objects.exists()


def test_a_receiver_who_was_frozen_meanwhile_is_told(cast: SimpleNamespace, client_of: ClientOf) -> None:
    row = CustomerFactory(owner=cast.owner)
    client = client_of(cast.manager)
    agreed = go_on(client, cast.owner, plan(cast.teammate))
    User.objects.filter(pk=cast.teammate.pk).update(frozen_at=timezone.now())
    answer = client.post(f"{url_of(cast.owner)}confirm/", {"reason": "Left", "agreed": agreed}, follow=True)
    assert "cannot get customers any more" in answer.content.decode()
    assert owners_of([row]) == [cast.owner]


# ── the admin ───────────────────────────────────────────────────────────────
def test_an_admin_hands_over_the_frozen_without_reading_a_name(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    row = CustomerFactory(owner=cast.frozen, name="Secret Buyer GmbH", country="DE")
    InterestFactory(customer=row, words="secret product")
    client = client_of(cast.admin)
    page = client.get(url_of(cast.frozen)).content.decode()
    data = plan(cast.teammate, **{f"hand_{row.pk}": cast.stand_in.pk})
    last = client.post(url_of(cast.frozen), data | {"go_on": "1"}).content.decode()
    done = client.post(
        f"{url_of(cast.frozen)}confirm/", {"reason": "Left", "agreed": agreed_in(last)}, follow=True
    )
    for text in (page, last, done.content.decode(), client.get("/handovers/").content.decode()):
        assert "Secret" not in text
        assert "secret" not in text
    assert owners_of([row]) == [cast.teammate]  # nothing one by one
    made = Handover.objects.get()
    assert client.get(f"/handovers/{made.pk}/document/").status_code == 403
    assert client.post(f"/handovers/{made.pk}/undo/").status_code == 302


def test_an_admin_does_not_find_out_what_customers_asked_for(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """A product word that leads to somebody would say how many asked for it."""
    InterestFactory(customer=CustomerFactory(owner=cast.frozen), words="secret product")
    data = plan(cast.teammate, word_0="secret", word_0_to=cast.stand_in.pk)
    context = client_of(cast.admin).post(url_of(cast.frozen), data).context
    shares = context["preview"].shares
    assert ("word_0" in context["form"].fields, [one.person for one in shares]) == (False, [cast.teammate])
    shown = client_of(cast.manager).post(url_of(cast.frozen), data).context["preview"]
    assert [share.person for share in shown.shares] == [cast.stand_in]


def test_an_admin_does_not_hand_over_the_active(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    assert client_of(cast.admin).get(url_of(cast.owner)).status_code == 403
    made = hand_over(
        actor=cast.manager, person=cast.owner, shares={}, kind="leaving", reason="Left", others_to=cast.teammate, at=timezone.now()
    )  # fmt: skip
    assert client_of(cast.admin).get(made.handover.get_absolute_url()).status_code == 404


def test_freezing_leads_to_the_handover(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    answer = client_of(cast.manager).post(f"/people/{cast.owner.pk}/freeze/", {"reason": "Left"}, follow=True)
    assert answer.redirect_chain == [(url_of(cast.owner), 302)]
    assert "Frozen. Now hand over 1 customer." in answer.content.decode()


def test_freezing_who_holds_nothing_leads_to_the_person(cast: SimpleNamespace, client_of: ClientOf) -> None:
    answer = client_of(cast.manager).post(f"/people/{cast.owner.pk}/freeze/", {"reason": "Left"}, follow=True)
    assert answer.redirect_chain == [(f"/people/{cast.owner.pk}/", 302)]


@pytest.mark.parametrize("name", ["manager", "boss", "admin"])
def test_today_says_that_a_handover_waits(cast: SimpleNamespace, client_of: ClientOf, name: str) -> None:
    CustomerFactory(owner=cast.frozen)
    page = client_of(getattr(cast, name)).get("/").content.decode()
    assert url_of(cast.frozen) in page
    assert url_of(cast.frozen) not in client_of(cast.other_manager).get("/").content.decode()


# ── what becomes of it ──────────────────────────────────────────────────────
def done_handover(cast: SimpleNamespace, rows: list[Customer]) -> Handover:
    shares = {row.pk: cast.teammate.pk for row in rows}
    at = timezone.now() - timedelta(hours=1)
    return hand_over(
        actor=cast.manager, person=cast.owner, shares=shares, kind="leaving", reason="Left", others_to=cast.teammate, at=at
    ).handover  # fmt: skip


def test_the_page_watches_who_was_not_contacted_overdue_first(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    names = ("Contacted Ltd", "Due later Ltd", "Overdue Ltd")
    rows = [CustomerFactory(owner=cast.owner, name=name) for name in names]
    made = done_handover(cast, rows)
    today = timezone.localdate()
    Customer.objects.filter(pk=rows[0].pk).update(last_contact_at=timezone.now())
    Customer.objects.filter(pk=rows[1].pk).update(next_due_on=today + timedelta(days=3))
    Customer.objects.filter(pk=rows[2].pk).update(next_due_on=today - timedelta(days=3))
    page = client_of(cast.manager).get(made.get_absolute_url()).content.decode()
    places = [page.index(name) for name in ("Overdue Ltd", "Due later Ltd", "Contacted Ltd")]
    assert places == sorted(places)
    assert "0 of 3" in page  # explained


def test_the_document_is_recorded_and_lists_what_goes_to_whom(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    row = CustomerFactory(owner=cast.owner, name="Northfield Hardware LLC", country="US")
    ContactFactory(customer=row, name="Carol Jensen", is_primary=True)
    CompanyThing.objects.create(
        person=cast.owner, kind="keys", what="Key 4", given_at=timezone.now(), given_by=cast.boss
    )
    made = done_handover(cast, [row])
    page = client_of(cast.manager).get(f"{made.get_absolute_url()}document/").content.decode()
    for words in (
        "Northfield Hardware LLC",
        "Carol Jensen",
        "United States",
        "Key 4",
        cast.teammate.full_name,
    ):
        assert words in page
    assert AuditEntry.objects.get(verb="customers.handover_printed").actor == cast.manager


def test_the_document_names_no_contact_for_who_may_not_export(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """X1: a print view is a way out of the house, too."""
    row = CustomerFactory(owner=cast.owner, name="Northfield Hardware LLC")
    contact = ContactFactory(customer=row, name="Carol Jensen", phone="+1 555 0100", is_primary=True)
    url = f"{done_handover(cast, [row]).get_absolute_url()}document/"
    policy.change(EXPORT, {"managers": False}, actor=cast.boss, at=timezone.now())
    page, whole = (client_of(who).get(url).content.decode() for who in (cast.manager, cast.boss))
    words = ("Northfield Hardware LLC", contact.name, contact.email, contact.phone)
    assert [word in page for word in words] == [True, False, False, False]
    assert all(word in whole for word in words)


def test_undone_by_a_click_and_handed_over_anew(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rows = [CustomerFactory(owner=cast.owner) for _ in range(2)]
    kept = CustomerFactory(owner=cast.owner)
    made = done_handover(cast, rows)
    client = client_of(cast.manager)
    answer = client.post(f"{made.get_absolute_url()}undo/", follow=True)
    page = answer.content.decode()
    assert "Undone: 2 customers went back to" in page
    assert owners_of(rows) == [cast.owner] * 2
    again = f"?again={made.pk}"
    assert f"{url_of(cast.owner)}{again}" in page
    finish(client, cast.owner, plan(cast.stand_in, kind="balance"), again)
    assert owners_of([*rows, kept]) == [cast.stand_in, cast.stand_in, cast.owner]
    assert (
        client.post(f"{made.get_absolute_url()}undo/", follow=True)
        .content.decode()
        .count("is undone already")
        == 1
    )


def test_the_list_holds_the_handovers_of_ones_own_teams(cast: SimpleNamespace, client_of: ClientOf) -> None:
    url = done_handover(cast, [CustomerFactory(owner=cast.owner)]).get_absolute_url()
    listed = [
        name
        for name in ("manager", "other_manager", "boss", "admin")
        if url in client_of(getattr(cast, name)).get("/handovers/").content.decode()
    ]
    assert listed == ["manager", "boss"]


@pytest.mark.budget
@pytest.mark.parametrize("count", ROWS)
def test_pages_ask_the_same_however_many_customers(
    cast: SimpleNamespace, client_of: ClientOf, count: int
) -> None:
    rows = [CustomerFactory(owner=cast.owner) for _ in range(count)]
    for row in rows:
        ContactFactory(customer=row, is_primary=True)
        InterestFactory(customer=row)
    client = client_of(cast.manager)
    client.get("/handovers/")
    counts = []
    with CaptureQueriesContext(connection) as asked:
        client.get(url_of(cast.owner))
    counts.append(len(asked))
    with CaptureQueriesContext(connection) as asked:
        client.post(url_of(cast.owner), plan(cast.teammate, word_0="socket", word_0_to=cast.teammate.pk))
    counts.append(len(asked))
    made = done_handover(cast, rows)
    for url in (made.get_absolute_url(), f"{made.get_absolute_url()}document/", "/handovers/"):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts == [17, 20, 15, 12, 7]
