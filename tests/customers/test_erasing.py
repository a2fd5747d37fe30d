"""A contact's values are erased on request (trust.md A2, permissions.md)."""

import json
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import User
from core import seals
from core.models import AuditDetail, AuditEntry, Notification
from core.notices import read_notices
from customers.models import ERASED_NAME, Contact, Customer, LookupKey, TimelineEntry
from customers.services import (
    ContactValues,
    CustomerValues,
    StaleEdit,
    add_contact,
    change_owner,
    create_customer,
    merge_customers,
    undo_merge,
    update_contact,
    update_customer,
)
from customers.services.erasing import erase_contact, plan_erasure
from customers.services.merging import stamp_of
from inquiries.models import Inquiry
from inquiries.services.assigning import tell_whose
from tests.factories import PASSWORD, CustomerFactory, InquiryFactory

ClientOf = Callable[[User], Client]
ANNA = {
    "name": "Anna Lindqvist", "email": "anna@lindqvist-tools.example", "phone": "+46 31 555 0100", "whatsapp": "+46 70 555 0199",
    "wechat": "annalq", "job_title": "Head of buying", "note": "likes orchids",
}  # fmt: skip
BEN = {"name": "Ben Holm", "email": "ben@lindqvist-tools.example"}


@pytest.fixture
def anna(cast: SimpleNamespace, at: datetime) -> Contact:
    customer = create_customer(
        actor=cast.owner, values=CustomerValues(name="Lindqvist Verktyg AB", country="SE"), contact=ContactValues(**ANNA),
        owner=cast.owner, at=at,
    )  # fmt: skip
    add_contact(actor=cast.owner, customer=customer, values=ContactValues(**BEN), at=at)
    found = customer.contacts.get(name=ANNA["name"])
    update_contact(actor=cast.owner, contact=found, values={"job_title": "Director"}, version=1, at=at)
    update_customer(
        actor=cast.owner, customer=customer, values={"note": "Ask Anna Lindqvist first"}, version=1, at=at
    )
    InquiryFactory(customer=customer, contact=found, owner=cast.owner, sender="Anna Lindqvist")
    return Contact.objects.select_related("customer__owner__team").get(pk=found.pk)


def erase(cast: SimpleNamespace, contact: Contact, at: datetime) -> Contact:
    return erase_contact(actor=cast.manager, contact=contact, reason="By mail of 12 November", at=at)


def kept_of(*models: type) -> str:
    return "".join(serializers.serialize("json", model.objects.all()) for model in models)


def test_nothing_of_the_person_is_left_in_records_keys_and_trail(
    cast: SimpleNamespace, anna: Contact, at: datetime
) -> None:
    before = AuditEntry.objects.count()
    erase(cast, anna, at)
    Customer.objects.update(note="")  # free text of ours, which stays until somebody changes it
    kept = kept_of(Contact, TimelineEntry, LookupKey, AuditDetail, Inquiry, Customer).casefold()
    words = [json.dumps(word.casefold(), ensure_ascii=False)[1:-1] for word in ANNA.values()]
    assert [
        word for word in (*words, "lindqvist, anna", "315550100", "705550199", "anna") if word in kept
    ] == []
    assert ["ben holm" in kept, "ben@lindqvist-tools.example" in kept] == [True, True]
    assert AuditEntry.objects.count() == before + 1


def test_contact_stays_nameless_and_the_rest_of_the_trail_keeps_its_values(
    cast: SimpleNamespace, anna: Contact, at: datetime
) -> None:
    plan = plan_erasure(anna)
    row = erase(cast, anna, at)
    assert (row.name, row.email, row.is_primary, row.is_erased) == (ERASED_NAME, "", True, True)
    entry = AuditEntry.objects.select_related("detail").latest("pk")
    assert (entry.verb, entry.actor, entry.target_id, entry.detail.label) == (
        "core.values_erased", cast.manager, str(row.pk), ERASED_NAME,
    )  # fmt: skip
    assert entry.detail.changes == {
        "reason": ["", "By mail of 12 November"],
        "entries": [list(plan.entries), []],
    }
    erased = set(AuditDetail.objects.filter(erased_by=entry).values_list("entry__verb", flat=True))
    assert erased == {"customers.contact_changed", "customers.changed"}
    assert AuditDetail.objects.get(entry__verb="customers.contact_added").changes["name"] == ["", "Ben Holm"]


def test_chain_holds_before_and_after_sealing(cast: SimpleNamespace, anna: Contact, at: datetime) -> None:
    seals.seal_entries(at=at)
    erase(cast, anna, at)
    assert seals.find_break() is None
    seals.seal_entries(at=at)
    assert seals.find_break() is None


def test_second_time_changes_nothing(cast: SimpleNamespace, anna: Contact, at: datetime) -> None:
    erase(cast, anna, at)
    before = kept_of(Contact, AuditEntry, AuditDetail, LookupKey)
    erase(cast, anna, at)
    assert kept_of(Contact, AuditEntry, AuditDetail, LookupKey) == before


