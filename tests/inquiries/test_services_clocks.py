"""The rows of "Reply clock" in examples.md that touch storage."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from accounts.models import Absence, Team, User
from core import policy
from core.models import AuditEntry, Notification
from core.work_days import SECTION as CALENDAR
from customers.models import Channel, Customer, Stage, TimelineEntry
from customers.services import change_owner
from inquiries.domain.reply_clock import ReplyTimeError
from inquiries.events import (
    BuyerAnswered,
    BuyerAsked,
    InquiryReopened,
    MessageTimeChanged,
    ReplyTimeChanged,
)  # fmt: skip
from inquiries.models import BuyerMessage, Inquiry, Reply, State
from inquiries.services import (
    ChannelReasonNeeded,
    MessageValues,
    ReasonNeeded,
    ReceivedInFuture,
    add_message,
    assign_inquiry,
    change_received_at,
    change_replied_at,
    close_inquiry,
    escalate_past_limits,
    explain_delay,
    grade_inquiry,
    judge_delay,
    log_inquiry,
    record_reply,
    remind_ungraded,
    reopen_inquiry,
)  # fmt: skip
from tests.factories import AbsenceFactory
from tests.inquiries.conftest import inquiry_values, new_buyer


def local(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 11) -> datetime:
    """An instant of 2026 by the company's clock."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=8)


def received(cast, moment: datetime, channel: str = Channel.EMAIL, at: datetime | None = None) -> Inquiry:
    values = inquiry_values(received_at=moment, channel=channel)
    return log_inquiry(actor=cast.owner, values=values, buyer=new_buyer(), at=at or moment)


def reply(cast, inquiry: Inquiry, moment: datetime, **changes) -> Reply:
    values = {"actor": cast.owner, "channel": Channel.EMAIL, "text": "Here is our offer.", "at": moment}
    return record_reply(**{**values, **changes}, inquiry=inquiry, replied_at=moment)


def outcome_of(inquiry: Inquiry) -> list[str]:
    return list(inquiry.messages.values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("replied", "outcome"),
    [
        (local(16, 14), "in_target"),
        (local(16, 14, 0, 1), "in_limit"),
        (local(17, 10), "in_limit"),
        (local(17, 10, 0, 1), "late"),
    ],
)
def test_record_reply_to_the_minute(cast, at, replied, outcome):
    inquiry = received(cast, at)
    reply(cast, inquiry, replied)
    assert outcome_of(inquiry) == [outcome]
    inquiry.refresh_from_db()
    assert (inquiry.target_at, inquiry.limit_at) == (None, None)


def test_one_reply_stops_every_clock_before_it(cast, at):
    inquiry = received(cast, at)
    second = local(16, 15)
    add_message(
        actor=cast.owner, inquiry=inquiry, values=MessageValues(second, "email", "And MOQ?"), at=second
    )
    reply(cast, inquiry, local(16, 15, 40))
    assert outcome_of(inquiry) == ["in_limit", "in_target"]


def test_inquiry_carries_the_earliest_of_its_clocks(cast, at):
    inquiry = received(cast, at)
    second = local(16, 15)
    add_message(actor=cast.owner, inquiry=inquiry, values=MessageValues(second, "fax", "By fax"), at=second)
    inquiry.refresh_from_db()
    assert (inquiry.target_at, inquiry.limit_at) == (local(16, 14), local(17, 3))
    assert inquiry.announced_at == local(16, 17)


def test_question_after_the_reply_starts_a_new_clock(cast, at, heard):
    inquiry = received(cast, at)
    first = reply(cast, inquiry, local(16, 11))
    again = local(17, 9, 30)
    message = add_message(
        actor=cast.owner, inquiry=inquiry, values=MessageValues(again, "email", "Colour?"), at=again
    )
    assert (message.target_at, message.limit_at) == (local(17, 11, 30), local(18, 9, 30))
    assert outcome_of(inquiry) == ["in_target", ""]
    assert heard[-2:] == [BuyerAnswered(first.pk, local(16, 11)), BuyerAsked(message.pk, again)]


def test_reply_answers_no_other_inquiry(cast, at):
    inquiry = received(cast, at)
    other = log_inquiry(actor=cast.owner, values=inquiry_values(), buyer=_buyer_of(inquiry), at=at)
    reply(cast, inquiry, local(16, 11))
    assert outcome_of(other) == [""]


def _buyer_of(inquiry: Inquiry):
    from inquiries.services import Buyer

    return Buyer(customer=inquiry.customer)


