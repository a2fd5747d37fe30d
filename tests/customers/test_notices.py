"""Notices name a customer, an inquiry or a task only to who may still see it (permissions.md)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from core.models import Notification
from customers.services import change_grade, change_owner
from followups.services import add_task
from inquiries.services import assign_inquiry, escalate_past_limits
from tests.factories import BuyerMessageFactory, CustomerFactory, InquiryFactory

NAME = "Northfield Hardware"
ClientOf = Callable[..., Client]


def page_of(client: Client) -> str:
    return client.get("/notices/").content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "About a record that is no longer with you."), ("zh-hans", "这条记录已不归你跟进。")],
)
def test_former_owner_is_not_told_the_name_again(
    cast: SimpleNamespace, at: datetime, client_of: ClientOf, language: str, said: str
) -> None:
    row = CustomerFactory(owner=cast.teammate, name=NAME)
    cast.owner.language = language
    cast.owner.save()
    change_owner(actor=cast.manager, customer=row, owner=cast.owner, reason="trade fair", at=at)
    client = client_of(cast.owner)
    assert NAME in page_of(client)
    change_owner(
        actor=cast.boss, customer=row, owner=cast.outsider, reason="moved", at=at + timedelta(hours=1)
    )
    page = page_of(client)
    assert (NAME in page, "trade fair" in page, f"/customers/{row.pk}/" in page) == (False, False, False)
    assert said in page
    notice = Notification.objects.get(user=cast.owner)
    assert client.post(f"/notices/{notice.pk}/").url == "/notices/"
    assert NAME in page_of(client_of(cast.outsider))


def test_former_team_manager_is_not_told_of_what_went_to_another_team(
    cast: SimpleNamespace, at: datetime, client_of: ClientOf
) -> None:
    row = CustomerFactory(owner=cast.owner, name=NAME, grade="A")
    inquiry = InquiryFactory(customer=row, owner=cast.owner, sender=NAME)
    BuyerMessageFactory(inquiry=inquiry, limit_at=at - timedelta(hours=1))
    change_grade(actor=cast.owner, customer=row, grade="C", reason="no money", at=at)
    escalate_past_limits(at=at)
    client = client_of(cast.manager)
    assert page_of(client).count(NAME) == 2
    change_owner(actor=cast.boss, customer=row, owner=cast.outsider, reason="moved", at=at)
    assert page_of(client).count(NAME) == 0


def test_new_inquiry_given_on_is_not_told_again(
    cast: SimpleNamespace, at: datetime, client_of: ClientOf
) -> None:
    inquiry = InquiryFactory(customer=None, owner=None, sender=NAME)
    assign_inquiry(actor=cast.manager, inquiry=inquiry, to=cast.owner, at=at)
    assert NAME in page_of(client_of(cast.owner))
    assign_inquiry(actor=cast.manager, inquiry=inquiry, to=cast.teammate, at=at)
    assert (NAME in page_of(client_of(cast.owner)), NAME in page_of(client_of(cast.teammate))) == (
        False,
        True,
    )


def test_task_that_was_given_is_told_to_who_sees_it(
    cast: SimpleNamespace, at: datetime, client_of: ClientOf
) -> None:
    task = add_task(actor=cast.manager, assignee=cast.owner, title=f"Call {NAME}", due_on=at.date(), at=at)
    assert NAME in page_of(client_of(cast.owner))
    task.assignee = cast.teammate
    task.save()
    assert NAME not in page_of(client_of(cast.owner))


@pytest.mark.parametrize("count", [1, 3])
def test_notices_cost_the_same_with_more_rows(
    cast: SimpleNamespace, at: datetime, client_of: ClientOf, django_assert_num_queries: Callable, count: int
) -> None:
    for _ in range(count):
        row = CustomerFactory(owner=cast.teammate)
        change_owner(actor=cast.manager, customer=row, owner=cast.owner, reason="x", at=at)
    client = client_of(cast.owner)
    with django_assert_num_queries(7):
        client.get("/notices/")
