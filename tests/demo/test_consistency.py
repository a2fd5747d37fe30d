"""After seeding, everything stands as the services would have left it."""

from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace

from django.db.models import Count, F, Min, Q

from accounts.models import User
from core.models import Notification
from core.numbers import next_number
from core.work_days import current_calendar
from customers.lookup import hard_conflicts, subjects_of
from customers.models import Contact, Customer, GradeChange, LookupKey, OwnerPeriod
from customers.services.keys import DERIVED, claim_keys
from followups.models import FollowUp
from followups.services import recompute_due
from inquiries.models import BuyerMessage, Inquiry, State
from inquiries.services.clocks import CLOCK_FIELDS, clock_values, new_clock, settle_clocks
from oversight.models import ReadingOn, ReadingRemark
from reports.models import AListEntry, DailyReport, ReportDay
from tests.followups.helpers import shanghai
from tradecrm.demo import threads


def test_who_fell_to_the_pool_in_a_long_holiday_had_an_owner_when_the_last_was_typed_in(db: None) -> None:
    """Nobody types in during National Day, and of who lies in the pool nothing is typed in."""
    world, pooled_at = SimpleNamespace(calendar=current_calendar()), shanghai(10, 6)
    for days in (2, 3):
        received_at, buyer = pooled_at - timedelta(days=days), SimpleNamespace(pooled_at=pooled_at)
        typed_at = threads._typed_in(world, buyer, received_at, Random(1))  # type: ignore[arg-type]  # as much as it asks
        assert received_at < typed_at < pooled_at


def test_recomputing_due_dates_changes_nothing(filled: datetime) -> None:
    assert recompute_due(customers=Customer.objects.all(), at=filled) == 0


def test_customers_count_their_open_inquiries(filled: datetime) -> None:
    is_open = Q(inquiries__state=State.OPEN)
    counted = {
        "count": Count("inquiries", filter=is_open),
        "first": Min("inquiries__received_on", filter=is_open),
    }
    rows = Customer.objects.annotate(**counted)
    found = rows.values_list("pk", "open_inquiries", "open_inquiry_on", "count", "first")
    assert [row for row in found if row[1:3] != row[3:]] == []


def test_customers_know_their_last_contact_and_the_month(filled: datetime) -> None:
    from followups.services.recording import refresh_from_rows

    def state() -> list[tuple[object, ...]]:
        fields = (
            "pk",
            "last_contact_at",
            "last_contact_channel",
            "last_contact_text",
            "month_contacts",
            "stage",
        )
        return list(Customer.objects.order_by("pk").values_list(*fields))

    before = state()
    for customer in Customer.objects.all():
        refresh_from_rows(customer, filled)
    assert state() == before


def test_each_customer_has_the_owner_period_of_its_owner(filled: datetime) -> None:
    running = dict(OwnerPeriod.objects.filter(ended_at=None).values_list("customer_id", "owner_id"))
    assert running == dict(Customer.objects.exclude(owner=None).values_list("pk", "owner_id"))


def test_the_last_grade_change_is_the_grade(filled: datetime) -> None:
    last = dict(GradeChange.objects.order_by("at", "id").values_list("customer_id", "after"))
    assert last == dict(Customer.objects.values_list("pk", "grade"))


def test_inquiries_belong_to_the_owner_of_their_customer(filled: datetime) -> None:
    rows = Inquiry.objects.exclude(customer=None)
    assert rows.exclude(owner=F("customer__owner")).exclude(owner=None, customer__owner=None).count() == 0


def test_clocks_are_those_of_the_rule(filled: datetime) -> None:
    wrong = [
        message.pk for message in BuyerMessage.objects.all()
        if clock_values(new_clock(message.received_at, message.channel)) != {n: getattr(message, n) for n in CLOCK_FIELDS}
    ]  # fmt: skip
    assert wrong == []


def test_settling_clocks_changes_nothing(filled: datetime) -> None:
    def state() -> tuple[list[object], list[object]]:
        messages = BuyerMessage.objects.order_by("pk").values_list("answered_at", "outcome", "responsible_id")
        return list(messages), list(Inquiry.objects.order_by("pk").values_list(*CLOCK_FIELDS))

    before = state()
    for inquiry in Inquiry.objects.select_related("owner__team"):
        settle_clocks(inquiry)
    assert state() == before


def test_claiming_keys_changes_nothing(filled: datetime) -> None:
    def state() -> tuple[list[object], list[object]]:
        columns = Customer.objects.order_by("pk").values_list("pk", *DERIVED)
        keys = LookupKey.objects.order_by("customer_id", "kind", "value")
        return list(columns), list(keys.values_list("customer_id", "kind", "value", "is_exclusive"))

    before = state()
    for customer in Customer.objects.all():
        claim_keys(customer, may_share=True)
    assert state() == before


def test_every_reply_is_one_contact(filled: datetime) -> None:
    answered = Inquiry.objects.exclude(customer=None).values_list("replies", flat=True)
    replies = sorted(pk for pk in answered if pk is not None)
    assert sorted(FollowUp.objects.exclude(reply=None).values_list("reply_id", flat=True)) == replies


def test_first_replies_are_in_target_in_limit_and_late(filled: datetime) -> None:
    outcomes = dict(
        BuyerMessage.objects.exclude(outcome="").values_list("outcome").annotate(count=Count("pk"))
    )
    assert sorted(outcomes) == ["in_limit", "in_target", "late"]
    assert outcomes["late"] < outcomes["in_target"]


def test_near_duplicates_are_found(filled: datetime) -> None:
    doubles = Customer.objects.filter(pk__in=LookupKey.objects.filter(
        kind__in=("email", "domain", "phone", "name"), is_exclusive=False).values("customer_id"))  # fmt: skip
    found = [
        hard_conflicts(subjects_of(c, Contact.objects.filter(customer=c))[0], exclude=c) for c in doubles
    ]
    assert len(found) >= 2
    assert [match for match in found if not match] == []


def test_numbers_go_on_after_the_demo(filled: datetime) -> None:
    assert not Inquiry.objects.filter(number=next_number("INQ", at=filled)).exists()


def test_what_was_handed_in_is_spoken_of_and_answered(filled: datetime) -> None:
    for on in (ReadingOn.REPORT, ReadingOn.DIGEST):
        said = ReadingRemark.objects.filter(on=on, at__lte=filled)
        assert list(said.values_list("by_leader", flat=True)[:2]) == [True, False], on


def test_no_mailbox_is_real(filled: datetime) -> None:
    addresses = [
        *Contact.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    ]
    assert [address for address in addresses if not address.endswith(".example")] == []


def test_who_confirmed_no_day_was_reminded_of_it(filled: datetime) -> None:
    days = ReportDay.objects.exclude(sent_at=None)
    assert list(days.values_list("reminded_at", flat=True)) == list(days.values_list("remind_at", flat=True))
    owed = DailyReport.objects.owed().filter(day__in=days, confirmed_at=None)
    missing = {(pk, f"day-due:{day}") for pk, day in owed.values_list("person", "day")}
    told = set(Notification.objects.filter(key__startswith="day-due:").values_list("user", "key"))
    assert missing
    assert told == missing


def test_the_a_list_that_went_keeps_what_was_so_then(filled: datetime) -> None:
    entries = AListEntry.objects.exclude(part__a_list__sent_at=None)
    assert entries.exists()
    assert all(entry.kept_then for entry in entries)
    assert Notification.objects.filter(key__startswith="a-list-gone:").exists()