def test_fax_answered_by_fax(cast, at):
    inquiry = received(cast, at, Channel.FAX)
    reply(cast, inquiry, local(16, 13, 45), channel=Channel.FAX)
    assert outcome_of(inquiry) == ["in_target"]


def test_fax_answered_otherwise_wants_a_reason_and_is_marked(cast, at):
    inquiry = received(cast, at, Channel.FAX)
    with pytest.raises(ChannelReasonNeeded):
        reply(cast, inquiry, local(16, 11), channel=Channel.PHONE)
    assert (outcome_of(inquiry), Reply.objects.count()) == ([""], 0)
    reply(
        cast, inquiry, local(16, 11), channel=Channel.PHONE, other_channel_reason="their fax is out of paper"
    )
    message = BuyerMessage.objects.get()
    assert (message.outcome, message.other_channel_reason) == ("in_target", "their fax is out of paper")


def test_fax_of_saturday_afternoon_is_announced_for_the_closing_time(cast):
    inquiry = received(cast, local(21, 16, 40), Channel.FAX)
    assert (inquiry.limit_at, inquiry.announced_at) == (local(23, 4, 40), local(21, 17))
    assert inquiry.due_soon_at == local(21, 16, 40)


def test_the_evening_shift_counts_when_the_policy_says_so(cast, at):
    policy.change(CALENDAR, {"evening_counts": True}, actor=cast.manager, at=at)
    inquiry = received(cast, local(21, 16, 40), Channel.FAX)
    assert (inquiry.target_at, inquiry.announced_at) == (local(21, 19, 40), local(21, 20))


@pytest.mark.parametrize(
    ("replied", "now", "code"),
    [(local(16, 9, 59), local(16, 11), "before_message"), (local(16, 12), local(16, 11), "in_future")],
)
def test_reply_before_its_message_or_in_the_future_is_refused(cast, at, replied, now, code):
    inquiry = received(cast, at)
    with pytest.raises(ReplyTimeError) as refused:
        reply(cast, inquiry, replied, at=now)
    assert refused.value.code == code
    assert (Reply.objects.count(), outcome_of(inquiry)) == (0, [""])


def test_message_from_the_future_is_refused(cast, at):
    inquiry = received(cast, at)
    values = MessageValues(at + timedelta(minutes=1), "email", "x")
    with pytest.raises(ReceivedInFuture):
        add_message(actor=cast.owner, inquiry=inquiry, values=values, at=at)
    assert BuyerMessage.objects.count() == 1


def test_new_message_opens_a_closed_inquiry(cast, at, heard):
    inquiry = received(cast, at)
    reply(cast, inquiry, local(16, 11))
    close_inquiry(actor=cast.owner, inquiry=inquiry, state=State.LOST, reason="price", at=local(16, 12))
    inquiry.customer.refresh_from_db()
    assert inquiry.customer.open_inquiries == 0
    again = local(17, 9, 30)
    add_message(
        actor=cast.owner, inquiry=inquiry, values=MessageValues(again, "email", "Still there?"), at=again
    )
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.close_reason, inquiry.closed_at) == (State.OPEN, "", None)
    inquiry.customer.refresh_from_db()
    assert (inquiry.customer.open_inquiries, inquiry.customer.open_inquiry_on) == (1, date(2026, 11, 16))
    assert InquiryReopened(inquiry.pk, again) in heard


def test_stand_in_answers_in_target_and_it_counts_for_them(cast):
    Absence.objects.create(
        user=cast.owner, stand_in=cast.stand_in, starts_on=date(2026, 11, 19), ends_on=date(2026, 11, 21)
    )
    inquiry = received(cast, local(18, 16, 30))
    assert inquiry.target_at == local(19, 10, 30)
    with time_machine.travel(local(19, 10), tick=False):
        reply(cast, inquiry, local(19, 10), actor=cast.stand_in)
    message = BuyerMessage.objects.get()
    assert (message.outcome, message.responsible) == ("in_target", cast.stand_in)
    inquiry.refresh_from_db()
    assert inquiry.owner == cast.owner


def test_clock_that_ran_out_counts_for_who_was_responsible_then(cast):
    Absence.objects.create(
        user=cast.owner, stand_in=cast.stand_in, starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 21)
    )
    inquiry = received(cast, local(16, 10))
    reply(cast, inquiry, local(18, 10))
    message = BuyerMessage.objects.get()
    assert (message.outcome, message.responsible) == ("late", cast.owner)