def test_erased_person_is_not_written_back(cast: SimpleNamespace, anna: Contact, at: datetime) -> None:
    """Whoever had the form open loses: neither the stale form nor one as of now brings the person back."""
    row = erase(cast, anna, at)
    for version in (anna.version, row.version):
        with pytest.raises((PermissionDenied, StaleEdit)):
            update_contact(actor=cast.owner, contact=anna, values={"name": "Anna"}, version=version, at=at)
    assert Contact.objects.get(pk=anna.pk).name == ERASED_NAME


def test_two_erased_people_are_not_taken_for_one(cast: SimpleNamespace, anna: Contact, at: datetime) -> None:
    from customers import lookup

    erase(cast, anna, at)
    customer = Customer.objects.get(pk=anna.customer_id)
    assert lookup.subjects_of(customer, customer.contacts.all())[0].persons == ("Ben Holm",)


def test_notices_of_the_persons_inquiries_name_nobody(
    cast: SimpleNamespace, anna: Contact, at: datetime
) -> None:
    tell_whose(Inquiry.objects.get(contact=anna), by=cast.manager, at=at)
    assert "Anna Lindqvist" in read_notices(cast.owner).rows[0].text
    erase(cast, anna, at)
    assert read_notices(cast.owner).rows[0].text.endswith(f", {ERASED_NAME}")


def test_record_that_was_merged_away_holds_none_of_the_persons_words(
    cast: SimpleNamespace, anna: Contact, at: datetime
) -> None:
    kept, gone = CustomerFactory(owner=cast.owner), Customer.objects.get(pk=anna.customer_id)
    stamps = {row.pk: stamp_of(row) for row in (kept, gone)}
    made = merge_customers(actor=cast.manager, kept=kept, gone=gone, picks={}, stamps=stamps, at=at)
    erase(cast, Contact.objects.select_related("customer__owner__team").get(pk=anna.pk), at)
    assert "anna" not in Customer.objects.get(pk=gone.pk).search_text
    undo_merge(actor=cast.manager, merge=made, at=at)
    found = Customer.objects.get(pk=gone.pk).search_text
    assert ["anna" in found, "ben holm" in found] == [False, True]


def test_buyer_without_a_company_is_named_nowhere(cast: SimpleNamespace, at: datetime) -> None:
    """It was called by its only contact's name: in labels of the trail and in notices, too."""
    customer = create_customer(
        actor=cast.owner, values=CustomerValues(country="SE"), contact=ContactValues(**ANNA), owner=cast.owner, at=at
    )  # fmt: skip
    change_owner(actor=cast.manager, customer=customer, owner=cast.teammate, reason="Speaks Swedish", at=at)
    contact = Contact.objects.select_related("customer__owner__team").get(customer=customer)
    erase(cast, contact, at)
    kept = kept_of(Contact, TimelineEntry, LookupKey, AuditDetail, Customer, Notification).casefold()
    assert "anna" not in kept
    seals.seal_entries(at=at)
    assert seals.find_break() is None


@pytest.mark.parametrize("who", ["owner", "teammate", "outsider", "other_manager", "admin", "assistant"])
def test_only_who_leads_erases(who: str, cast: SimpleNamespace, anna: Contact, at: datetime) -> None:
    before = kept_of(Contact, AuditEntry, AuditDetail)
    with pytest.raises(PermissionDenied):
        erase_contact(actor=getattr(cast, who), contact=anna, reason="By mail", at=at)
    assert kept_of(Contact, AuditEntry, AuditDetail) == before


def test_reason_is_needed(cast: SimpleNamespace, anna: Contact, at: datetime) -> None:
    with pytest.raises(ValidationError):
        erase_contact(actor=cast.boss, contact=anna, reason="  ", at=at)
    assert Contact.objects.get(pk=anna.pk).name == ANNA["name"]


def test_page_says_what_goes_and_asks_the_password(
    cast: SimpleNamespace, anna: Contact, client_of: ClientOf
) -> None:
    cast.manager.set_password(PASSWORD)
    cast.manager.save()
    client, url = client_of(cast.manager), f"/customers/contacts/{anna.pk}/erase/"
    page = client.get(url)
    assert [page.status_code, b"names and values of 2 entries of the audit trail" in page.content] == [
        200,
        True,
    ]
    for data in ({"reason": "By mail", "password": "wrong-horse"}, {"reason": "", "password": PASSWORD}):
        assert client.post(url, data).status_code == 422
    assert Contact.objects.get(pk=anna.pk).name == ANNA["name"]
    assert client.post(url, {"reason": "By mail", "password": PASSWORD}).status_code == 302
    assert Contact.objects.get(pk=anna.pk).name == ERASED_NAME
    assert b"This contact was erased already." in client.get(url).content


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 403),
        ("boss", 200),
        ("manager", 200),
        ("other_manager", 404),
        ("outsider", 403),
        ("admin", 403),
    ],
)
def test_page_climbs_the_ladder(
    who: str, status: int, cast: SimpleNamespace, anna: Contact, client_of: ClientOf
) -> None:
    client = client_of(getattr(cast, who))
    url = f"/customers/contacts/{anna.pk}/erase/"
    assert [client.get(url).status_code, client.delete(url).status_code] == [status, 405]
