"""The rows of examples.md "Next contact due" and "Five contacts a month", through the services."""

from datetime import date

import pytest
from django.db import transaction

from accounts.models import Role
from core import jobs, policy
from core.events import publish
from core.models import Job
from customers.events import CustomerOwnerChanged, CustomersGraded
from customers.models import Customer, GradeChange, OwnerPeriod
from followups.policies import CADENCE
from followups.selectors.due_inputs import rules_at
from followups.selectors.suggestions import due_if_contacted
from followups.services import raise_floor, recompute_after_rule_change, recompute_due, sweep_due
from tests.conftest import result_of
from tests.factories import CustomerFactory, UserFactory
from tests.followups.helpers import contact, due_of, had_contact, make_customer, nov, recompute, shanghai

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory(roles=(Role.SALESPERSON,))


@pytest.mark.parametrize(
    ("grade", "contact_at", "due_on"),
    [
        ("A", shanghai(11, 16), nov(19)),
        ("A", shanghai(11, 19), nov(23)),
        ("A", shanghai(11, 21), nov(25)),
        ("A", shanghai(11, 22), nov(25)),
        ("A", shanghai(9, 28), date(2026, 10, 8)),
        ("A", shanghai(9, 30), date(2026, 10, 10)),
        ("A", shanghai(9, 18), date(2026, 9, 21)),
        ("A", shanghai(11, 17, 1, 30), nov(20)),
        ("B", shanghai(9, 24), date(2026, 10, 10)),
        ("C", shanghai(11, 20), date(2026, 12, 5)),
        ("C", shanghai(10, 31), nov(14)),
        ("C", shanghai(9, 21), date(2026, 9, 30)),
        ("D", shanghai(1, 31), date(2026, 2, 28)),
        ("D", shanghai(2, 28), date(2026, 3, 28)),
        ("D", shanghai(10, 22), nov(21)),
        ("D", shanghai(9, 1), date(2026, 9, 30)),
    ],
)
def test_record_follow_up_sets_the_next_date(owner, grade, contact_at, due_on):
    customer = make_customer(owner, grade)
    if grade in "AB":  # enough contacts this month, so that the grade alone speaks
        for day in range(1, 6):
            had_contact(customer, contact_at.replace(day=1 + day % 5))
    contact(customer, contact_at)
    assert due_of(customer) == due_on


def test_company_shut_for_three_weeks_sets_the_first_day_after(owner):
    from core.work_days import SECTION

    policy.change(
        SECTION,
        {"own_days": {f"2026-02-{day:02d}": False for day in range(7, 29)}},
        actor=owner,
        at=shanghai(1, 5),
    )
    customer = make_customer(owner, "C")
    contact(customer, shanghai(2, 6))
    assert due_of(customer) == date(2026, 3, 2)


@pytest.mark.parametrize(("open_on", "due_on"), [(nov(20), date(2026, 12, 2)), (None, date(2026, 12, 2))])
def test_open_inquiry_of_a_d_customer_unanswered(owner, open_on, due_on):
    customer = had_contact(make_customer(owner, "D", open_inquiry_on=open_on), shanghai(11, 2))
    assert recompute(customer, shanghai(11, 20)) == due_on


def test_open_inquiry_answered_is_due_in_fifteen_days_and_closed_in_a_month(owner):
    customer = had_contact(make_customer(owner, "D", open_inquiry_on=nov(20)), shanghai(11, 20))
    assert recompute(customer, shanghai(11, 20)) == date(2026, 12, 5)
    Customer.objects.update(open_inquiry_on=None)
    assert recompute(customer, shanghai(11, 23)) == date(2026, 12, 19)


