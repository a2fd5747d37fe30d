"""Logging an inquiry: one transaction for everything (issue: Inquiries)."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Absence, Role
from core import policy
from core.forms_once import AlreadySubmitted
from core.models import AuditEntry, Notification
from customers.models import Customer, Grade, Interest, OwnerPeriod, TimelineEntry
from customers.policies import POOL
from customers.services import DuplicateBuyer, change_owner
from inquiries.events import BuyerAsked, InquiryReceived
from inquiries.models import Assignment, AssignmentRule, BuyerMessage, Inquiry, RotationSeat
from inquiries.services import Buyer, LineValues, ReceivedInFuture, log_inquiry, pass_to_owner
from tests.factories import AT, CustomerFactory, UserFactory
from tests.inquiries.conftest import inquiry_values, new_buyer


def test_log_inquiry_writes_everything_at_once(cast, at, heard):
    inquiry = log_inquiry(actor=cast.owner, values=inquiry_values(grade="A"), buyer=new_buyer(), at=at)
    message = BuyerMessage.objects.get()
    assert (inquiry.number, inquiry.owner, inquiry.customer.owner) == ("INQ-2611-001", cast.owner, cast.owner)
    assert (inquiry.received_on, inquiry.grade, inquiry.graded_at) == (date(2026, 11, 16), "A", at)
    assert (message.received_at, message.target_at, message.limit_at) == (
        AT, datetime(2026, 11, 16, 6, tzinfo=UTC), datetime(2026, 11, 17, 2, tzinfo=UTC),
    )  # fmt: skip
    assert (inquiry.target_at, inquiry.limit_at) == (message.target_at, message.limit_at)
    assert inquiry.contact.email == "carol@northfield.example"
    assert list(Interest.objects.values_list("words", flat=True)) == ["socket set"]
    assert heard[:2] == [InquiryReceived(inquiry.pk, inquiry.customer_id, at), BuyerAsked(message.pk, at)]


def test_log_inquiry_keeps_the_customers_row_and_history(cast, at):
    inquiry = log_inquiry(actor=cast.owner, values=inquiry_values(), buyer=new_buyer(), at=at)
    customer = Customer.objects.get()
    assert (customer.open_inquiries, customer.open_inquiry_on) == (1, date(2026, 11, 16))
    entry = TimelineEntry.objects.get(kind=TimelineEntry.Kind.INQUIRY)
    assert (entry.ref_id, entry.is_inbound, entry.values["number"]) == (inquiry.pk, True, inquiry.number)
    assert AuditEntry.objects.filter(verb="inquiries.received", target_id=str(inquiry.pk)).count() == 1
    assert Assignment.objects.get().to == cast.owner


def test_log_inquiry_of_a_known_buyer_stays_with_the_owner_who_is_told(cast, at):
    customer = CustomerFactory(owner=cast.owner)
    inquiry = log_inquiry(actor=cast.manager, values=inquiry_values(), buyer=Buyer(customer=customer), at=at)
    assert inquiry.owner == cast.owner
    assert Assignment.objects.get().rule == "same_buyer"
    assert list(Notification.objects.values_list("user_id", flat=True)) == [cast.owner.pk]


def test_log_inquiry_stays_with_an_absent_owner(cast, at):
    Absence.objects.create(
        user=cast.owner, stand_in=cast.stand_in, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 20)
    )
    customer = CustomerFactory(owner=cast.owner)
    inquiry = log_inquiry(actor=cast.stand_in, values=inquiry_values(), buyer=Buyer(customer=customer), at=at)
    assert inquiry.owner == cast.owner


def test_log_inquiry_from_the_future_is_refused_and_leaves_nothing(cast, at):
    values = inquiry_values(received_at=at + timedelta(seconds=1))
    with pytest.raises(ReceivedInFuture):
        log_inquiry(actor=cast.owner, values=values, buyer=new_buyer(), at=at)
    assert (Inquiry.objects.count(), Customer.objects.count()) == (0, 0)


def test_log_inquiry_typed_in_late_is_past_its_limit_from_the_first_moment(cast):
    received = datetime(2026, 11, 20, 2, tzinfo=UTC)
    at = datetime(2026, 11, 23, 1, 10, tzinfo=UTC)
    inquiry = log_inquiry(
        actor=cast.owner, values=inquiry_values(received_at=received), buyer=new_buyer(), at=at
    )
    assert inquiry.limit_at == datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert list(Inquiry.objects.unanswered().past_limit(at)) == [inquiry]


def test_log_inquiry_of_a_buyer_that_is_there_leaves_nothing(cast, at, logged):
    with pytest.raises(DuplicateBuyer):
        log_inquiry(actor=cast.teammate, values=inquiry_values(), buyer=new_buyer(), at=at)
    assert (Inquiry.objects.count(), Customer.objects.count(), BuyerMessage.objects.count()) == (1, 1, 1)


def test_log_inquiry_sent_twice_is_one(cast, at):
    token = str(uuid.uuid4())
    first = log_inquiry(actor=cast.owner, values=inquiry_values(), buyer=new_buyer(), at=at, form_token=token)
    with pytest.raises(AlreadySubmitted) as second:
        log_inquiry(actor=cast.owner, values=inquiry_values(), buyer=new_buyer(), at=at, form_token=token)
    assert second.value.url == first.get_absolute_url()
    assert Inquiry.objects.count() == 1


def test_log_inquiry_takes_the_grade_over_only_when_confirmed(cast, at):
    customer = CustomerFactory(owner=cast.owner, grade=Grade.C)
    buyer = Buyer(customer=customer)
    log_inquiry(actor=cast.owner, values=inquiry_values(grade="A"), buyer=buyer, at=at)
    customer.refresh_from_db()
    assert customer.grade == "C"
    log_inquiry(
        actor=cast.owner, values=inquiry_values(grade="A"), buyer=buyer, at=at, with_customer_grade=True
    )
    customer.refresh_from_db()
    assert customer.grade == "A"


def test_pass_to_owner_gives_the_inquiry_to_the_colleague(cast, at):
    customer = CustomerFactory(owner=cast.outsider)
    inquiry = pass_to_owner(actor=cast.owner, values=inquiry_values(), customer=customer, at=at)
    assert inquiry.owner == cast.outsider
    assert not Inquiry.objects.visible_to(cast.owner).exists()
    assert Notification.objects.get().user == cast.outsider


def test_pass_to_owner_of_nobodys_customer_goes_to_the_managers(cast, at):
    customer = CustomerFactory(owner=None)
    inquiry = pass_to_owner(actor=cast.owner, values=inquiry_values(), customer=customer, at=at)
    assert inquiry.owner is None
    told = set(Notification.objects.values_list("user_id", flat=True))
    assert told == {cast.manager.pk, cast.other_manager.pk, cast.assistant.pk}


@pytest.fixture
def pool(cast, at):
    """The open pool is on, with two claims a week."""
    policy.change(POOL, {"is_on": True, "missed_rounds": 3, "claims_per_week": 2}, actor=cast.boss, at=at)


def log_from_pool(actor, at, **options):
    customer = CustomerFactory(owner=None)
    return log_inquiry(actor=actor, values=inquiry_values(), buyer=Buyer(customer=customer), at=at, **options)


def test_pool_buyer_logged_by_a_salesperson_is_a_claim(cast, at, pool):
    inquiry = log_from_pool(cast.owner, at)
    period = OwnerPeriod.objects.get(customer=inquiry.customer, ended_at=None)
    assert (inquiry.owner, inquiry.customer.owner) == (cast.owner, cast.owner)
    assert (period.owner, period.is_claim) == (cast.owner, True)


def test_pool_buyer_past_the_claims_of_the_week_is_logged_and_stays_in_the_pool(cast, at, pool):
    inquiries = [log_from_pool(cast.owner, at) for _ in range(3)]
    assert [one.owner for one in inquiries] == [cast.owner, cast.owner, None]
    assert (inquiries[2].customer.owner, inquiries[2].target_at is None) == (None, False)
    told = Notification.objects.filter(key=f"inquiry-{inquiries[2].pk}-unassigned")
    assert set(told.values_list("user_id", flat=True)) == {
        cast.manager.pk, cast.other_manager.pk, cast.assistant.pk,
    }  # fmt: skip
    assert log_from_pool(cast.teammate, at).owner == cast.teammate


def test_pool_buyer_past_the_claims_goes_by_the_rules(cast, at, pool):
    RotationSeat.objects.create(user=cast.teammate)
    assert [log_from_pool(cast.owner, at).owner for _ in range(3)] == [cast.owner, cast.owner, cast.teammate]


def test_claims_are_of_the_calendar_week_and_of_the_open_pool_only(cast, at, pool):
    sunday = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)
    owners = [log_from_pool(cast.owner, moment).owner for moment in (at, sunday, sunday)]
    assert owners == [cast.owner, cast.owner, None]
    assert log_from_pool(cast.owner, sunday + timedelta(minutes=2)).owner == cast.owner
    policy.change(POOL, {"is_on": False}, actor=cast.boss, at=at)
    assert log_from_pool(cast.teammate, at).owner is None


def test_what_is_given_or_entered_is_no_claim(cast, at, pool):
    log_inquiry(actor=cast.owner, values=inquiry_values(), buyer=new_buyer(), at=at)
    AssignmentRule.objects.create(kind="country", value="US", user=cast.owner)
    log_inquiry(
        actor=cast.owner, values=inquiry_values(), at=at, by_rules=True,
        buyer=Buyer(customer=CustomerFactory(owner=None, country="US")),
    )  # fmt: skip
    log_from_pool(cast.manager, at, to=cast.owner)
    assert not OwnerPeriod.objects.filter(is_claim=True).exists()


def test_rules_decide_country_first_then_product_then_rotation(cast, at):
    AssignmentRule.objects.create(kind="country", value="US", user=cast.outsider)
    AssignmentRule.objects.create(kind="product", value="socket", user=cast.teammate)
    RotationSeat.objects.create(user=cast.stand_in)
    found = []
    for number, (country, words) in enumerate([("US", "socket set"), ("DE", "socket set"), ("DE", "hammer")]):
        buyer = new_buyer(name=f"Firm {number}0{number}", country=country)
        buyer = Buyer(new_customer=buyer.new_customer)
        values = inquiry_values(lines=(LineValues(words),))
        found.append(log_inquiry(actor=cast.owner, values=values, buyer=buyer, at=at, by_rules=True).owner)
    assert found == [cast.outsider, cast.teammate, cast.stand_in]


def test_rotation_goes_by_number_held_then_by_longest_wait_and_skips_the_absent(cast, at):
    for person in (cast.owner, cast.teammate, cast.stand_in, cast.frozen):
        RotationSeat.objects.create(user=person)
    Absence.objects.create(user=cast.stand_in, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 16))
    owners = []
    for number in range(4):
        buyer = Buyer(new_customer=new_buyer(name=f"Zeta{number} Quark{number}").new_customer)
        moment = at + timedelta(minutes=number)
        owners.append(log_inquiry(actor=cast.manager, values=inquiry_values(), buyer=buyer, at=moment).owner)
    assert owners == [cast.owner, cast.teammate, cast.owner, cast.teammate]


def test_nobody_to_decide_leaves_it_unassigned(cast, at):
    manager = UserFactory(roles=(Role.MANAGER,))
    inquiry = log_inquiry(actor=manager, values=inquiry_values(), buyer=new_buyer(), at=at)
    assert (inquiry.owner, inquiry.customer.owner) == (None, None)
    assert list(Inquiry.objects.unassigned()) == [inquiry]


def test_log_inquiry_goes_to_who_owns_the_buyer_now_not_when_the_page_was_read(cast, at):
    """rules.md §6: the owner changed between reading the customer and saving the inquiry."""
    customer = CustomerFactory(owner=cast.owner)
    change_owner(actor=cast.manager, customer=customer, owner=cast.teammate, reason="region", at=at)
    assert customer.owner == cast.owner
    inquiry = log_inquiry(actor=cast.manager, values=inquiry_values(), buyer=Buyer(customer=customer), at=at)
    customer.refresh_from_db()
    assert (inquiry.owner, customer.owner) == (cast.teammate, cast.teammate)
    assert Assignment.objects.get().to == cast.teammate
