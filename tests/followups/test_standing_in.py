"""Who answers on the day is told of the new inquiry, and history names both: the stand-in and the owner (S35, N9)."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.models import Notification
from customers.models import TimelineEntry
from customers.services import add_contact, change_stage
from customers.services.files import attach_file
from customers.services.values import ContactValues
from followups.services import FollowUpValues, correct_follow_up, record_follow_up, set_due_by_hand
from inquiries.models import Reply
from inquiries.services import Buyer, log_inquiry, pass_to_owner, record_reply, remind_ungraded
from inquiries.services.messages import change_replied_at
from tests.factories import AT, AbsenceFactory, CustomerFactory, InquiryFactory
from tests.inquiries.conftest import inquiry_values

ClientOf = Callable[..., Client]
TODAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def away(cast: SimpleNamespace) -> None:
    cast.owner.name, cast.owner.english_name = "马晓东", "Omar Ma"
    cast.owner.save()
    cast.stand_in.name, cast.stand_in.english_name = "周雨彤", "Amy Zhou"
    cast.stand_in.save()
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=TODAY, ends_on=TODAY)


def told(user: Any) -> list[str]:
    rows = Notification.objects.filter(user=user, key__startswith="inquiry-").order_by("pk")
    return [row.message.partition(":")[0] for row in rows]


@pytest.mark.usefixtures("away")
def test_new_inquiry_is_told_to_the_owner_and_to_who_answers(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.owner)
    pass_to_owner(actor=cast.teammate, values=inquiry_values(), customer=customer, at=AT)
    people = (cast.owner, cast.stand_in, cast.manager, cast.teammate)
    assert [told(person) for person in people] == [
        ["New inquiry for you"], ["New inquiry for %(owner)s, for whom you answer"], [], [],
    ]  # fmt: skip


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(("by", "expected"), [("stand_in", (1, 0)), ("owner", (0, 1)), ("manager", (1, 1))])
def test_who_logs_it_is_not_told_of_it(cast: SimpleNamespace, by: str, expected: tuple[int, int]) -> None:
    customer = CustomerFactory(owner=cast.owner)
    log_inquiry(actor=getattr(cast, by), values=inquiry_values(), buyer=Buyer(customer=customer), at=AT)
    assert (len(told(cast.owner)), len(told(cast.stand_in))) == expected


def test_without_an_absence_only_the_owner_is_told(cast: SimpleNamespace) -> None:
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=TODAY, ends_on=TODAY, state="requested")
    customer = CustomerFactory(owner=cast.owner)
    pass_to_owner(actor=cast.teammate, values=inquiry_values(), customer=customer, at=AT)
    assert (len(told(cast.owner)), told(cast.stand_in)) == (1, [])


@pytest.mark.usefixtures("away")
def test_frozen_stand_in_is_not_told_but_the_manager(cast: SimpleNamespace) -> None:
    cast.stand_in.frozen_at = AT - timedelta(days=1)
    cast.stand_in.save()
    customer = CustomerFactory(owner=cast.owner)
    pass_to_owner(actor=cast.teammate, values=inquiry_values(), customer=customer, at=AT)
    assert (told(cast.stand_in), len(told(cast.manager))) == ([], 1)


@pytest.mark.usefixtures("away")
def test_missing_grade_is_asked_of_who_answers(cast: SimpleNamespace) -> None:
    evening = AT + timedelta(hours=6, minutes=30)  # 16:30 in Shanghai
    customer = CustomerFactory(owner=cast.owner)
    InquiryFactory(customer=customer, owner=cast.owner, grade="", grade_by_at=evening + timedelta(hours=3))
    remind_ungraded(at=evening)
    assert [Notification.objects.filter(user=user).count() for user in (cast.owner, cast.stand_in)] == [0, 1]


def notes(client: Client, customer: Any) -> str:
    return client.get(customer.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    ("language", "said"), [("en", "Amy Zhou for Omar Ma"), ("zh-hans", "周雨彤 代 马晓东")]
)
def test_history_names_the_stand_in_and_the_owner(
    cast: SimpleNamespace, client_of: ClientOf, language: str, said: str
) -> None:
    """Everything that a stand-in may do: reply, follow-up, stage, contact, file, date by hand."""
    cast.manager.language = language
    cast.manager.save()
    customer = CustomerFactory(owner=cast.owner, next_due_on=TODAY + timedelta(days=9))
    inquiry = InquiryFactory(customer=customer, owner=cast.owner, received_at=AT - timedelta(hours=2))
    who = cast.stand_in
    record_reply(actor=who, inquiry=inquiry, channel="email", text="Dear", replied_at=AT, at=AT)
    record_follow_up(actor=who, customer=customer, values=FollowUpValues(text="Rang", channel="phone"), at=AT)
    change_stage(actor=who, customer=customer, stage="quoted", at=AT)
    add_contact(actor=who, customer=customer, values=ContactValues(name="Li Wei"), at=AT)
    attach_file(actor=who, customer=customer, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4 x"), at=AT)
    set_due_by_hand(actor=who, customer=customer, due_on=TODAY + timedelta(days=1), at=AT)
    kinds = set(TimelineEntry.objects.filter(values__stood_in_for="马晓东").values_list("kind", flat=True))
    assert kinds == {"reply", "follow_up", "stage", "data", "file", "due"}
    assert notes(client_of(cast.manager), customer).count(said) == 6


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(("language", "said"), [("en", "for Omar Ma"), ("zh-hans", "代 马晓东")])
def test_thread_of_an_inquiry_names_both(
    cast: SimpleNamespace, client_of: ClientOf, language: str, said: str
) -> None:
    cast.manager.language = language
    cast.manager.save()
    inquiry = InquiryFactory(customer=CustomerFactory(owner=cast.owner), owner=cast.owner)
    record_reply(actor=cast.stand_in, inquiry=inquiry, channel="email", text="Dear", replied_at=AT, at=AT)
    assert said in client_of(cast.manager).get(inquiry.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("away")
def test_owner_and_manager_who_act_themselves_stand_for_nobody(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.owner)
    inquiry = InquiryFactory(customer=customer, owner=cast.owner)
    for person in (cast.owner, cast.manager):
        record_reply(actor=person, inquiry=inquiry, channel="email", text="Dear", replied_at=AT, at=AT)
        change_stage(
            actor=person, customer=customer, stage="quoted" if person == cast.owner else "sampling", at=AT
        )
    assert not Reply.objects.exclude(stood_in_for=None).exists()
    assert not TimelineEntry.objects.filter(values__has_key="stood_in_for").exists()


@pytest.mark.usefixtures("away")
def test_corrected_day_decides_for_whom_it_was(cast: SimpleNamespace) -> None:
    """The absence is today's; what in truth happened on Saturday the stand-in did on their own account, and the reverse."""
    saturday = AT - timedelta(days=2)
    customer = CustomerFactory(owner=cast.owner, created_at=AT - timedelta(days=30))
    inquiry = InquiryFactory(customer=customer, owner=cast.owner, received_at=saturday - timedelta(days=1))
    reply = record_reply(
        actor=cast.stand_in, inquiry=inquiry, channel="email", text="Dear", replied_at=AT, at=AT
    )
    change_replied_at(actor=cast.manager, reply=reply, replied_at=saturday, reason="typed wrong", at=AT)
    reply.refresh_from_db()
    assert (reply.stood_in_for, reply.follow_up.stood_in_for) == (None, None)
    row = record_follow_up(
        actor=cast.stand_in,
        customer=customer,
        values=FollowUpValues(text="Rang", channel="phone", at=saturday),
        at=AT,
    )
    assert row.stood_in_for is None
    values = FollowUpValues(text="Rang", channel="phone", at=AT - timedelta(minutes=5))
    assert (
        correct_follow_up(actor=cast.stand_in, follow_up=row, values=values, at=AT).stood_in_for == cast.owner
    )
