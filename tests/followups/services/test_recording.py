"""Recording, correcting and undoing: effects, audit, and refusals that leave nothing behind."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.models import AuditEntry
from customers.models import Customer, TimelineEntry
from customers.services import change_stage
from followups.models import Correction, DateByHand, FollowUp
from followups.services import (
    FollowUpValues,
    LaterNeedsReason,
    Refused,
    correct_follow_up,
    judge_due_by_hand,
    record_follow_up,
    set_due_by_hand,
    undo_follow_up,
)
from inquiries.models import BuyerMessage, Reply
from inquiries.services import record_reply
from tests.factories import AbsenceFactory, BuyerMessageFactory, ContactFactory, InquiryFactory
from tests.followups.helpers import contact, due_of, had_contact, make_customer, nov, recompute, shanghai

AT = shanghai(11, 16)
VALUES = FollowUpValues(text="GS report sent, waits for samples", channel="email")


@pytest.fixture
def customer(cast):
    return had_contact(make_customer(cast.owner, "C"), shanghai(11, 2))


def test_record_follow_up_updates_its_customer(cast, customer):
    record_follow_up(actor=cast.owner, customer=customer, values=VALUES, at=AT)
    customer.refresh_from_db()
    assert (customer.last_contact_at, customer.last_contact_channel, customer.last_contact_text) == (
        AT, "email", "GS report sent, waits for samples",
    )  # fmt: skip
    assert (customer.month_contacts, customer.next_due_on, customer.missed_on) == (
        2,
        date(2026, 12, 1),
        date(2026, 12, 17),
    )
    assert customer.due_why == {
        "rule": "interval",
        "params": {"grade": "C", "from_on": "2026-11-16", "origin": "contact", "count": 15, "unit": "days"},
    }


def test_record_follow_up_leaves_one_line_one_entry_and_the_version(cast, customer):
    follow_up = record_follow_up(actor=cast.owner, customer=customer, values=VALUES, at=AT)
    line = TimelineEntry.objects.get(customer=customer)
    assert (line.kind, line.ref_id, line.text, line.at) == ("follow_up", follow_up.pk, VALUES.text, AT)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["followups.recorded"]
    assert Customer.objects.get(pk=customer.pk).version == customer.version


def test_record_follow_up_moves_a_new_customer_to_contacted(cast):
    customer = make_customer(cast.owner, "D", stage="new", created_at=AT, graded_at=AT)
    contact(customer, AT)
    customer.refresh_from_db()
    assert (customer.stage, customer.next_due_on) == ("contacted", date(2026, 12, 16))


@pytest.mark.parametrize(
    ("values", "is_contact"),
    [
        ({}, True),
        ({"result": "waiting"}, True),
        ({"result": "not_reached"}, False),
        ({"is_inbound": True, "channel": "email"}, False),
        ({"is_inbound": True, "channel": "fax"}, False),
        ({"is_inbound": True, "channel": "phone"}, True),
        ({"is_inbound": True, "channel": "whatsapp"}, True),
        ({"is_inbound": True, "channel": "meeting"}, True),
    ],
)
def test_record_follow_up_counts_only_contacts(cast, customer, values, is_contact):
    follow_up = record_follow_up(actor=cast.owner, customer=customer, values=replace(VALUES, **values), at=AT)
    customer.refresh_from_db()
    assert follow_up.is_contact == is_contact
    assert customer.last_contact_at == (AT if is_contact else shanghai(11, 2))


def test_record_follow_up_for_yesterday_is_marked_and_keeps_the_latest_contact(cast, customer):
    contact(customer, AT)
    earlier = record_follow_up(
        actor=cast.owner, customer=customer, values=replace(VALUES, at=AT - timedelta(days=2)), at=AT
    )
    customer.refresh_from_db()
    assert (earlier.is_back_dated, earlier.on_day, earlier.entered_at) == (True, nov(14), AT)
    assert (customer.last_contact_at, customer.month_contacts) == (AT, 3)


def test_record_follow_up_counts_one_contact_a_day(cast, customer):
    for minute in range(5):
        contact(customer, AT + timedelta(minutes=minute))
    customer.refresh_from_db()
    assert customer.month_contacts == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": "  \n "}, "no_text"),
        ({"at": AT + timedelta(seconds=1)}, "in_future"),
        ({"at": datetime(1, 1, 1, tzinfo=UTC)}, "too_long_ago"),
        ({"at": datetime(1999, 12, 31, 23, 59, tzinfo=UTC)}, "too_long_ago"),
        ({"due_on": nov(15)}, "due_in_past"),
        ({"due_on": date(2028, 11, 17)}, "due_too_far"),
        ({"due_on": date.max}, "due_too_far"),
    ],
)
def test_record_follow_up_refuses_and_leaves_nothing(cast, customer, values, code):
    with pytest.raises(Refused) as refusal:
        record_follow_up(actor=cast.owner, customer=customer, values=replace(VALUES, **values), at=AT)
    assert refusal.value.code == code
    counts = [model.objects.count() for model in (TimelineEntry, AuditEntry, DateByHand)]
    assert (counts, FollowUp.objects.count()) == ([0, 0, 0], 1)


def test_record_follow_up_refuses_anothers_person_and_inquiry(cast, customer):
    stranger = ContactFactory(customer=make_customer(cast.outsider))
    inquiry = InquiryFactory(customer=stranger.customer)
    for values, code in (
        ({"contact": stranger}, "foreign_contact"),
        ({"inquiry": inquiry}, "foreign_inquiry"),
    ):
        with pytest.raises(Refused) as refusal:
            record_follow_up(actor=cast.owner, customer=customer, values=replace(VALUES, **values), at=AT)
        assert refusal.value.code == code


def test_record_follow_up_earlier_date_is_free_and_used_up_by_the_next_contact(cast, customer):
    record_follow_up(actor=cast.owner, customer=customer, values=replace(VALUES, due_on=nov(18)), at=AT)
    assert due_of(customer) == nov(18)
    contact(customer, shanghai(11, 18))
    customer.refresh_from_db()
    assert (customer.manual_due_on, customer.next_due_on) == (None, date(2026, 12, 3))
    assert DateByHand.objects.get().used_by == FollowUp.objects.get(on_day=nov(18))


def test_record_follow_up_later_date_needs_a_reason(cast, customer):
    late = replace(VALUES, due_on=date(2026, 12, 10))
    with pytest.raises(LaterNeedsReason) as refusal:
        record_follow_up(actor=cast.owner, customer=customer, values=late, at=AT)
    assert (refusal.value.computed_on, FollowUp.objects.count()) == (date(2026, 12, 1), 1)
    record_follow_up(
        actor=cast.owner, customer=customer, values=replace(late, reason="Fair until the 9th"), at=AT
    )
    row = DateByHand.objects.get()
    assert (due_of(customer), row.computed_on, row.is_later, row.is_accepted) == (
        date(2026, 12, 10), date(2026, 12, 1), True, None,
    )  # fmt: skip


def test_set_due_by_hand_ends_two_years_ahead(cast, customer):
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=date(2028, 11, 16), reason="far", at=AT)
    assert due_of(customer) == date(2028, 11, 16)
    with pytest.raises(Refused) as refusal:
        set_due_by_hand(actor=cast.owner, customer=customer, due_on=date.max, reason="far", at=AT)
    assert refusal.value.code == "due_too_far"


def test_set_due_by_hand_back_to_the_computed_date_takes_it_back(cast, customer):
    recompute(customer, AT)
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(16), at=AT)
    assert due_of(customer) == nov(16)
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(17), at=AT)
    customer.refresh_from_db()
    assert (customer.manual_due_on, customer.next_due_on, DateByHand.objects.count()) == (None, nov(17), 1)


@pytest.mark.parametrize("is_accepted", [True, False])
def test_judge_due_by_hand_is_kept_once(cast, customer, is_accepted):
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(25), reason="Holiday there", at=AT)
    row = DateByHand.objects.get()
    judge_due_by_hand(actor=cast.manager, date_by_hand=row, is_accepted=is_accepted, at=AT)
    customer.refresh_from_db()
    assert (DateByHand.objects.get().is_accepted, customer.manual_due_accepted) == (is_accepted, is_accepted)
    with pytest.raises(Refused):
        judge_due_by_hand(actor=cast.manager, date_by_hand=row, is_accepted=True, at=AT)


def test_record_follow_up_of_a_stand_in_says_for_whom(cast, customer):
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=nov(16), ends_on=nov(18))
    with time_machine.travel(AT, tick=False):
        follow_up = record_follow_up(actor=cast.stand_in, customer=customer, values=VALUES, at=AT)
    assert (follow_up.by, follow_up.stood_in_for) == (cast.stand_in, cast.owner)
    by_manager = record_follow_up(actor=cast.manager, customer=customer, values=VALUES, at=AT)
    assert by_manager.stood_in_for is None


def test_answering_an_inquiry_is_one_reply_and_one_contact(cast, customer):
    message = BuyerMessageFactory(inquiry=InquiryFactory(customer=customer, owner=cast.owner))
    values = replace(VALUES, inquiry=message.inquiry, next_step="wait", result="waiting")
    follow_up = record_follow_up(
        actor=cast.owner, customer=customer, values=values, at=AT + timedelta(hours=1)
    )
    message = BuyerMessage.objects.get()
    assert (message.answered_at, message.outcome) == (AT + timedelta(hours=1), "in_target")
    assert (Reply.objects.count(), FollowUp.objects.filter(at__gte=AT).count()) == (1, 1)
    assert (follow_up.reply, follow_up.next_step, follow_up.result) == (
        Reply.objects.get(),
        "wait",
        "waiting",
    )
    assert TimelineEntry.objects.filter(customer=customer).count() == 1


def test_not_reached_call_leaves_the_clock_running(cast, customer):
    message = BuyerMessageFactory(inquiry=InquiryFactory(customer=customer, owner=cast.owner))
    values = replace(VALUES, inquiry=message.inquiry, channel="phone", result="not_reached")
    record_follow_up(actor=cast.owner, customer=customer, values=values, at=AT + timedelta(minutes=30))
    assert (BuyerMessage.objects.get().answered_at, Reply.objects.count()) == (None, 0)


def test_reply_recorded_in_inquiries_is_a_contact_here_once(cast, customer):
    message = BuyerMessageFactory(inquiry=InquiryFactory(customer=customer, owner=cast.owner))
    record_reply(
        actor=cast.owner, inquiry=message.inquiry, channel="email", text="Our offer",
        replied_at=AT + timedelta(hours=1), at=AT + timedelta(hours=1),
    )  # fmt: skip
    customer.refresh_from_db()
    assert (customer.last_contact_at, customer.month_contacts) == (AT + timedelta(hours=1), 2)
    assert FollowUp.objects.filter(reply__isnull=False).count() == 1


def test_correct_follow_up_within_a_day_changes_it_in_place(cast, customer):
    follow_up = contact(customer, AT)
    correct_follow_up(
        actor=cast.owner, follow_up=follow_up, values=replace(VALUES, at=AT), at=AT + timedelta(hours=24)
    )
    follow_up.refresh_from_db()
    assert (follow_up.text, follow_up.channel, Correction.objects.count()) == (VALUES.text, "email", 0)
    assert TimelineEntry.objects.get().text == VALUES.text


def test_correct_follow_up_later_keeps_the_original_beside_it(cast, customer):
    follow_up = contact(customer, AT)
    values = FollowUpValues(text="wrote", channel="phone", at=AT)
    correct_follow_up(
        actor=cast.owner, follow_up=follow_up, values=values, at=AT + timedelta(hours=24, seconds=1)
    )
    kept = Correction.objects.get()
    assert (kept.before, kept.after) == ({"text": "spoke"}, {"text": "wrote"})
    assert TimelineEntry.objects.get().values["is_corrected"] is True


def test_correct_follow_up_that_is_a_reply_corrects_its_words_everywhere(cast, customer):
    message = BuyerMessageFactory(inquiry=InquiryFactory(customer=customer, owner=cast.owner))
    values = replace(VALUES, inquiry=message.inquiry, text="Our offer: 4.20")
    row = record_follow_up(actor=cast.owner, customer=customer, values=values, at=AT + timedelta(hours=1))
    person = ContactFactory(customer=customer)
    correct_follow_up(
        actor=cast.owner, follow_up=row, values=replace(VALUES, text="Our offer: 4.02", contact=person, channel="phone"),
        at=AT + timedelta(hours=2),
    )  # fmt: skip
    reply, line = Reply.objects.get(), TimelineEntry.objects.get(kind="reply")
    assert [
        (one.text, one.contact, one.channel) for one in (reply, line, FollowUp.objects.get(reply=reply))
    ] == [("Our offer: 4.02", person, "email")] * 3
    assert (reply.replied_at, BuyerMessage.objects.get().answered_at) == (AT + timedelta(hours=1),) * 2
    assert AuditEntry.objects.filter(verb="inquiries.reply_corrected", target_id=str(reply.pk)).count() == 1


def test_correct_follow_up_refuses_a_time_that_no_calendar_has(cast, customer):
    follow_up = contact(customer, AT)
    values = replace(VALUES, at=datetime(1, 1, 1, tzinfo=UTC))
    with pytest.raises(Refused) as refusal:
        correct_follow_up(actor=cast.owner, follow_up=follow_up, values=values, at=AT)
    assert refusal.value.code == "too_long_ago"


def test_correct_follow_up_to_not_reached_takes_the_contact_back(cast, customer):
    follow_up = contact(customer, AT)
    correct_follow_up(
        actor=cast.owner, follow_up=follow_up, values=replace(VALUES, result="not_reached", at=AT), at=AT
    )
    customer.refresh_from_db()
    assert (customer.last_contact_at, customer.month_contacts, customer.next_due_on) == (
        shanghai(11, 2),
        1,
        nov(17),
    )


def test_undo_follow_up_leaves_the_customer_as_before(cast, customer):
    set_due_by_hand(
        actor=cast.owner, customer=customer, due_on=nov(25), reason="Holiday there", at=shanghai(11, 13)
    )
    before = Customer.objects.values(
        "last_contact_at", "month_contacts", "next_due_on", "manual_due_on"
    ).get()
    follow_up = record_follow_up(
        actor=cast.owner, customer=customer, values=replace(VALUES, due_on=nov(20)), at=AT
    )
    undo_follow_up(actor=cast.owner, follow_up=follow_up, at=AT + timedelta(minutes=5))
    after = Customer.objects.values("last_contact_at", "month_contacts", "next_due_on", "manual_due_on").get()
    assert after == before | {"month_contacts": 1}
    assert TimelineEntry.objects.filter(kind="follow_up").count() == 0


def test_undo_follow_up_makes_a_customer_new_again(cast):
    customer = make_customer(cast.owner, "C", stage="new")
    lines = TimelineEntry.objects.count()
    follow_up = contact(customer, AT, due_on=nov(20))
    assert Customer.objects.get().stage == "contacted"
    undo_follow_up(actor=cast.owner, follow_up=follow_up, at=AT + timedelta(minutes=1))
    assert (Customer.objects.get().stage, TimelineEntry.objects.count()) == ("new", lines)


def test_undo_follow_up_leaves_the_stage_that_another_contact_or_person_made(cast):
    customer, moved = (make_customer(cast.owner, "C", stage="new") for _ in range(2))
    first = contact(customer, AT)
    contact(customer, AT + timedelta(minutes=1))
    undo_follow_up(actor=cast.owner, follow_up=first, at=AT + timedelta(minutes=2))
    only = contact(moved, AT)
    change_stage(actor=cast.owner, customer=moved, stage="quoted", at=AT + timedelta(minutes=1))
    undo_follow_up(actor=cast.owner, follow_up=only, at=AT + timedelta(minutes=2))
    stages = Customer.objects.order_by("pk").values_list("stage", flat=True)
    assert list(stages) == ["contacted", "quoted"]


def test_undo_follow_up_leaves_a_date_set_by_hand_since(cast, customer):
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(14), at=shanghai(11, 13))
    follow_up = contact(customer, AT, due_on=nov(19))
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(24), at=AT + timedelta(minutes=1))
    undo_follow_up(actor=cast.owner, follow_up=follow_up, at=AT + timedelta(minutes=2))
    customer.refresh_from_db()
    assert customer.manual_due_on == nov(24)


def test_undo_follow_up_leaves_a_date_used_up_by_the_contact_after_it(cast, customer):
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(14), at=shanghai(11, 13))
    first = contact(customer, AT)
    second = contact(customer, AT + timedelta(minutes=1))
    undo_follow_up(actor=cast.owner, follow_up=first, at=AT + timedelta(minutes=2))
    customer.refresh_from_db()
    assert (customer.manual_due_on, DateByHand.objects.get().used_by) == (None, second)


def test_undo_follow_up_is_refused_after_five_minutes(cast, customer):
    follow_up = contact(customer, AT)
    with pytest.raises(Refused):
        undo_follow_up(actor=cast.owner, follow_up=follow_up, at=AT + timedelta(minutes=5, seconds=1))
    assert FollowUp.objects.filter(pk=follow_up.pk).exists()


def test_who_no_longer_holds_the_customer_records_nothing(cast, customer):
    """The page was opened before the customer was given to somebody else (trust.md C4)."""
    Customer.objects.filter(pk=customer.pk).update(owner=cast.outsider)
    with pytest.raises(PermissionDenied):
        record_follow_up(actor=cast.owner, customer=customer, values=VALUES, at=AT)
    with pytest.raises(PermissionDenied):
        set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(25), reason="fair", at=AT)
    assert FollowUp.objects.filter(entered_at=AT).count() == 0