def test_escalation_tells_the_manager_once_at_the_next_opening(cast):
    inquiry = received(cast, local(21, 16, 40), Channel.FAX)
    assert escalate_past_limits(at=local(23, 5)) == 0
    assert escalate_past_limits(at=local(23, 9)) == 1
    assert escalate_past_limits(at=local(23, 9, 1)) == 0
    notice = Notification.objects.get(key=f"past-limit-{inquiry.messages.get().pk}")
    assert (notice.user, notice.url) == (cast.manager, inquiry.get_absolute_url())
    message = inquiry.messages.get()
    assert (message.escalated_at, message.responsible) == (local(23, 9), cast.owner)


def test_escalation_at_the_limit_itself_is_not_yet(cast, at):
    received(cast, at)
    assert escalate_past_limits(at=local(17, 10)) == 0
    assert escalate_past_limits(at=local(17, 10, 0, 1)) == 1


def test_escalation_leaves_out_what_is_invalid(cast, at):
    inquiry = received(cast, at)
    close_inquiry(actor=cast.owner, inquiry=inquiry, state=State.INVALID, reason="spam", at=local(16, 11))
    assert escalate_past_limits(at=local(17, 11)) == 0


def test_graded_in_time(cast):
    moments = [local(16, 16, 50), local(16, 19), local(22, 10)]
    found = [received_number(cast, number, moment).grade_by_at for number, moment in enumerate(moments)]
    assert found == [local(16, 20), local(17, 20), local(23, 20)]


def received_number(cast, number: int, moment: datetime) -> Inquiry:
    from inquiries.services import Buyer

    buyer = Buyer(new_customer=new_buyer(name=f"Zeta{number} Quark{number}").new_customer)
    return log_inquiry(actor=cast.owner, values=inquiry_values(received_at=moment), buyer=buyer, at=moment)


def test_ungraded_reminds_the_owner_in_the_last_hour_and_the_manager_the_next_day(cast, at):
    received(cast, at)
    assert remind_ungraded(at=local(16, 15)) == 0
    assert remind_ungraded(at=local(16, 16, 30)) == 1
    assert remind_ungraded(at=local(17, 9)) == 1
    assert remind_ungraded(at=local(17, 9, 15)) == 1
    told = [row for row in Notification.objects.order_by("pk") if row.key.startswith(("grade", "ungraded"))]
    assert [(row.user, row.key) for row in told] == [
        (cast.owner, "grade-today-2026-11-16"),
        (cast.manager, "ungraded-2026-11-17"),
    ]


def test_an_earlier_message_that_is_typed_in_later_is_the_inquirys_arrival(cast):
    inquiry = received(cast, local(17, 10))
    message = add_message(
        actor=cast.owner, inquiry=inquiry, values=MessageValues(local(13, 10), Channel.EMAIL, "?"), at=local(17, 11)
    )  # fmt: skip
    inquiry.refresh_from_db()
    assert (inquiry.received_at, inquiry.received_on) == (local(13, 10), date(2026, 11, 13))
    assert inquiry.grade_by_at == local(13, 20)
    assert inquiry.limit_at == message.limit_at == local(14, 10)
    assert Customer.objects.get(pk=inquiry.customer_id).open_inquiry_on == date(
        2026, 11, 13
    )  # its 15 days (N10)
    reply(cast, inquiry, local(14, 9), at=local(17, 12))
    assert outcome_of(inquiry) == ["in_limit", ""]


def test_change_of_arrival_starts_the_clock_anew_and_is_on_record(cast, at):
    inquiry = received(cast, at)
    reply(cast, inquiry, local(16, 13, 45))
    message = inquiry.messages.get()
    changed = {"actor": cast.owner, "message": message, "received_at": local(16, 9), "at": local(16, 14)}
    with pytest.raises(ReasonNeeded):
        change_received_at(**changed, reason=" ")
    change_received_at(**changed, reason="it came at nine")
    message.refresh_from_db()
    assert (message.target_at, message.outcome, message.received_changed_at) == (
        local(16, 11),
        "in_limit",
        local(16, 14),
    )
    inquiry.refresh_from_db()
    assert inquiry.received_at == local(16, 9)
    assert AuditEntry.objects.filter(verb="inquiries.received_at_changed").count() == 1


