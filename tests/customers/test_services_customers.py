"""Entering and changing customers: effects, audit, timeline, event; and a refusal leaves nothing behind."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.events import _subscribers, subscribe
from core.models import AuditDetail, AuditEntry
from customers.events import CustomerCreated
from customers.models import Contact, Customer, LookupKey, OwnerPeriod, TimelineEntry
from customers.services import (
    ContactValues,
    CustomerValues,
    DuplicateBuyer,
    OwnerRefused,
    StaleEdit,
    create_customer,
    update_customer,
)

NORTHFIELD = CustomerValues(
    name="Northfield Hardware Supply, Inc.",
    country="US",
    city="Chicago",
    website="www.northfield-hardware.example",
)
CAROL = ContactValues(
    name="Carol Jensen", email="c.jensen@northfield-hardware.example", phone="+1 312 555 0142"
)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every CustomerCreated that is published."""
    events: list[Any] = []
    before = list(_subscribers[CustomerCreated])
    subscribe(CustomerCreated)(events.append)
    yield events
    _subscribers[CustomerCreated][:] = before


def count_rows() -> list[int]:
    return [model.objects.count() for model in (Customer, Contact, LookupKey, OwnerPeriod, TimelineEntry)]


def test_create_customer_writes_row_contact_period_and_guesses_the_zone(
    cast: SimpleNamespace, at: datetime
) -> None:
    row = create_customer(actor=cast.owner, values=NORTHFIELD, contact=CAROL, owner=cast.owner, at=at)
    row.refresh_from_db()
    assert (row.name_sort, row.time_zone, row.grade, row.version) == (
        "northfield hardware supply, inc.", "America/Chicago", "D", 1,
    )  # fmt: skip
    assert "13125550142" in row.search_text
    assert [(person.name, person.is_primary) for person in row.contacts.all()] == [("Carol Jensen", True)]
    assert [(period.owner, period.ended_at) for period in row.owner_periods.all()] == [(cast.owner, None)]


def test_create_customer_audits_and_tells(cast: SimpleNamespace, at: datetime, published: list[Any]) -> None:
    row = create_customer(actor=cast.owner, values=NORTHFIELD, contact=CAROL, owner=cast.owner, at=at)
    assert [(entry.verb, entry.actor, entry.target_id) for entry in AuditEntry.objects.all()] == [
        ("customers.created", cast.owner, str(row.pk))
    ]
    assert [(entry.kind, entry.values) for entry in row.timeline.all()] == [("data", {"what": "created"})]
    assert published == [CustomerCreated(customer_id=row.pk, at=at)]


@pytest.mark.parametrize(
    ("values", "contact"),
    [
        (CustomerValues(name="Other Name", country="US"), ContactValues(name="X", email="C.Jensen@Northfield-Hardware.example")),
        (CustomerValues(name="Other Name", country="US", website="https://northfield-hardware.example/shop"), None),
        (CustomerValues(name="Other Name", country="US", phone="(312) 555-0142"), None),
        (CustomerValues(name="NORTHFIELD HARDWARE SUPPLY", country="US"), None),
    ],
    ids=["email", "domain", "phone", "name"],
)  # fmt: skip
def test_create_customer_refuses_a_taken_key(
    cast: SimpleNamespace,
    at: datetime,
    published: list[Any],
    values: CustomerValues,
    contact: ContactValues | None,
) -> None:
    first = create_customer(actor=cast.owner, values=NORTHFIELD, contact=CAROL, owner=cast.owner, at=at)
    before = count_rows()
    with pytest.raises(DuplicateBuyer) as refused:
        create_customer(actor=cast.owner, values=values, contact=contact, owner=cast.owner, at=at)
    assert [match.customer.pk for match in refused.value.candidates] == [first.pk]
    assert (count_rows(), len(published)) == (before, 1)


def test_create_customer_second_office_needs_the_manager(cast: SimpleNamespace, at: datetime) -> None:
    create_customer(actor=cast.owner, values=NORTHFIELD, contact=CAROL, owner=cast.owner, at=at)
    office = CustomerValues(name="Northfield Texas", country="US", website="northfield-hardware.example")
    call = {
        "values": office,
        "contact": None,
        "owner": cast.teammate,
        "at": at,
        "allow_duplicate_reason": "Dallas office",
    }
    with pytest.raises(PermissionDenied):
        create_customer(actor=cast.teammate, **call)
    row = create_customer(actor=cast.manager, **call)
    assert row.lookup_keys.get(kind="domain").is_exclusive is False
    assert AuditEntry.objects.filter(verb="customers.duplicate_allowed", target_id=row.pk).count() == 1


def test_second_office_can_still_get_contacts(cast: SimpleNamespace, at: datetime) -> None:
    create_customer(actor=cast.owner, values=NORTHFIELD, contact=None, owner=cast.owner, at=at)
    office = CustomerValues(name="Northfield Texas", country="US", website="northfield-hardware.example")
    row = create_customer(
        actor=cast.manager,
        values=office,
        contact=None,
        owner=cast.teammate,
        at=at,
        allow_duplicate_reason="Dallas",
    )
    changed = update_customer(actor=cast.teammate, customer=row, values={"city": "Dallas"}, version=1, at=at)
    assert (changed.city, changed.version) == ("Dallas", 2)