@pytest.mark.parametrize(
    ("entered_at", "due_on"),
    [
        (shanghai(11, 16), nov(21)),
        (shanghai(11, 21, 14), nov(21)),
        (shanghai(11, 21, 16, 50), nov(23)),
        (shanghai(11, 22), nov(23)),
        (shanghai(9, 30, 16), date(2026, 10, 8)),
        (shanghai(9, 14), date(2026, 9, 19)),
    ],
)
def test_new_customer_is_due_in_its_week(owner, entered_at, due_on):
    customer = make_customer(owner, "D", created_at=entered_at, graded_at=entered_at, stage="new")
    assert recompute(customer, entered_at) == due_on


def test_imported_customers_are_spread_evenly_over_one_interval(owner):
    at = shanghai(11, 16)
    CustomerFactory.create_batch(
        104,
        owner=owner,
        created_by=owner,
        grade="D",
        is_imported=True,
        created_at=at,
        graded_at=at,
        owner_period=False,
    )
    recompute_due(customers=Customer.objects.all(), at=at)
    days = list(Customer.objects.order_by("next_due_on").values_list("next_due_on", flat=True))
    assert (days[0], days[-1]) == (nov(17), date(2026, 12, 16))
    assert {days.count(day) for day in days} == {4}


def test_grade_raised_is_due_on_the_next_working_day(owner):
    customer = had_contact(make_customer(owner, "C"), shanghai(11, 2))
    at = shanghai(11, 18)
    Customer.objects.filter(pk=customer.pk).update(grade="A", graded_at=at)
    GradeChange.objects.create(customer=customer, before="C", after="A", by=owner, at=at)
    with transaction.atomic():
        publish(CustomersGraded((customer.pk,), at))
    assert due_of(customer) == nov(19)


def test_grade_lowered_follows_the_new_interval(owner):
    customer = had_contact(make_customer(owner, "C"), shanghai(11, 16))
    with transaction.atomic():
        publish(CustomersGraded((customer.pk,), shanghai(11, 17)))
    assert due_of(customer) == date(2026, 12, 1)


def test_handed_over_a_customer_is_due_on_the_next_working_day(owner):
    at, other = shanghai(11, 21), UserFactory(roles=(Role.SALESPERSON,))
    customer = make_customer(owner, "A", month_contacts=5)
    for day in (3, 6, 10, 13, 20):
        had_contact(customer, shanghai(11, day))
    OwnerPeriod.objects.filter(customer=customer).update(ended_at=at)
    OwnerPeriod.objects.create(customer=customer, owner=other, started_at=at)
    Customer.objects.update(owner=other)
    with transaction.atomic():
        publish(CustomerOwnerChanged(customer.pk, owner.pk, other.pk, at))
    assert due_of(customer) == nov(23)
    customer.refresh_from_db()
    assert customer.due_why["rule"] == "handover"
    contact(customer, shanghai(11, 21, 15))
    assert due_of(customer) == nov(25)


@pytest.mark.parametrize("values", [{"owner": None}, {"stage": "lost"}])
def test_customer_in_the_pool_or_lost_has_no_date(owner, values):
    customer = make_customer(owner, "A", next_due_on=nov(1))
    Customer.objects.update(**values)
    assert recompute(customer, shanghai(11, 16)) is None


def test_merged_customer_has_no_date(owner):
    customer = make_customer(owner, "A", merged_into=make_customer(owner, "A"), next_due_on=nov(1))
    assert recompute(customer, shanghai(11, 16)) is None


@pytest.mark.parametrize(
    ("days", "due_on"),
    [
        ([2, 9, 16, 23], nov(30)),
        ([4], nov(10)),
        ([4, 10], nov(16)),
        ([4, 10, 16], nov(23)),
        ([4, 10, 16, 23], nov(30)),
        ([2, 3, 4, 25], nov(30)),
        ([2, 3, 25], nov(27)),
        ([2, 2, 2, 2, 2], nov(9)),
    ],
)
def test_b_customer_gets_five_contacts_a_month(owner, days, due_on):
    customer = make_customer(owner, "B")
    for number, day in enumerate(days):
        contact(customer, shanghai(11, day, 10, number))
    assert due_of(customer) == due_on