def test_change_of_a_reply_works_the_clocks_out_anew(cast, at):
    inquiry = received(cast, at)
    recorded = reply(cast, inquiry, local(16, 13, 45))
    changed = {"actor": cast.owner, "reply": recorded, "replied_at": local(16, 16), "at": local(16, 17)}
    with pytest.raises(ReasonNeeded):
        change_replied_at(**changed, reason=" ")
    change_replied_at(**changed, reason="the mail went out at four")
    assert outcome_of(inquiry) == ["in_limit"]
    recorded.refresh_from_db()
    assert (recorded.replied_at, recorded.replied_changed_at) == (local(16, 16), local(16, 17))


def test_change_of_a_reply_moves_the_contact_that_it_is(cast, at, heard):
    inquiry = received(cast, at)
    recorded = reply(cast, inquiry, local(17, 10))
    heard.clear()
    values = {"replied_at": local(16, 16), "reason": "the mail went out at four", "at": local(17, 11)}
    change_replied_at(actor=cast.owner, reply=recorded, **values)
    assert heard == [ReplyTimeChanged(recorded.pk, local(17, 11))]
    customer = inquiry.customer
    customer.refresh_from_db()
    assert customer.last_contact_at == local(16, 16)
    assert list(customer.follow_ups.values_list("at", "on_day")) == [(local(16, 16), date(2026, 11, 16))]
    lines = customer.timeline.filter(kind=TimelineEntry.Kind.REPLY)
    assert list(lines.values_list("at", flat=True)) == [local(16, 16)]


def test_first_reply_makes_a_new_customer_a_contacted_one(cast, at):
    inquiry = received(cast, at)
    assert inquiry.customer.stage == Stage.NEW
    for hour in (13, 14):
        reply(cast, inquiry, local(16, hour, 45))
    inquiry.customer.refresh_from_db()
    assert inquiry.customer.stage == Stage.CONTACTED
    changes = inquiry.customer.timeline.filter(kind=TimelineEntry.Kind.STAGE)
    assert list(changes.values_list("values", flat=True)) == [{"before": "new", "after": "contacted"}]


def test_delay_is_explained_and_judged(cast, at):
    inquiry = received(cast, at)
    reply(cast, inquiry, local(17, 11))
    message = inquiry.messages.get()
    explain_delay(actor=cast.owner, message=message, reason="power cut", at=local(17, 11))
    judge_delay(actor=cast.manager, message=message, is_accepted=True, at=local(17, 12))
    message.refresh_from_db()
    assert (message.exception_reason, message.exception_accepted, message.exception_judged_by) == (
        "power cut", True, cast.manager,
    )  # fmt: skip
    assert (message.outcome, message.exception_judged_at) == ("late", local(17, 12))


def due_of(inquiry: Inquiry) -> date | None:
    return Customer.objects.values_list("next_due_on", flat=True).get(pk=inquiry.customer_id)


def closed(cast, moment: datetime, grade: str = "D") -> Inquiry:
    """An inquiry of a D customer, answered in a minute and lost."""
    inquiry = received(cast, moment)
    Customer.objects.filter(pk=inquiry.customer_id).update(grade=grade)
    reply(cast, inquiry, moment + timedelta(minutes=1))
    close_inquiry(
        actor=cast.owner, inquiry=inquiry, state="lost", reason="price", at=moment + timedelta(hours=1)
    )
    return inquiry


def test_reopened_inquiry_brings_the_due_date_nearer(cast):
    """N10: an open inquiry asks for a contact within 15 days, also one that is open again."""
    inquiry = closed(cast, local(16, 10))
    assert due_of(inquiry) == date(2026, 12, 16)
    reopen_inquiry(actor=cast.owner, inquiry=inquiry, at=local(17, 9))
    assert due_of(inquiry) == date(2026, 12, 1)


def test_new_message_to_a_closed_inquiry_brings_the_due_date_nearer(cast):
    inquiry, again = closed(cast, local(16, 10)), local(17, 9)
    add_message(actor=cast.owner, inquiry=inquiry, values=MessageValues(again, "email", "Well?"), at=again)
    assert due_of(inquiry) == date(2026, 12, 1)


def test_new_message_that_reopens_says_so_in_the_audit_trail(cast):
    inquiry, again = closed(cast, local(16, 10)), local(17, 9)
    add_message(actor=cast.owner, inquiry=inquiry, values=MessageValues(again, "email", "Well?"), at=again)
    entry = AuditEntry.objects.select_related("detail").get(verb="inquiries.message_added")
    changes = entry.detail.changes
    assert (changes["state"], changes["received_at"]) == (["lost", "open"], [None, "2026-11-17T01:00:00Z"])


