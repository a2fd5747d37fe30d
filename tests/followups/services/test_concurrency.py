"""Two at once, on real row locks."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.models import Role
from core import jobs
from core.forms_once import AlreadySubmitted, claim_form
from customers.models import Customer
from followups.models import FollowUp
from followups.services import (
    FollowUpValues,
    due_dates,
    recompute_after_rule_change,
    record_follow_up,
    sweep_due,
)
from tests.conftest import result_of
from tests.factories import UserFactory
from tests.followups.helpers import had_contact, make_customer, nov, shanghai

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT = shanghai(11, 16)


def both(work):
    def run(number):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def test_two_sweeps_at_once_write_each_date_once():
    owner = UserFactory(roles=(Role.SALESPERSON,))
    for _ in range(30):
        had_contact(make_customer(owner, "C"), shanghai(11, 2))
    assert sum(both(lambda _number: result_of(sweep_due(at=AT))["dates"])) == 30
    assert set(Customer.objects.values_list("next_due_on", flat=True)) == {nov(17)}


def test_rule_change_frees_the_rows_of_a_finished_part(monkeypatch):
    monkeypatch.setattr(due_dates, "CHUNK", 2)
    owner = UserFactory(roles=(Role.SALESPERSON,))
    keys = [had_contact(make_customer(owner, "C"), shanghai(11, 2)).pk for _ in range(4)]
    free = []

    def look():
        with transaction.atomic():
            rows = Customer.objects.select_for_update(skip_locked=True).filter(pk__in=keys)
            free.append(sorted(keys.index(row.pk) for row in rows))
        connection.close()

    def work(*, at):
        parts = recompute_after_rule_change(at=at)
        for place in range(2):
            part = next(parts)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(look).result()
            yield part
            assert place == part.done // 2 - 1
        return {}

    monkeypatch.setitem(jobs._kinds, "test.recompute", jobs.Kind("test.recompute", work))
    row = jobs.enqueue("test.recompute", key="1", at=AT)
    assert jobs.run(row.pk, at=AT)
    assert free == [[2, 3], [0, 1]]


def test_two_contacts_at_once_are_both_counted():
    owner = UserFactory(roles=(Role.SALESPERSON,))
    customer = make_customer(owner, "B")
    times = (shanghai(11, 13), AT)
    both(
        lambda n: record_follow_up(
            actor=owner, customer=customer, values=FollowUpValues(text="x", at=times[n]), at=AT
        )
    )
    customer.refresh_from_db()
    assert (customer.month_contacts, customer.last_contact_at, FollowUp.objects.count()) == (2, AT, 2)


def test_double_click_at_once_records_once():
    owner = UserFactory(roles=(Role.SALESPERSON,))
    customer = make_customer(owner, "B")

    def click(_number):
        try:
            with transaction.atomic():
                claim_form("7f0c1a52-6f0e-4a4e-8f43-6c2a9e2f7a10", user=owner, at=AT)
                record_follow_up(actor=owner, customer=customer, values=FollowUpValues(text="x"), at=AT)
        except AlreadySubmitted:
            return "second"
        return "first"

    assert sorted(both(click)) == ["first", "second"]
    assert FollowUp.objects.count() == 1
