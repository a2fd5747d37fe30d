"""What who leads says to a record, and what its owner answers (S5); how far they have looked (S12, S66)."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEntry, Notification
from customers.models import Customer
from customers.services import share_customer
from followups.models import Correction
from followups.services import FollowUpValues, record_follow_up, undo_follow_up
from oversight.models import Remark, SeenMark, SeenThing
from oversight.selectors.remarks import remarks_on
from oversight.services import mark_seen, write_remark
from sales.models import Complaint
from tests.factories import (
    AT,
    AbsenceFactory,
    BuyerMessageFactory,
    CustomerFactory,
    FollowUpFactory,
    InquiryFactory,
    LetterTemplateFactory,
    OrderFactory,
    ProofFactory,
    QuoteFactory,
    ReplyFactory,
    SampleFactory,
    VisitFactory,
)

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def say(actor: User, record: Any, text: str = "Call them today") -> Remark:
    return write_remark(actor=actor, record=record, text=text, at=AT)


def told(person: User) -> list[str]:
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("message", flat=True))


RECORDS: dict[str, Callable[[Customer], Any]] = {
    "customer": lambda customer: customer,
    "inquiry": lambda customer: InquiryFactory(customer=customer, owner=customer.owner),
    "quote": lambda customer: QuoteFactory(customer=customer, owner=customer.owner),
    "sample": lambda customer: SampleFactory(customer=customer),
    "order": lambda customer: OrderFactory(customer=customer),
    "proof": lambda customer: ProofFactory(customer=customer),
    "complaint": lambda customer: Complaint.objects.create(
        customer=customer, raised_on=AT.date(), subject="Rust", created_at=AT, created_by=customer.owner
    ),
    "visit": lambda customer: VisitFactory(customer=customer),
    "follow_up": lambda customer: FollowUpFactory(customer=customer, by=customer.owner),
}


@pytest.mark.parametrize("on", RECORDS)
def test_a_remark_is_said_told_and_answered(cast: SimpleNamespace, client_of: ClientOf, on: str) -> None:
    record = RECORDS[on](CustomerFactory(owner=cast.owner))
    url = reverse(f"oversight:remark_{on}", args=[record.pk])
    page = client_of(cast.manager).get(record.get_absolute_url()).content.decode()
    assert [url in page, url in client_of(cast.owner).get(record.get_absolute_url()).content.decode()] == [
        True,
        False,
    ]
    assert client_of(cast.manager).post(url, {"text": "Call them today"}).status_code == 302
    assert "Call them today" in client_of(cast.owner).get(record.get_absolute_url()).content.decode()
    assert client_of(cast.owner).post(url, {"text": "Done"}).status_code == 302
    assert list(Remark.objects.values_list("text", "by_leader")) == [
        ("Call them today", True),
        ("Done", False),
    ]
    said = "%(person)s commented on %(record)s: %(text)s"
    answered = "%(person)s answered your comment on %(record)s: %(text)s"
    assert [told(cast.owner), told(cast.manager)] == [[said], [answered]]
    assert AuditEntry.objects.filter(verb="oversight.remarked").count() == 2


def test_the_history_says_how_many_comments_a_follow_up_has(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    values = FollowUpValues(text="Sent the price list")
    said = record_follow_up(actor=cast.owner, customer=customer, values=values, at=AT)
    for text in ("And the certificates?", "By post"):
        say(cast.manager, said, text)
    page = client_of(cast.owner).get(customer.get_absolute_url()).content.decode()
    assert f'href="/follow-ups/{said.pk}/#remarks">2 comments</a>' in page


def test_what_was_said_to_a_follow_up_that_is_taken_back_stands_with_its_customer(
    cast: SimpleNamespace,
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    said = record_follow_up(
        actor=cast.owner, customer=customer, values=FollowUpValues(text="Wrong row"), at=AT
    )
    say(cast.manager, said, "What is this?")
    undo_follow_up(actor=cast.owner, follow_up=said, at=AT)
    assert [one.text for one in remarks_on(customer)] == ["What is this?"]
    with pytest.raises(PermissionDenied):
        say(cast.manager, said, "Gone meanwhile")


def test_what_a_correction_replaced_is_for_author_and_leaders(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    said = FollowUpFactory(customer=CustomerFactory(owner=cast.owner), by=cast.owner)
    Correction.objects.create(
        follow_up=said, before={"text": "As it was"}, after={"text": "x"}, by=cast.owner, at=AT
    )
    share_customer(
        actor=cast.manager, customer=said.customer, person=cast.outsider, access="read", reason="Fair", until=None, at=AT
    )  # fmt: skip
    seen = {
        name: "As it was" in client_of(getattr(cast, name)).get(said.get_absolute_url()).content.decode()
        for name in ("owner", "manager", "boss", "outsider")
    }
    assert seen == {"owner": True, "manager": True, "boss": True, "outsider": False}


def test_who_may_say_something(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner)
    people = (
        "manager",
        "boss",
        "owner",
        "teammate",
        "other_manager",
        "outsider",
        "assistant",
        "admin",
        "adviser",
    )
    statuses = [
        client_of(getattr(cast, name)).post(f"/customer/{customer.pk}/remark/", {"text": "x"}).status_code
        for name in people
    ]
    assert statuses == [302, 302, 302, 404, 404, 404, 403, 403, 403]


# ── who is told while somebody is away, frozen or no longer leads ───────────
def test_who_stands_in_is_told_beside_the_owner_and_may_answer(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    customer = CustomerFactory(owner=cast.owner)
    say(cast.manager, customer)
    assert [len(told(person)) for person in (cast.owner, cast.stand_in, cast.teammate)] == [1, 1, 0]
    assert say(cast.stand_in, customer, "Done").by_leader is False
    assert told(cast.manager) == ["%(person)s answered your comment on %(record)s: %(text)s"]
    with pytest.raises(PermissionDenied):
        write_remark(actor=cast.stand_in, record=customer, text="Back", at=AT + timedelta(days=1))


def test_the_form_is_open_to_who_stands_in(cast: SimpleNamespace, client_of: ClientOf) -> None:
    today = timezone.localdate()
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=today, ends_on=today)
    customer = CustomerFactory(owner=cast.owner)
    say(cast.manager, customer)
    url = f"/customer/{customer.pk}/remark/"
    client = client_of(cast.stand_in)
    assert url in client.get(customer.get_absolute_url()).content.decode()
    assert client.post(url, {"text": "Done"}).status_code == 302


def test_of_a_frozen_owners_record_the_manager_is_told_and_the_boss_answered(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.frozen)
    say(cast.boss, customer)
    assert [len(told(person)) for person in (cast.frozen, cast.manager)] == [0, 1]
    say(cast.manager, customer, "Handed over tomorrow")
    assert [len(told(person)) for person in (cast.frozen, cast.manager, cast.boss)] == [0, 1, 1]


def test_an_answer_reaches_no_one_who_spoke_before_and_left(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.teammate)
    say(cast.manager, customer)
    say(cast.boss, customer)
    say(cast.teammate, customer, "Yes")
    counts = {"manager": 1, "boss": 1}
    assert {name: len(told(getattr(cast, name))) for name in counts} == counts
    Customer.objects.filter(pk=customer.pk).update(owner=cast.outsider)
    User.objects.filter(pk=cast.boss.pk).update(frozen_at=AT)
    told_before = len(told(cast.teammate))
    say(cast.outsider, customer, "It is mine now")
    assert {name: len(told(getattr(cast, name))) for name in counts} == counts
    assert len(told(cast.teammate)) == told_before


def test_an_empty_one_comes_back(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner)
    page = client_of(cast.manager).post(f"/customer/{customer.pk}/remark/", {"text": " "})
    assert [page.status_code, Remark.objects.count()] == [422, 0]


def test_what_changed_hands_meanwhile_is_refused(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.owner)
    Customer.objects.filter(pk=customer.pk).update(owner=cast.outsider)
    with pytest.raises(PermissionDenied):
        say(cast.manager, customer)
    assert Remark.objects.count() == 0


def test_a_notice_of_a_hidden_record_loses_its_words(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner)
    say(cast.manager, customer, "Secret words")
    Customer.objects.filter(pk=customer.pk).update(owner=cast.outsider)
    assert "Secret words" not in client_of(cast.owner).get("/notices/").content.decode()


def test_the_thread_costs_one_statement_and_marks_none(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer, client = CustomerFactory(owner=cast.owner), client_of(cast.owner)
    client.get(customer.get_absolute_url())
    counts = []
    for rows in (0, 1, 3):
        for number in range(rows):
            say(cast.manager, customer, f"Word {number}")
        mark_seen(actor=cast.boss, thing=SeenThing.CUSTOMER, record=customer, at=AT)
        with CaptureQueriesContext(connection) as found:
            client.get(customer.get_absolute_url())
        counts.append(len(found))
    assert counts == [counts[0], counts[0] + 1, counts[0] + 1]


# ── seen ────────────────────────────────────────────────────────────────────
def test_the_boss_sees_by_opening_and_the_owner_is_shown_it(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    first = client_of(cast.boss).get(customer.get_absolute_url()).content.decode()
    assert ["you see it for the first time" in first, SeenMark.objects.get().person] == [True, cast.boss]
    assert "you looked" in client_of(cast.boss).get(customer.get_absolute_url()).content.decode()
    page = client_of(cast.owner).get(customer.get_absolute_url()).content.decode()
    assert [cast.boss.short_name in page, "Seen up to here" in page] == [True, False]


def test_a_manager_says_so_with_a_click(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner)
    client = client_of(cast.manager)
    assert "Seen up to here" in client.get(customer.get_absolute_url()).content.decode()
    assert SeenMark.objects.count() == 0
    assert client.post(f"/customer/{customer.pk}/seen/").status_code == 302
    mark = SeenMark.objects.get()
    client.post(f"/customer/{customer.pk}/seen/")
    assert [SeenMark.objects.count(), SeenMark.objects.get().seen_at > mark.seen_at] == [1, True]
    entries = AuditEntry.objects.filter(verb="oversight.seen", actor=cast.manager, target_id=customer.pk)
    assert entries.count() == 2
    answers = [
        client_of(p).post(f"/customer/{customer.pk}/seen/").status_code for p in (cast.owner, cast.outsider)
    ]
    assert answers == [403, 404]


def test_a_later_mark_replaces_the_earlier(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.owner)
    for minutes in (0, 5):
        mark_seen(
            actor=cast.boss, thing=SeenThing.CUSTOMER, record=customer, at=AT + timedelta(minutes=minutes)
        )
    assert SeenMark.objects.get().seen_at == AT + timedelta(minutes=5)


def test_an_inquirys_page_with_comments_costs_the_same_for_one_and_for_three(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """The page of who leads, with messages, replies and letters (P5)."""
    counts = []
    for rows in (1, 3):
        inquiry = InquiryFactory(customer=CustomerFactory(owner=cast.owner), owner=cast.owner)
        for _number in range(rows):
            BuyerMessageFactory(inquiry=inquiry)
            ReplyFactory(inquiry=inquiry)
            LetterTemplateFactory()
            say(cast.manager, inquiry)
        client = client_of(cast.manager)
        client.get(inquiry.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(inquiry.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20, counts


def test_a_follow_ups_page_costs_the_same_for_one_and_for_three(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """However often it was corrected and commented on."""
    counts = []
    for rows in (1, 3):
        said = FollowUpFactory(customer=CustomerFactory(owner=cast.owner), by=cast.owner)
        change = {"before": {"text": "x"}, "after": {"text": "y"}}
        for _number in range(rows):
            Correction.objects.create(follow_up=said, by=cast.owner, at=AT, **change)
            say(cast.manager, said)
        client = client_of(cast.manager)
        client.get(said.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(said.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20, counts
