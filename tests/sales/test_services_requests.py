"""Requests to other departments, factory visits, and what a merge does to all of it (S13, S94, rules.md §5)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from core.events import publish
from core.models import AuditEntry, Notification
from customers.events import ContactErased
from customers.models import TimelineEntry
from customers.services import merge_customers, undo_merge
from customers.services.merging import stamp_of
from sales.models import DepartmentRequest, FactoryVisit
from sales.selectors.visits import count_quarters
from sales.services import requests as services
from sales.services import visits
from sales.services.requests import RequestValues
from sales.services.sample_refusals import SampleRefused
from sales.services.visits import VisitValues
from tests.factories import (
    CustomerFactory,
    DepartmentRequestFactory,
    InquiryFactory,
    ProofFactory,
    SampleFactory,
    TimelineEntryFactory,
    VisitFactory,
)
from tests.followups.helpers import nov, shanghai

NOW = shanghai(11, 16, 10)


@pytest.fixture
def customer(cast):
    return CustomerFactory(owner=cast.owner, name="Basra Trading LLC")


def ask(actor, to, **values):
    given = {"kind": "cost", "text": "What does it cost in stainless?", "due_on": nov(17), **values}
    return services.ask_department(actor=actor, values=RequestValues(to=to, **given), at=NOW)


def told(user):
    return Notification.objects.filter(user=user).count()


# ── requests ────────────────────────────────────────────────────────────────
def test_asked_answered_asked_on_and_closed(cast, customer):
    request = ask(cast.owner, cast.production, customer=customer)
    assert (request.state, request.number, told(cast.production)) == ("open", "REQ-2611-001", 1)
    answered = services.write_request(actor=cast.production, request=request, text="USD 2.10", at=NOW)
    assert (answered.state, answered.answered_at, told(cast.owner)) == ("answered", NOW, 1)
    on = services.write_request(actor=cast.owner, request=request, text="And in black?", at=NOW)
    assert (on.state, on.answered_at, told(cast.production)) == ("open", None, 2)
    assert services.close_request(actor=cast.owner, request=request, at=NOW).state == "closed"
    assert services.close_request(actor=cast.owner, request=request, at=NOW).state == "closed"
    verbs = AuditEntry.objects.filter(target_type="sales.departmentrequest").order_by("pk")
    assert [row.verb.removeprefix("sales.request_") for row in verbs] == [
        "asked", "answered", "asked_on", "closed",
    ]  # fmt: skip
    assert [message.is_answer for message in request.messages.all()] == [True, False]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"text": "  "}, "text", "no_text"),
        ({"due_on": nov(15)}, "due_on", "date_passed"),
        ({"due_on": date(2028, 1, 1)}, "due_on", "too_far"),
        ({"text": "For Basra Trading LLC"}, "text", "names_buyer"),
        ({"words": "Basra Trading LLC set"}, "words", "names_buyer"),
    ],
)
def test_values_that_do_not_fit_are_refused(cast, customer, values, field, code):
    with pytest.raises(SampleRefused) as refused:
        ask(cast.owner, cast.production, customer=customer, **values)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not DepartmentRequest.objects.exists()


@pytest.mark.parametrize("name", ["teammate", "manager", "boss", "frozen", "adviser"])
def test_who_sells_or_left_is_no_other_department(cast, name):
    with pytest.raises(SampleRefused):
        ask(cast.owner, getattr(cast, name))


def test_nobody_asks_about_a_customer_that_is_not_theirs(cast, customer):
    for values in ({"customer": customer}, {"inquiry": InquiryFactory(customer=customer)}):
        with pytest.raises(PermissionDenied):
            ask(cast.outsider, cast.production, **values)


def test_author_names_no_buyer_in_the_thread_either(cast, customer):
    request = ask(cast.owner, cast.production, customer=customer)
    with pytest.raises(SampleRefused):
        services.write_request(actor=cast.owner, request=request, text="Basra Trading LLC waits", at=NOW)


@pytest.mark.parametrize("name", ["teammate", "stand_in", "outsider", "manager", "boss", "assistant"])
def test_others_do_not_write_in_the_thread(cast, name):
    request = ask(cast.owner, cast.production)
    with pytest.raises(PermissionDenied):
        services.write_request(actor=getattr(cast, name), request=request, text="Me too", at=NOW)


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("owner", True), ("production", True), ("manager", True), ("boss", True), ("teammate", False),
        ("stand_in", False), ("other_manager", False), ("assistant", False), ("admin", False), ("frozen", False),
    ],
)  # fmt: skip
def test_request_is_between_two_and_who_leads(cast, name, sees):
    ask(cast.owner, cast.production)
    assert DepartmentRequest.objects.visible_to(getattr(cast, name)).exists() == sees


def test_request_goes_to_somebody_else_when_a_colleague_left(cast):
    request = ask(cast.owner, cast.production)
    again = services.readdress_request(
        actor=cast.owner, request=request, to=cast.assistant, due_on=nov(18), at=NOW
    )
    assert (again.to, again.due_on, told(cast.assistant)) == (cast.assistant, nov(18), 1)
    assert not DepartmentRequest.objects.visible_to(cast.production).exists()
    for actor, to in ((cast.production, cast.admin), (cast.outsider, cast.admin)):
        with pytest.raises(PermissionDenied):
            services.readdress_request(actor=actor, request=request, to=to, due_on=nov(18), at=NOW)
    with pytest.raises(SampleRefused):
        services.readdress_request(actor=cast.owner, request=request, to=cast.frozen, due_on=nov(18), at=NOW)


# ── visits ──────────────────────────────────────────────────────────────────
def values(cast, **more):
    return VisitValues(
        **{"kind": "visit", "on_day": nov(16), "head_count": 2, "host": cast.owner, **more}  # type: ignore[arg-type]
    )


def test_visit_is_recorded_changed_and_stands_in_the_history(cast, customer):
    visit = visits.record_visit(actor=cast.owner, customer=customer, values=values(cast), at=NOW)
    done = visits.edit_visit(
        actor=cast.owner, visit=visit, values=values(cast, result="Liked the forge"), version=1, at=NOW
    )
    assert (done.result, done.version) == ("Liked the forge", 2)
    rows = TimelineEntry.objects.filter(ref_type="sales.factoryvisit").order_by("pk")
    assert [row.values["event"] for row in rows] == ["recorded", "result"]
    with pytest.raises(SampleRefused):
        visits.edit_visit(actor=cast.owner, visit=visit, values=values(cast), version=1, at=NOW)
    same = visits.edit_visit(
        actor=cast.owner, visit=visit, values=values(cast, result="Liked the forge"), version=2, at=NOW
    )
    assert same.version == 2


@pytest.mark.parametrize("name", ["teammate", "outsider", "boss", "admin", "production"])
def test_nobody_else_records_a_visit(cast, customer, name):
    actor = getattr(cast, name)
    with pytest.raises(PermissionDenied):
        visits.record_visit(actor=actor, customer=customer, values=values(cast), at=NOW)
    with pytest.raises(PermissionDenied):
        visits.attach_to_visit(
            actor=actor,
            visit=VisitFactory(customer=customer),
            upload=SimpleUploadedFile("a.jpg", b"x"),
            at=NOW,
        )
    assert FactoryVisit.objects.count() == 1


def test_photos_are_kept_up_to_a_number(cast, customer, monkeypatch):
    visit = VisitFactory(customer=customer)
    monkeypatch.setattr(visits, "MOST_FILES", 1)
    kept = visits.attach_to_visit(
        actor=cast.owner, visit=visit, upload=SimpleUploadedFile("forge.jpg", b"x"), at=NOW
    )
    assert kept.file.name == "forge.jpg"
    with pytest.raises(SampleRefused):
        visits.attach_to_visit(
            actor=cast.owner, visit=visit, upload=SimpleUploadedFile("b.jpg", b"x"), at=NOW
        )


def test_quarters_count_what_was_held_and_one_sees(cast, customer):
    for day, kind, count in (
        (nov(10), "visit", 3), (nov(2), "audit", 2), (date(2026, 9, 30), "visit", 1), (nov(30), "visit", 9),
    ):  # fmt: skip
        VisitFactory(customer=customer, on_day=day, kind=kind, head_count=count)
    VisitFactory(customer=CustomerFactory(owner=cast.outsider))
    found = [
        (row.year, row.number, row.visits, row.audits, row.people)
        for row in count_quarters(cast.owner, nov(16))
    ]
    assert found == [(2026, 4, 1, 1, 5), (2026, 3, 1, 0, 1)]
    assert [row.visits for row in count_quarters(cast.boss, nov(16))] == [2, 1]
    assert count_quarters(cast.production, nov(16)) == []


def test_erased_contact_is_no_longer_named_among_the_visitors(cast, customer):
    visit, other = (
        VisitFactory(customer=one, people="Omar Haddad, Jens") for one in (customer, CustomerFactory())
    )
    publish(ContactErased(1, customer.pk, "Omar Haddad", NOW))
    visit.refresh_from_db()
    other.refresh_from_db()
    assert "Omar" not in visit.people
    assert "Jens" in visit.people
    assert other.people == "Omar Haddad, Jens"


# ── merging ─────────────────────────────────────────────────────────────────
def test_merge_moves_everything_and_undoing_it_brings_it_back(cast, customer):
    gone = CustomerFactory(owner=cast.owner)
    sample = SampleFactory(customer=gone)
    rows = [
        sample,
        ProofFactory(customer=gone),
        VisitFactory(customer=gone),
        DepartmentRequestFactory(customer=gone),
    ]
    merge = merge_customers(
        actor=cast.manager, kept=customer, gone=gone, picks={}, stamps={row.pk: stamp_of(row) for row in (customer, gone)},
        at=NOW,
    )  # fmt: skip
    for row in rows:
        row.refresh_from_db()
    assert {row.customer_id for row in rows} == {customer.pk}
    since = TimelineEntryFactory(customer=customer, kind="sample", ref_type="sales.sample", ref_id=sample.pk)
    undo_merge(actor=cast.manager, merge=merge, at=NOW)
    for row in (*rows, since):
        row.refresh_from_db()
    assert {row.customer_id for row in (*rows, since)} == {gone.pk}