def test_corrected_arrival_moves_the_day_of_grading_and_the_due_date(cast, heard):
    inquiry = received(cast, local(18, 10))
    Customer.objects.filter(pk=inquiry.customer_id).update(
        grade="D", created_at=local(2, 10), last_contact_at=local(14, 10)
    )
    message = inquiry.messages.get()
    change_received_at(
        actor=cast.owner, message=message, received_at=local(16, 18), reason="typed wrong", at=local(18, 11)
    )
    inquiry.refresh_from_db()
    assert (inquiry.received_on, inquiry.grade_by_at) == (date(2026, 11, 16), local(17, 20))
    assert due_of(inquiry) == date(2026, 12, 1)
    assert heard[-1] == MessageTimeChanged(message.pk, local(18, 11))


def hand_over(cast, inquiry: Inquiry, to, moment: datetime) -> None:
    change_owner(actor=cast.boss, customer=inquiry.customer, owner=to, reason="region", at=moment)


def test_limit_that_ran_out_before_the_handover_counts_for_the_former_owner(cast):
    """N9: Saturday 22:00, handed over on Sunday, found on Monday."""
    inquiry = received(cast, local(21, 10), Channel.FAX)
    assert inquiry.limit_at == local(21, 22)
    hand_over(cast, inquiry, cast.outsider, local(22, 12))
    assert escalate_past_limits(at=local(23, 9)) == 1
    assert inquiry.messages.get().responsible == cast.owner


def test_late_reply_after_the_handover_counts_for_who_let_it_run_out(cast):
    inquiry = received(cast, local(16, 10))
    hand_over(cast, inquiry, cast.outsider, local(18, 9))
    inquiry.refresh_from_db()
    reply(cast, inquiry, local(18, 10), actor=cast.outsider)
    message = inquiry.messages.get()
    assert (message.outcome, message.responsible) == ("late", cast.owner)


def test_reply_in_time_after_the_handover_counts_for_the_new_owner(cast):
    inquiry = received(cast, local(16, 10))
    hand_over(cast, inquiry, cast.outsider, local(16, 11))
    inquiry.refresh_from_db()
    reply(cast, inquiry, local(16, 13, 45), actor=cast.outsider)
    assert inquiry.messages.get().responsible == cast.outsider


def test_limit_that_ran_out_while_nobody_held_it_counts_for_nobody(cast):
    inquiry = log_inquiry(
        actor=cast.manager,
        values=inquiry_values(received_at=local(16, 10)),
        buyer=new_buyer(),
        at=local(16, 10),
    )
    assert inquiry.owner is None
    assign_inquiry(actor=cast.manager, inquiry=inquiry, to=cast.owner, at=local(18, 9))
    assert escalate_past_limits(at=local(18, 10)) == 1
    assert inquiry.messages.get().responsible is None


def test_limit_that_ran_out_before_it_was_typed_in_counts_for_who_held_it_then(cast):
    inquiry = received(cast, local(16, 10), at=local(18, 9))
    assert escalate_past_limits(at=local(18, 9, 5)) == 1
    assert inquiry.messages.get().responsible == cast.owner


def test_leaver_answers_for_what_ran_out_before_the_freeze(cast):
    inquiry = received(cast, local(16, 10))
    User.objects.filter(pk=cast.owner.pk).update(frozen_at=local(18, 9))
    assert escalate_past_limits(at=local(18, 10)) == 1
    assert inquiry.messages.get().responsible == cast.owner


def told_past_limit() -> set[int]:
    return set(Notification.objects.filter(key__startswith="past-limit-").values_list("user_id", flat=True))


@pytest.mark.parametrize("lack", ["team", "manager"])
def test_past_limit_is_told_to_the_boss_where_there_is_no_manager(cast, at, lack):
    received(cast, at)
    if lack == "team":
        User.objects.filter(pk=cast.owner.pk).update(team=None)
    else:
        Team.objects.filter(pk=cast.team.pk).update(manager=None)
    assert escalate_past_limits(at=local(17, 11)) == 1
    assert told_past_limit() == {cast.boss.pk}


def test_managers_own_delay_is_told_to_the_boss(cast, at):
    User.objects.filter(pk=cast.manager.pk).update(is_salesperson=True, team=cast.team)
    cast.manager.refresh_from_db()
    log_inquiry(actor=cast.manager, values=inquiry_values(), buyer=new_buyer(), at=at)
    assert escalate_past_limits(at=local(17, 11)) == 1
    assert told_past_limit() == {cast.boss.pk}