def test_shared_key_passes_to_the_oldest_who_shares_it(cast: SimpleNamespace, at: datetime) -> None:
    make = {"contact": None, "at": at}
    offices = [
        create_customer(
            actor=cast.manager,
            values=CustomerValues(name=name, country="US", website="northfield.example"),
            owner=cast.owner,
            allow_duplicate_reason="another office",
            **make,
        )
        for name in ("Northfield", "Dallas Branch", "Reno Branch")
    ]
    for row, heir in zip(offices, (*offices[1:], None), strict=True):
        update_customer(actor=cast.owner, customer=row, values={"website": ""}, version=1, at=at)
        held = LookupKey.objects.filter(kind="domain", is_exclusive=True).values_list(
            "customer_id", flat=True
        )
        assert list(held) == ([heir.pk] if heir else [])
        third = CustomerValues(name="Unasked", country="US", website="northfield.example")
        if heir:
            with pytest.raises(DuplicateBuyer):
                create_customer(actor=cast.owner, values=third, owner=cast.owner, **make)


def test_create_customer_without_company_is_called_by_its_contact(
    cast: SimpleNamespace, at: datetime
) -> None:
    values = CustomerValues(country="BR", source="social")
    row = create_customer(
        actor=cast.owner, values=values, contact=ContactValues(name="Ana Souza"), owner=cast.owner, at=at
    )
    assert (str(row), row.name_sort, row.time_zone) == ("Ana Souza", "ana souza", "America/Sao_Paulo")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (CustomerValues(), "name"),
        (CustomerValues(name="x" * 201), "name"),
        (CustomerValues(name="A", country="XX"), "country"),
        (CustomerValues(name="A", time_zone="Mars/Base"), "time_zone"),
        (CustomerValues(name="A", grade="Z"), "grade"),
        (CustomerValues(name="A", note="n" * 5000), "note"),
        (CustomerValues(name="A", tags=("t" * 41,)), "tags"),
    ],
)
def test_create_customer_refuses_nonsense_at_its_field(
    cast: SimpleNamespace, at: datetime, values: CustomerValues, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        create_customer(actor=cast.owner, values=values, contact=None, owner=cast.owner, at=at)
    assert list(refused.value.message_dict) == [field]
    assert count_rows() == [0, 0, 0, 0, 0]


def test_create_customer_strips_signs_that_hide(cast: SimpleNamespace, at: datetime) -> None:
    values = CustomerValues(name="Acme\x00 \u202eTools\r\n Ltd", country="GB", note="a\x00b\r\nc")
    row = create_customer(actor=cast.owner, values=values, contact=None, owner=cast.owner, at=at)
    assert (row.name, row.note) == ("Acme Tools Ltd", "ab\nc")


def test_create_customer_refuses_a_frozen_owner(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(OwnerRefused):
        create_customer(actor=cast.manager, values=NORTHFIELD, contact=None, owner=cast.frozen, at=at)
    assert Customer.objects.count() == 0


def test_update_customer_changes_version_keys_and_history(cast: SimpleNamespace, at: datetime) -> None:
    row = create_customer(actor=cast.owner, values=NORTHFIELD, contact=None, owner=cast.owner, at=at)
    update_customer(
        actor=cast.owner,
        customer=row,
        values={"website": "other.example", "tags": ["retail"]},
        version=1,
        at=at,
    )
    row.refresh_from_db()
    assert (row.website, row.version) == ("other.example", 2)
    assert [key.value for key in row.lookup_keys.filter(kind="domain")] == ["other.example"]
    assert row.timeline.order_by("-pk")[0].values == {"fields": ["website", "tags"]}
    changes = AuditDetail.objects.get(entry__verb="customers.changed").changes
    assert changes == {
        "website": ["www.northfield-hardware.example", "other.example"],
        "tags": [[], ["retail"]],
    }


def test_update_customer_stale_changes_nothing(cast: SimpleNamespace, at: datetime) -> None:
    row = create_customer(actor=cast.owner, values=NORTHFIELD, contact=None, owner=cast.owner, at=at)
    update_customer(actor=cast.owner, customer=row, values={"city": "Gary"}, version=1, at=at)
    with pytest.raises(StaleEdit) as stale:
        update_customer(actor=cast.owner, customer=row, values={"city": "Peoria"}, version=1, at=at)
    assert (stale.value.current.city, stale.value.current.version) == ("Gary", 2)
    assert Customer.objects.get().city == "Gary"


def test_update_customer_to_anothers_domain_is_refused(cast: SimpleNamespace, at: datetime) -> None:
    create_customer(actor=cast.teammate, values=NORTHFIELD, contact=None, owner=cast.teammate, at=at)
    mine = create_customer(
        actor=cast.owner,
        values=CustomerValues(name="Mine", country="GB"),
        contact=None,
        owner=cast.owner,
        at=at,
    )
    before = count_rows()
    values = {"website": "northfield-hardware.example"}
    with pytest.raises(DuplicateBuyer) as refused:
        update_customer(actor=cast.owner, customer=mine, values=values, version=1, at=at)
    assert [match.is_visible for match in refused.value.candidates] == [False]
    assert (count_rows(), Customer.objects.get(pk=mine.pk).version) == (before, 1)


@pytest.mark.parametrize("person", ["outsider", "teammate", "boss", "assistant"])
def test_update_customer_is_not_everyones(cast: SimpleNamespace, at: datetime, person: str) -> None:
    row = create_customer(actor=cast.owner, values=NORTHFIELD, contact=None, owner=cast.owner, at=at)
    with pytest.raises(PermissionDenied):
        update_customer(actor=getattr(cast, person), customer=row, values={"city": "X"}, version=1, at=at)
    assert Customer.objects.get().city == "Chicago"


def test_private_fields_stay_out_of_the_timeline(cast: SimpleNamespace, at: datetime) -> None:
    row = create_customer(actor=cast.owner, values=NORTHFIELD, contact=None, owner=cast.owner, at=at)
    update_customer(actor=cast.owner, customer=row, values={"motive": "CANARY"}, version=1, at=at)
    assert [entry.values for entry in row.timeline.all()] == [{"what": "created"}]
