"""What an A list that has gone keeps of its customers: what was so then, and nothing of a person (S58, S133)."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from core.request_context import RequestContext, request_context
from customers.models import Customer, Interest
from customers.services import change_owner, merge_customers, undo_merge
from customers.services.erasing import erase_contact
from customers.services.merging import stamp_of
from reports.domain.keeping import Kept, from_stored, to_stored
from reports.models import AListEntry, AListPart
from reports.services import keep_a_lists
from tests import factories
from tests.budgets import ROWS
from tests.followups.helpers import had_contact, make_customer, nov, shanghai
from tests.reports.conftest import sheets_of

ClientOf = Callable[[Any], Client]
DRAFT, SEND = shanghai(11, 28, 9), shanghai(11, 30, 16)
MINUTE = timedelta(minutes=1)
MONTH = "/reports/a-list/2026-11/"
KEPT = ("Northfield GmbH", "Germany", "Hafenstr. 1, Hamburg", "8 inch pliers, Hammers", "20 Nov")
CHANGED = ("Southfield GmbH", "Spain", "Gran Via 2, Madrid", "Saws")


def northfield(owner: Any) -> Customer:
    """A customer with all particulars, its first contact person and what it asks for."""
    customer = make_customer(
        owner, "A", name="Northfield GmbH", country="DE", address="Hafenstr. 1, Hamburg", phone=""
    )
    factories.ContactFactory(
        customer=customer, name="Erika Muster", email="erika@northfield.example", phone="+49 40 123", is_primary=True
    )  # fmt: skip
    for words, day in (("Hammers", 3), ("8 inch pliers", 20)):
        Interest.objects.create(customer=customer, words=words, last_asked_at=shanghai(11, day))
    return had_contact(customer, shanghai(11, 20))


def change(customer: Customer) -> None:
    """Everything about the company is another one's now, and so are its contact person's particulars."""
    Customer.objects.filter(pk=customer.pk).update(
        name="Southfield GmbH", country="ES", address="Gran Via 2, Madrid", grade="B", last_contact_at=shanghai(12, 5)
    )  # fmt: skip
    customer.interests.filter(words="Hammers").update(words="Saws")
    customer.interests.filter(words="8 inch pliers").delete()
    customer.contacts.update(name="Pilar Nueva", email="pilar@southfield.example")


def page_of(client: Client, path: str = MONTH) -> str:
    return client.get(path).content.decode()


@pytest.fixture
def sent(cast: SimpleNamespace) -> Customer:
    """The list has gone with the customer in it."""
    customer = northfield(cast.owner)
    keep_a_lists(at=DRAFT)
    keep_a_lists(at=SEND)
    return customer


def test_before_it_goes_the_list_keeps_nothing_and_tells_what_is_so_now(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    customer = northfield(cast.owner)
    keep_a_lists(at=DRAFT)
    assert AListEntry.objects.get().kept is None
    change(customer)
    page = page_of(client_of(cast.boss))
    assert all(words in page for words in ("Southfield GmbH", "Spain", "Gran Via 2", "Pilar Nueva", "5 Dec"))
    assert "as of" not in page


def test_a_list_that_has_gone_tells_what_was_so_then(
    sent: Customer, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    owner = cast.owner.full_name
    kept = from_stored(AListEntry.objects.get().kept)
    assert kept == Kept(sent.pk, "DE", "Hafenstr. 1, Hamburg", ("8 inch pliers", "Hammers"), nov(20), owner)
    change(sent)
    cast.owner.name = cast.owner.english_name = "Renamed"
    cast.owner.save()
    boss, part = client_of(cast.boss), AListPart.objects.get(person=cast.owner)
    for path in (MONTH, part.get_absolute_url()):
        page = page_of(boss, path)
        assert [words for words in KEPT if words not in page] == [], path
        assert [words for words in CHANGED if words in page] == [], path
        assert ("Pilar Nueva" in page, "erika@" in page) == (True, False)
        assert "are as of" in page
    assert f'<p class="note strong">{owner}</p>' in page_of(boss)
    book = sheets_of(boss.get(reverse("reports:a_list_paper", args=["2026-11", "xlsx"])).getvalue())
    row = dict(zip(*book["A customers"][:2], strict=True))
    assert [row[head] for head in ("Owner", "Company", "Country", "Address", "Products of interest")] == [
        owner, "Northfield GmbH", "Germany", "Hafenstr. 1, Hamburg", "8 inch pliers, Hammers",
    ]  # fmt: skip
    assert (row["Contact person"], row["E-mail"]) == ("Pilar Nueva", "pilar@southfield.example")
    assert row["Last contact"].date() == nov(20)
    facts = [line[0] for line in book["Words"]]
    assert {"As of 2026-11-30 16:00", "As of now"} <= set(facts)
    assert boss.get(reverse("reports:a_list_paper", args=["2026-11", "pdf"])).status_code == 200


def test_who_was_erased_stands_in_no_list(sent: Customer, cast: SimpleNamespace, client_of: ClientOf) -> None:
    erase_contact(actor=cast.boss, contact=sent.contacts.get(), reason="asked for it", at=SEND + MINUTE)
    page = page_of(client_of(cast.boss))
    assert ("Northfield GmbH" in page, "Erika" in page, "+49 40" in page) == (True, False, False)
    assert "Erika" not in str(AListEntry.objects.get().kept)


def test_of_who_has_no_company_neither_name_nor_address_is_kept(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    customer = make_customer(
        cast.owner, "A", name="", called="Erika Muster", country="DE", address="Am Tor 1"
    )
    keep_a_lists(at=DRAFT)
    keep_a_lists(at=SEND)
    entry = AListEntry.objects.get()
    assert (entry.name, from_stored(entry.kept)) == ("", Kept(customer.pk, "DE", owner=cast.owner.full_name))
    Customer.objects.update(address="Am Markt 2")
    page = page_of(client_of(cast.boss))
    assert ("Erika Muster" in page, "Am Markt 2" in page, "Germany" in page) == (True, True, True)


def test_a_late_list_keeps_the_last_contact_that_was_known_at_its_hour(cast: SimpleNamespace) -> None:
    customer = northfield(cast.owner)
    keep_a_lists(at=DRAFT)
    factories.FollowUpFactory(customer=customer, at=SEND - MINUTE, entered_at=SEND + MINUTE)
    had_contact(customer, SEND + 2 * MINUTE)
    imported = make_customer(cast.owner, "A", name="Old GmbH", last_contact_at=shanghai(6, 1))
    keep_a_lists(at=SEND + timedelta(days=2))
    kept = {entry.customer: from_stored(entry.kept).last_contact_on for entry in AListEntry.objects.all()}
    assert kept == {customer: nov(20), imported: date(2026, 6, 1)}


def test_after_a_merge_the_one_that_stays_is_told_of_as_it_is(
    sent: Customer, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    other = make_customer(cast.owner, "A", name="Survivor AG", country="CH", address="Bahnhofstr. 3")
    stamps = {row.pk: stamp_of(row) for row in (other, sent)}
    merge = merge_customers(
        actor=cast.manager, kept=other, gone=sent, picks={}, stamps=stamps, at=SEND + MINUTE
    )
    page = page_of(client_of(cast.boss))
    assert ("Survivor AG" in page, "Bahnhofstr. 3" in page, "Hafenstr. 1" in page) == (True, True, False)
    assert "The particulars are as of now." in page
    undo_merge(actor=cast.manager, merge=merge, at=SEND + 2 * MINUTE)
    assert "Hafenstr. 1" in page_of(client_of(cast.boss))


def test_among_others_the_merged_one_is_marked(
    sent: Customer, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    entry = AListEntry.objects.get()
    other = make_customer(cast.owner, "A", name="Other AG")
    AListEntry.objects.create(part=entry.part, customer=other, name="Older AG", kept=entry.kept)
    page = page_of(client_of(cast.boss))
    assert ("Other AG" in page, page.count("as of now</span>")) == (True, 1)


def test_who_no_longer_sees_a_customer_reads_nothing_that_is_kept(
    sent: Customer, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    change_owner(actor=cast.boss, customer=sent, owner=cast.outsider, reason="Spain", at=SEND + MINUTE)
    part = AListPart.objects.get(person=cast.owner)
    for person in (cast.owner, cast.manager):
        client = client_of(person)
        seen = page_of(client) + page_of(client, part.get_absolute_url())
        assert [words for words in KEPT if words in seen] == [], person
    assert "Northfield GmbH" in page_of(client_of(cast.boss))


def test_a_list_from_before_says_that_it_tells_of_now(
    sent: Customer, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    AListEntry.objects.update(kept=None)
    change(sent)
    page = page_of(client_of(cast.boss))
    assert ("Southfield GmbH" in page, "The particulars are as of now." in page) == (True, True)


def test_statements_of_sending_do_not_grow_with_the_customers(cast: SimpleNamespace) -> None:
    months = ((DRAFT, SEND), (shanghai(12, 30, 9), shanghai(12, 31, 16)))
    counts = []
    for (draft, send), rows in zip(months, (ROWS[0], ROWS[-1]), strict=True):
        for _person in range(rows):
            person = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
            for _customer in range(rows):
                northfield(person)
        for at in (draft, send - MINUTE):
            keep_a_lists(at=at)
        with request_context(RequestContext()), CaptureQueriesContext(connection) as queries:
            assert keep_a_lists(at=send)["sent"] == 1
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 40


def test_what_is_stored_is_read_again() -> None:
    kept = Kept(7, "DE", "Hafenstr. 1", ("pliers",), nov(20), "Amy")
    assert from_stored(to_stored(kept)) == kept
    assert from_stored(to_stored(Kept(7))) == Kept(7)
    with pytest.raises(ValueError, match="unknown version"):
        from_stored(to_stored(kept) | {"version": 2})
