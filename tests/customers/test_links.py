"""Two customers that belong together: said from either side, seen as far as one may, found by the lookup."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from customers.domain.lookup import Subject
from customers.lookup import find_matches
from customers.models import Customer, CustomerLink, TwinPair
from customers.selectors.links import read_links
from customers.services import LinkRefused, link_customers, scan_twins, unlink_customers
from tests.conftest import result_of
from tests.customers.conftest import Enter
from tests.factories import CustomerFactory

ClientOf = Callable[[User], Client]


@pytest.fixture
def two(enter: Enter) -> tuple[Customer, Customer]:
    return enter(name="Hagemann Werkzeuge GmbH"), enter(name="Hagemann Polska Sp. z o.o.", country="PL")


@pytest.mark.parametrize(
    ("relation", "here", "there"),
    [
        ("head_office", "Head office", "Branch"), ("branch", "Branch", "Head office"),
        ("agent", "Buying agent", "End client"), ("end_client", "End client", "Buying agent"),
        ("group", "Same group", "Same group"),
    ],
)  # fmt: skip
def test_each_side_reads_what_the_other_one_is(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime, relation: str, here: str, there: str
) -> None:
    customer, other = two
    link_customers(actor=cast.owner, customer=customer, other=other, relation=relation, at=at)
    found = [(one.relation, one.name) for row in two for one in read_links(cast.owner, row)]
    assert found == [(here, str(other)), (there, str(customer))]
    entry = AuditEntry.objects.get(verb="customers.linked")
    assert (entry.actor_id, entry.detail.changes) == (
        cast.owner.pk, {"other": [None, other.pk], "relation": ["", relation]},
    )  # fmt: skip


def test_link_is_removed_once_and_recorded(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    link = link_customers(actor=cast.owner, customer=two[0], other=two[1], relation="group", at=at)
    for _ in range(2):
        unlink_customers(actor=cast.manager, link=CustomerLink(pk=link.pk), at=at)
    assert not CustomerLink.objects.exists()
    assert AuditEntry.objects.filter(verb="customers.unlinked", actor=cast.manager).count() == 1


def test_pair_is_linked_once_whichever_side_says_it(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    link_customers(actor=cast.owner, customer=two[0], other=two[1], relation="branch", at=at)
    with pytest.raises(LinkRefused, match="there"):
        link_customers(actor=cast.owner, customer=two[1], other=two[0], relation="group", at=at)
    with pytest.raises(LinkRefused, match="same"):
        link_customers(actor=cast.owner, customer=two[0], other=two[0], relation="group", at=at)
    gone = CustomerFactory(owner=cast.owner, merged_into=two[0])
    with pytest.raises(LinkRefused, match="gone"):
        link_customers(actor=cast.owner, customer=two[1], other=gone, relation="group", at=at)


@pytest.mark.parametrize("person", ["owner", "teammate", "other_manager", "assistant"])
def test_who_may_not_write_to_both_links_and_unlinks_nothing(
    cast: SimpleNamespace, enter: Enter, at: datetime, person: str
) -> None:
    one, other = enter(name="Hagemann GmbH"), enter(name="Hagemann Polska", owner=cast.teammate)
    with pytest.raises(PermissionDenied):
        link_customers(actor=getattr(cast, person), customer=one, other=other, relation="group", at=at)
    link = link_customers(actor=cast.manager, customer=one, other=other, relation="group", at=at)
    with pytest.raises(PermissionDenied):
        unlink_customers(actor=getattr(cast, person), link=link, at=at)
    assert CustomerLink.objects.count() == 1


def test_scan_does_not_propose_what_belongs_together(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    one, other = enter(name="Northfield Hardware Supply"), enter(name="Nothfield Hardware Supply")
    result_of(scan_twins(at=at))
    assert TwinPair.objects.count() == 1
    link = link_customers(actor=cast.owner, customer=one, other=other, relation="branch", at=at)
    assert TwinPair.objects.count() == 0
    result_of(scan_twins(at=at))
    assert TwinPair.objects.count() == 0
    unlink_customers(actor=cast.owner, link=link, at=at)
    result_of(scan_twins(at=at))
    assert TwinPair.objects.count() == 1


def test_page_shows_of_a_colleagues_customer_name_and_owner_only(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter, at: datetime
) -> None:
    mine = enter(name="Hagemann GmbH")
    theirs = enter(name="Hagemann Polska", owner=cast.teammate, city="Secretville", note="Secret note")
    link_customers(actor=cast.manager, customer=mine, other=theirs, relation="branch", at=at)
    page = client_of(cast.owner).get(mine.get_absolute_url()).content.decode()
    shown = [text in page for text in ("Hagemann Polska", str(cast.teammate), "Branch")]
    hidden = [text in page for text in (theirs.get_absolute_url(), "Secretville", "Secret note", "/remove/")]
    assert (shown, hidden) == ([True] * 3, [False] * 4)
    assert theirs.get_absolute_url() in client_of(cast.manager).get(mine.get_absolute_url()).content.decode()


def test_lookup_shows_a_group_as_far_as_one_sees_it(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter, at: datetime
) -> None:
    mine = enter(name="Hagemann Werkzeuge GmbH", country="DE")
    theirs = enter(name="Kollund Zentriva Polska", country="PL", owner=cast.teammate)
    third = enter(name="Bramwick Quill SARL", country="FR", owner=cast.outsider)
    link_customers(actor=cast.boss, customer=mine, other=theirs, relation="branch", at=at)
    link_customers(actor=cast.boss, customer=theirs, other=third, relation="group", at=at)
    asked = {"mine": Subject(name=mine.name, country="DE"), "theirs": Subject(name=theirs.name, country="PL")}
    found = {
        (person, name): [
            match.group for match in find_matches(user=getattr(cast, person), subject=subject, at=at)
        ][:1]
        for person in ("owner", "teammate", "outsider", "manager")
        for name, subject in asked.items()
    }
    assert found == {
        ("owner", "mine"): [()],
        ("owner", "theirs"): [(("Head office", mine.name),)],  # it stands on one's own customer's page
        ("teammate", "mine"): [(("Branch", theirs.name),)],
        ("teammate", "theirs"): [()],
        ("outsider", "mine"): [()],
        ("outsider", "theirs"): [(("Same group", third.name),)],
        ("manager", "mine"): [(("Branch", theirs.name),)],
        ("manager", "theirs"): [(("Head office", mine.name),)],
    }
    page = client_of(cast.outsider).get(
        reverse("customers:lookup"), {"company": theirs.name, "country": "PL"}
    )
    assert [text in page.content.decode() for text in (third.name, mine.name)] == [True, False]


LADDER = {
    "owner": (200, 200, 302, 302), "stand_in": (404, 404, 404, 404), "manager": (200, 200, 302, 302),
    "boss": (200, 200, 302, 302), "teammate": (404, 404, 404, 404), "other_manager": (404, 404, 404, 404),
    "outsider": (404, 404, 404, 404), "assistant": (403, 403, 403, 403), "production": (403, 403, 403, 403),
    "admin": (403, 403, 403, 403), "adviser": (403, 403, 403, 403),
}  # fmt: skip


@pytest.mark.parametrize("person", LADDER)
def test_pages_of_a_link_answer_as_the_table_says(
    cast: SimpleNamespace,
    client_of: ClientOf,
    two: tuple[Customer, Customer],
    enter: Enter,
    at: datetime,
    person: str,
) -> None:
    customer, other = two
    third = enter(name="Hagemann France", country="FR")
    link = link_customers(actor=cast.owner, customer=customer, other=third, relation="group", at=at)
    client = client_of(getattr(cast, person))
    page = reverse("customers:link_with", args=[customer.pk, other.pk])
    statuses = (
        client.get(reverse("customers:link", args=[customer.pk])).status_code,
        client.get(page).status_code,
        client.post(page, {"relation": "branch"}).status_code,
        client.post(reverse("customers:link_remove", args=[link.pk])).status_code,
    )
    assert statuses == LADDER[person]
    assert CustomerLink.objects.filter(target=other).count() == (statuses[2] == 302)
    assert CustomerLink.objects.filter(pk=link.pk).count() == (statuses[3] != 302)


def test_relation_that_is_none_is_told_in_place(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer]
) -> None:
    page = reverse("customers:link_with", args=[two[0].pk, two[1].pk])
    answer = client_of(cast.owner).post(page, {"relation": "cousin"})
    assert (answer.status_code, CustomerLink.objects.count()) == (422, 0)


def test_linking_twice_says_that_it_is_there(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer]
) -> None:
    page, client = reverse("customers:link_with", args=[two[0].pk, two[1].pk]), client_of(cast.owner)
    client.post(page, {"relation": "branch"})
    answer = client.post(page, {"relation": "branch"}, follow=True)
    assert [str(message.level_tag) for message in answer.context["messages"]][-1:] == ["error"]
    assert CustomerLink.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_links_cost_the_same_with_more_of_them(
    cast: SimpleNamespace,
    client_of: ClientOf,
    enter: Enter,
    at: datetime,
    django_assert_max_num_queries: Callable,
    rows: int,
) -> None:
    customer, client = enter(name="Hagemann GmbH"), client_of(cast.owner)
    for number in range(rows):
        other = CustomerFactory(owner=(cast.owner, cast.teammate)[number % 2])
        CustomerLink.objects.create(source=customer, target=other, kind="group", by=cast.manager, at=at)
    client.get(customer.get_absolute_url())
    with django_assert_max_num_queries(21):
        assert len(client.get(customer.get_absolute_url()).context["links"]) == rows
