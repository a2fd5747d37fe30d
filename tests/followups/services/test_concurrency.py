"""Two at once, on real row locks."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.models import Role
from core import jobs
from core.forms_once import AlreadySubmitted, claim_form
from core.models import AuditEntry, Notification
from customers.models import Customer
from followups.models import FollowUp, HelpRequest, Suggestion
from followups.services import (
    FollowUpValues,
    ask_for_help,
    due_dates,
    escalate_help,
    recompute_after_rule_change,
    record_follow_up,
    suggest_anonymously,
    sweep_due,
    write_help,
)
from tests.conftest import result_of
from tests.factories import TeamFactory, UserFactory
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


def test_two_runs_at_once_give_the_boss_each_help_request_once():
    manager, boss = UserFactory(roles=(Role.MANAGER,)), UserFactory(roles=(Role.BOSS,))
    author = UserFactory(roles=(Role.SALESPERSON,), team=TeamFactory(manager=manager))
    for number in range(5):
        ask_for_help(actor=author, text=f"{number}", at=shanghai(11, 12))
    assert sum(both(lambda _number: escalate_help(at=AT))) == 5
    assert Notification.objects.filter(user=boss).count() == 5
    assert AuditEntry.objects.filter(verb="followups.help_escalated").count() == 5


def test_answer_and_escalation_at_once_leave_one_story():
    """Whichever comes first: what was answered is not escalated afterwards."""
    manager = UserFactory(roles=(Role.MANAGER,))
    UserFactory(roles=(Role.BOSS,))
    author = UserFactory(roles=(Role.SALESPERSON,), team=TeamFactory(manager=manager))
    request = ask_for_help(actor=author, text="D/P?", at=shanghai(11, 12))
    told = both(
        lambda number: (
            escalate_help(at=AT) if number else write_help(actor=manager, request=request, text="No", at=AT)
        )
    )
    row = HelpRequest.objects.get()
    assert (row.state, row.boss_since is not None) == ("answered", told[1] == 1)


def test_two_clicks_at_once_on_an_anonymous_suggestion_keep_one():
    UserFactory(roles=(Role.BOSS,))
    key = uuid.uuid4()
    both(lambda _number: suggest_anonymously(key=key, text="Tea"))
    assert Suggestion.objects.count() == 1


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