def test_neglected_a_customer_is_due_the_next_day(owner):
    customer = make_customer(owner, "A")
    contact(customer, shanghai(11, 4))
    contact(customer, shanghai(11, 25))
    assert due_of(customer) == nov(26)


def test_short_february_asks_every_third_day(owner):
    customer = make_customer(owner, "B")
    contact(customer, shanghai(1, 31))
    assert due_of(customer) == date(2026, 2, 4)


def test_customer_that_became_b_late_follows_the_cadence_alone(owner):
    customer, at = make_customer(owner, "B", graded_at=shanghai(11, 27)), shanghai(11, 27)
    GradeChange.objects.create(customer=customer, before="C", after="B", by=owner, at=at)
    contact(customer, at)
    assert due_of(customer) == date(2026, 12, 4)


def test_recompute_due_twice_writes_nothing_the_second_time(owner):
    for grade in "ABCD":
        had_contact(make_customer(owner, grade), shanghai(11, 2))
    everyone = Customer.objects.all()
    assert [recompute_due(customers=everyone, at=shanghai(11, 16)) for _ in range(2)] == [4, 0]


@pytest.mark.parametrize("count", [1, 40])
def test_recompute_due_costs_the_same_for_one_and_for_forty(owner, count, django_assert_num_queries):
    for _ in range(count):
        had_contact(make_customer(owner, "B"), shanghai(11, 2))
    with django_assert_num_queries(5):  # policy (twice), ids, rows, update
        recompute_due(customers=Customer.objects.all(), at=shanghai(11, 16))


def test_sweep_dates_the_undated_and_leaves_those_who_are_not_followed(owner):
    undated = had_contact(make_customer(owner, "C"), shanghai(11, 2))
    lost = make_customer(owner, "C", stage="lost", next_due_on=nov(3))
    assert [result_of(sweep_due(at=shanghai(11, 16, 0, 10)))["dates"] for _ in range(2)] == [2, 0]
    assert (due_of(undated), due_of(lost)) == (nov(17), None)


def test_a_date_that_a_month_brought_nearer_stands_when_the_next_one_begins(owner):
    """N16: three of five contacts in November, the last one on Wed 25: due on Fri 27, and overdue in December."""
    customer = had_contact(make_customer(owner, "B", month_contacts=3), shanghai(11, 25))
    dates = []
    for at in (shanghai(11, 26), shanghai(12, 1), shanghai(12, 20)):
        recompute(customer, at)
        dates.append(due_of(customer))
    assert dates == [nov(27)] * 3


@pytest.mark.parametrize(
    ("grade", "before", "contacts", "today"),
    [("B", shanghai(10, 28), 5, 4), ("B", shanghai(10, 30), 3, 25), ("B", shanghai(11, 2), 1, 10), ("A", shanghai(10, 5), 1, 20)],
)  # fmt: skip
def test_the_form_shows_the_date_that_logging_gives(owner, grade, before, contacts, today):
    """Also with the first contact of a month, when the contacts of the last one are none of it."""
    customer = had_contact(make_customer(owner, grade, month_contacts=contacts), before)
    at = shanghai(11, today)
    shown = due_if_contacted(customer, rules_at(at))
    contact(customer, at)
    assert shown.on == due_of(customer)


def test_contacts_at_a_lower_grade_are_none_of_the_share(owner):
    """B from Mon 9 Nov, 19 of 25 days: three are asked, and the contacts of the week before, as C, are none of them.

    Two missing after the one on Thu 19: 2 × 6 > 9 working days left, every 4.
    """
    customer = make_customer(owner, "C")
    for day in (3, 5):
        had_contact(customer, shanghai(11, day))
    GradeChange.objects.create(customer=customer, before="C", after="B", at=shanghai(11, 9), by=owner)
    Customer.objects.update(grade="B", graded_at=shanghai(11, 9))
    contact(customer, shanghai(11, 19))
    customer.refresh_from_db()
    assert (customer.month_contacts, due_of(customer)) == (3, nov(24))


