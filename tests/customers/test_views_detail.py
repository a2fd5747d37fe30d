"""The customer's page: its cost does not depend on what it holds; it says when and why the next contact is due."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from customers.domain.due_state import DueState, due_state_of
from customers.models import Customer, GradeChange
from customers.timeline import add_entry
from tests import budgets
from tests.factories import (
    AT,
    ContactFactory,
    CustomerFactory,
    FollowUpFactory,
    InquiryFactory,
    InterestFactory,
    TagFactory,
    TimelineEntryFactory,
)

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize("rows", budgets.ROWS)
def test_detail_costs_the_same_with_more_history(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Callable, rows: int
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    for _ in range(rows):
        ContactFactory(customer=customer)
        InterestFactory(customer=customer)
        TimelineEntryFactory(customer=customer)
        customer.tags.add(TagFactory())
        GradeChange.objects.create(customer=customer, before="C", after="B", by=cast.owner, at=AT)
    client = client_of(cast.owner)
    with django_assert_num_queries(21):  # what the history speaks for is one
        answer = client.get(customer.get_absolute_url())
    page = answer.context["page"]
    shown = [len(part) for part in (page.contacts, page.interests, page.tags, page.grade_changes)]
    assert shown == [rows, min(rows, 12), rows, min(rows, 5)]


class SixDays:
    """A calendar in which every day but Sunday works."""

    def working_days_between(self, after: date, until: date) -> int:
        days = (after + timedelta(days=step) for step in range(1, (until - after).days + 1))
        return sum(day.weekday() != 6 for day in days)


TODAY = date(2026, 11, 16)  # a Monday


@pytest.mark.parametrize(
    ("due_on", "missed_on", "expected"),
    [
        (None, None, DueState("none")),
        (date(2026, 11, 17), None, DueState("later", date(2026, 11, 17))),
        (TODAY, None, DueState("today", TODAY)),
        (date(2026, 11, 14), date(2026, 11, 18), DueState("overdue", date(2026, 11, 14), 1)),
        (date(2026, 11, 12), date(2026, 11, 16), DueState("missed", date(2026, 11, 12), 1)),
        (date(2026, 11, 4), date(2026, 11, 8), DueState("missed", date(2026, 11, 4), 3)),
    ],
)
def test_due_state_follows_from_the_dates(
    due_on: date | None, missed_on: date | None, expected: DueState
) -> None:
    customer = Customer(next_due_on=due_on, missed_on=missed_on)
    assert due_state_of(customer, TODAY, SixDays()) == expected


def test_due_on_saturday_is_still_today_on_sunday() -> None:
    saturday = date(2026, 11, 14)
    customer = Customer(next_due_on=saturday)
    assert due_state_of(customer, date(2026, 11, 15), SixDays()) == DueState("today", saturday)


def test_history_leads_to_the_records_behind_it(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner)
    inquiry = InquiryFactory(customer=customer, subject="Socket sets")
    closed = {"number": inquiry.number, "event": "closed", "state": "lost"}
    add_entry(customer=customer, kind="inquiry", at=AT, actor=cast.owner, values=closed, ref=inquiry)
    said = FollowUpFactory(customer=customer, by=cast.owner)
    add_entry(customer=customer, kind="follow_up", at=AT, actor=cast.owner, text="Rang", ref=said)
    html = client_of(cast.owner).get(customer.get_absolute_url()).content.decode()
    assert f'<a href="/inquiries/{inquiry.pk}/">Inquiry {inquiry.number} closed: Lost</a>' in html
    assert '<p class="muted" dir="auto">Socket sets</p>' in html
    link = f'href="{reverse("followups:correct", args=[said.pk])}"'
    assert link in html
    assert link not in client_of(cast.boss).get(customer.get_absolute_url()).content.decode()
