"""Who may see a customer, and who did (permissions.md)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.access import note_read
from accounts.models import Role, User
from core import audit, policy
from core.models import AuditEntry
from customers.access import who_may_see
from customers.models import Customer, CustomerExport, CustomerShare, ExportedCustomer
from customers.services import change_owner
from tests.factories import AbsenceFactory, ContactFactory, CustomerFactory, InquiryFactory, UserFactory

ClientOf = Callable[[User], Client]


def ways_of(customer: Customer) -> dict[User, str]:
    row = Customer.objects.select_related("owner__team__manager").get(pk=customer.pk)
    return {way.person: way.why for way in who_may_see(row, at=timezone.now())}


def seers(customer: Customer) -> set[User]:
    """Who sees it by the scope that every page goes through."""
    return {
        user
        for user in User.objects.all()
        if Customer.objects.visible_to(user).filter(pk=customer.pk).exists()
    }


@pytest.mark.parametrize("owner", ["owner", "manager", "outsider", "frozen", "boss", None])
@pytest.mark.parametrize("stand_in", [None, "stand_in", "teammate", "frozen", "boss"])
@pytest.mark.parametrize("pool_is_on", [False, True])
def test_page_names_exactly_who_sees_the_customer(
    owner: str | None, stand_in: str | None, pool_is_on: bool, cast: SimpleNamespace, at: datetime
) -> None:
    """The reasons given equal what `visible_to` lets through, whoever owns it, whoever is away, pool or not."""
    if pool_is_on:
        policy.change("customers.pool", {"is_on": True}, actor=cast.boss, at=at)
    person = getattr(cast, owner) if owner else None
    customer = CustomerFactory(owner=person, created_by=cast.manager)
    today = timezone.localdate()
    if person is not None and stand_in != owner:
        named = getattr(cast, stand_in) if stand_in else None
        AbsenceFactory(user=person, stand_in=named, starts_on=today, ends_on=today)
    assert set(ways_of(customer)) == seers(customer)


@pytest.mark.parametrize("until", [None, 0, -1], ids=["open", "last day", "over"])
def test_page_names_with_whom_the_customer_is_shared(
    until: int | None, cast: SimpleNamespace, at: datetime
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    today = timezone.localdate()
    last_on = None if until is None else today + timedelta(days=until)
    CustomerShare.objects.create(
        customer=customer, person=cast.outsider, access="read", reason="Fair", until=last_on, by=cast.manager, at=at
    )  # fmt: skip
    User.objects.filter(pk=cast.outsider.pk).update(has_shares=True)
    assert set(ways_of(customer)) == seers(customer)
    assert (cast.outsider in ways_of(customer)) == (until != -1)


def test_reasons_are_told(cast: SimpleNamespace) -> None:
    today = timezone.localdate()
    AbsenceFactory(
        user=cast.owner, stand_in=cast.stand_in, starts_on=today, ends_on=today + timedelta(days=2)
    )
    customer = CustomerFactory(owner=cast.owner)
    assert ways_of(customer) == {
        cast.owner: "Owner", cast.stand_in: "Stands in for the owner", cast.manager: "Manager of the team", cast.boss: "Boss",
    }  # fmt: skip


def test_who_reads_a_page_of_others_is_recorded_once_a_visit(cast: SimpleNamespace, at: datetime) -> None:
    customer, other = CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.owner)
    for minutes in (0, 1, 59):
        note_read("customers.read", user=cast.manager, record=customer, at=at + timedelta(minutes=minutes))
    note_read("customers.read", user=cast.manager, record=other, at=at)
    note_read("customers.read", user=cast.boss, record=customer, at=at)
    note_read("customers.read", user=cast.owner, record=customer, at=at)
    assert AuditEntry.objects.filter(verb="customers.read").count() == 3
    note_read("customers.read", user=cast.manager, record=customer, at=at + timedelta(minutes=61))
    assert AuditEntry.objects.filter(verb="customers.read").count() == 4


def test_noting_a_read_is_one_look_and_at_most_one_entry(
    cast: SimpleNamespace, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    with django_assert_num_queries(3):
        note_read("customers.read", user=cast.manager, record=customer, at=at)
    with django_assert_num_queries(1):
        note_read("customers.read", user=cast.manager, record=customer, at=at)


def test_page_shows_who_opened_it_and_who_took_it_out(
    cast: SimpleNamespace, at: datetime, client_of: ClientOf
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    gone = CustomerFactory(owner=cast.owner, merged_into=customer)
    inquiry = InquiryFactory(customer=customer, owner=cast.owner)
    for minutes, record, verb in (
        (0, customer, "customers.read"), (70, customer, "customers.read"), (80, inquiry, "inquiries.read"), (90, gone, "customers.read"),
    ):  # fmt: skip
        note_read(verb, user=cast.boss, record=record, at=at + timedelta(minutes=minutes))
    audit.record(
        "customers.file_read", actor=cast.teammate, at=at, target=customer, changes={"file": ("", "a.pdf")}
    )
    export = CustomerExport.objects.create(
        owner=cast.manager, state="expired", rows=7, created_at=at, finished_at=at
    )
    ExportedCustomer.objects.create(export=export, customer=customer)
    change_owner(actor=cast.manager, customer=customer, owner=cast.teammate, reason="speaks French", at=at)
    page = client_of(cast.teammate).get(f"/customers/{customer.pk}/access/").context["page"]
    assert [(reader.person, reader.visits, reader.at) for reader in page.readers] == [
        (cast.boss, 4, at + timedelta(minutes=90))
    ]
    assert [line.entry.verb for line in page.lines] == ["customers.owner_changed", "customers.file_read"]
    assert [one.export for one in page.exports] == [export]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_as_much_for_one_as_for_three(
    rows: int,
    cast: SimpleNamespace,
    at: datetime,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    for n in range(rows):
        reader = UserFactory(roles=(Role.BOSS,))
        note_read("customers.read", user=reader, record=customer, at=at)
        audit.record(
            "customers.file_read", actor=reader, at=at, target=customer, changes={"file": ("", str(n))}
        )
        export = CustomerExport.objects.create(owner=reader, created_at=at, finished_at=at)
        ExportedCustomer.objects.create(export=export, customer=customer)
    client = client_of(cast.owner)
    client.get(f"/customers/{customer.pk}/access/")
    with django_assert_num_queries(16):
        client.get(f"/customers/{customer.pk}/access/")


def test_stand_in_and_teammate_do_not_open_it(cast: SimpleNamespace, client_of: ClientOf) -> None:
    today = timezone.localdate()
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=today, ends_on=today)
    customer = CustomerFactory(owner=cast.owner)
    statuses = {
        name: client_of(getattr(cast, name)).get(f"/customers/{customer.pk}/access/").status_code
        for name in ("owner", "manager", "boss", "stand_in", "teammate", "outsider", "admin", "assistant")
    }
    assert statuses == {
        "owner": 200, "manager": 200, "boss": 200, "stand_in": 403, "teammate": 404, "outsider": 404, "admin": 403, "assistant": 403,
    }  # fmt: skip


@pytest.mark.parametrize(
    "place", ["detail", "edit", "timeline", "grade", "stage", "contact", "inquiry", "log", "due"]
)
def test_every_page_of_a_customer_is_noted_for_who_does_not_own_it(
    place: str, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    contact = ContactFactory(customer=customer)
    inquiry = InquiryFactory(customer=customer, owner=cast.owner)
    url = {
        "detail": f"/customers/{customer.pk}/", "contact": f"/customers/contacts/{contact.pk}/", "inquiry": f"/inquiries/{inquiry.pk}/",
        "log": f"/follow-ups/log/?customer={customer.pk}", "due": f"/customers/{customer.pk}/due/",
    }.get(place, f"/customers/{customer.pk}/{place}/")  # fmt: skip
    from django.urls import reverse

    url = reverse("followups:due", args=[customer.pk]) if place == "due" else url
    for person, count in ((cast.owner, 0), (cast.manager, 1)):
        assert client_of(person).get(url).status_code == 200, url
        assert (
            AuditEntry.objects.filter(
                about_id=customer.pk, verb__in=("customers.read", "inquiries.read")
            ).count()
            == count
        )