def test_the_next_month_asks_for_its_share_at_a_high_grade(owner):
    """The whole of December asks for five contacts, its seven days after Wed 23 for one: that needs nothing closer."""
    customer = had_contact(make_customer(owner, "B", month_contacts=5), shanghai(11, 30))
    recompute(customer, shanghai(11, 30))
    before = due_of(customer)
    for old, new, at in (("B", "C", shanghai(12, 1)), ("C", "B", shanghai(12, 24))):
        GradeChange.objects.create(customer=customer, before=old, after=new, at=at, by=owner)
        Customer.objects.update(grade=new, graded_at=at)
    recompute(customer, shanghai(12, 24))
    assert (before, due_of(customer)) == (date(2026, 12, 5), date(2026, 12, 7))


def test_rule_change_is_queued_once_and_never_dates_into_the_past(owner):
    customer = had_contact(make_customer(owner, "C"), shanghai(11, 2))
    recompute(customer, shanghai(11, 10))
    policy.change(CADENCE, {"c_days": 5}, actor=owner, at=shanghai(11, 16))
    assert Job.objects.filter(kind="followups.recompute_all").count() == 1
    assert jobs.run(Job.objects.get(kind="followups.recompute_all").pk, at=shanghai(11, 16))
    assert due_of(customer) == nov(17)


def test_rule_change_leaves_what_was_overdue_overdue(owner):
    customer = had_contact(make_customer(owner, "C"), shanghai(10, 20))
    recompute(customer, shanghai(11, 10))
    before = due_of(customer)
    policy.change(CADENCE, {"c_days": 5}, actor=owner, at=shanghai(11, 16))
    result_of(recompute_after_rule_change(at=shanghai(11, 16)))
    assert (before, due_of(customer)) == (nov(4), nov(4))


def change_rule(owner, values):
    """Change the cadence on 16 November, and run the job that this queues."""
    policy.change(CADENCE, values, actor=owner, at=shanghai(11, 16))
    assert jobs.run(Job.objects.get(kind="followups.recompute_all").pk, at=shanghai(11, 16))


@pytest.mark.parametrize("days", [20, 60])
def test_longer_interval_leaves_what_was_overdue_until_the_next_contact(owner, days):
    customer = had_contact(make_customer(owner, "C"), shanghai(10, 20))
    recompute(customer, shanghai(11, 10))
    before = Customer.objects.values_list("next_due_on", "missed_on").get()
    change_rule(owner, {"c_days": days})
    recompute(customer, shanghai(11, 17))
    assert Customer.objects.values_list("next_due_on", "missed_on").get() == before == (nov(4), nov(20))
    customer.refresh_from_db()
    contact(customer, shanghai(11, 17))
    assert due_of(customer) == (date(2026, 12, 7) if days == 20 else date(2027, 1, 16))


def test_longer_interval_moves_what_was_not_overdue(owner):
    customer = had_contact(make_customer(owner, "C"), shanghai(11, 2))
    recompute(customer, shanghai(11, 10))
    change_rule(owner, {"c_days": 60})
    assert due_of(customer) == date(2027, 1, 1)


def test_change_of_grade_or_owner_ends_what_a_changed_rule_left_overdue(owner):
    customer = had_contact(make_customer(owner, "C"), shanghai(10, 20))
    recompute(customer, shanghai(11, 10))
    change_rule(owner, {"c_days": 60})
    raise_floor([customer.pk], at=shanghai(11, 17))
    assert due_of(customer) == date(2026, 12, 19)


def test_raise_floor_lifts_an_overdue_date(owner):
    customer = had_contact(make_customer(owner, "C"), shanghai(10, 20))
    raise_floor([customer.pk], at=shanghai(11, 21))
    assert due_of(customer) == nov(23)