def test_past_limit_is_told_to_the_boss_where_the_manager_is_frozen(cast, at):
    received(cast, at)
    User.objects.filter(pk=cast.manager.pk).update(frozen_at=local(16, 12))
    assert escalate_past_limits(at=local(17, 11)) == 1
    assert told_past_limit() == {cast.boss.pk}


def test_past_limit_is_told_to_the_boss_as_well_while_the_manager_is_away(cast, at):
    received(cast, at)
    AbsenceFactory(user=cast.manager, stand_in=cast.other_manager, ends_on=date(2026, 11, 17))
    assert escalate_past_limits(at=local(17, 11)) == 1
    assert told_past_limit() == {cast.manager.pk, cast.boss.pk}


def test_past_limit_of_nobodys_inquiry_is_told_to_the_managers_who_are_there(cast, at):
    log_inquiry(actor=cast.manager, values=inquiry_values(), buyer=new_buyer(), at=at)
    User.objects.filter(pk=cast.other_manager.pk).update(frozen_at=local(16, 12))
    assert escalate_past_limits(at=local(17, 11)) == 1
    assert told_past_limit() == {cast.manager.pk}
    Notification.objects.all().delete()
    BuyerMessage.objects.update(escalated_at=None)
    AbsenceFactory(user=cast.manager, stand_in=None, ends_on=date(2026, 11, 17))
    assert escalate_past_limits(at=local(17, 11)) == 1
    assert told_past_limit() == {cast.manager.pk, cast.boss.pk}


def test_past_limit_of_nobodys_inquiry_is_told_to_all_who_give_it_out(cast, at):
    log_inquiry(actor=cast.manager, values=inquiry_values(), buyer=new_buyer(), at=at)
    assert escalate_past_limits(at=local(17, 11)) == 1
    assert told_past_limit() == {cast.manager.pk, cast.other_manager.pk}


def test_ungraded_is_told_to_the_boss_where_there_is_no_manager(cast, at):
    User.objects.filter(pk=cast.owner.pk).update(team=None)
    received(cast, at)
    assert remind_ungraded(at=local(17, 9)) == 1
    notice = Notification.objects.get(key="ungraded-2026-11-17")
    assert (notice.user, notice.values) == (cast.boss, {"count": 1})


@pytest.mark.parametrize("count", [1, 5])
def test_escalation_takes_the_same_statements_for_more_rows(cast, count, django_assert_num_queries):
    for number in range(count):
        received_number(cast, number, local(16, 10))
    with django_assert_num_queries(ESCALATION_STATEMENTS):
        assert escalate_past_limits(at=local(17, 11)) == count


ESCALATION_STATEMENTS = 14


@pytest.mark.parametrize("count", [1, 5])
def test_reminder_takes_the_same_statements_for_more_rows(cast, count, django_assert_num_queries):
    for number in range(count):
        received_number(cast, number, local(16, 10))
    with django_assert_num_queries(REMINDER_STATEMENTS):
        assert remind_ungraded(at=local(17, 9)) == 1
    assert Notification.objects.get(key="ungraded-2026-11-17").values == {"count": count}


REMINDER_STATEMENTS = 11  # the calendar and the reply limits are one each


@pytest.mark.parametrize("what", ["reply", "close", "grade", "message"])
def test_who_no_longer_holds_the_inquiry_changes_nothing(cast, what):
    """The page was opened before the inquiry was given to somebody else (trust.md C4)."""
    inquiry = received(cast, local(16, 10))
    Inquiry.objects.filter(pk=inquiry.pk).update(owner=cast.outsider)
    act = {
        "reply": lambda: reply(cast, inquiry, local(16, 11)),
        "close": lambda: close_inquiry(
            actor=cast.owner, inquiry=inquiry, state=State.LOST, reason="price", at=local(16, 11)
        ),
        "grade": lambda: grade_inquiry(actor=cast.owner, inquiry=inquiry, grade="A", at=local(16, 11)),
        "message": lambda: add_message(
            actor=cast.owner,
            inquiry=inquiry,
            values=MessageValues(local(16, 11), Channel.EMAIL, "And?"),
            at=local(16, 11),
        ),
    }[what]
    with pytest.raises(PermissionDenied):
        act()
    assert (Reply.objects.count(), BuyerMessage.objects.count()) == (0, 1)
