"""Where two people meet: real threads, real row locks."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection

from accounts.models import Role
from core.forms_once import AlreadySubmitted
from customers.models import Customer
from customers.services import DuplicateBuyer
from inquiries.models import Inquiry, RotationSeat
from inquiries.services import Buyer, log_inquiry
from tests.factories import AT, UserFactory
from tests.inquiries.conftest import inquiry_values, new_buyer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(count, work):
    """Run `work(number)` in `count` threads that start at once; return what came of each, or its error."""
    barrier = Barrier(count)

    def run(number):
        close_old_connections()
        barrier.wait()
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_rotation_never_counts_the_same_seat_twice():
    people = [UserFactory(roles=(Role.SALESPERSON,)) for _ in range(4)]
    for person in people:
        RotationSeat.objects.create(user=person)
    manager = UserFactory(roles=(Role.MANAGER,))

    def log(number):
        buyer = Buyer(new_customer=new_buyer(name=f"Zeta{number}x Quark{number}y").new_customer)
        return log_inquiry(actor=manager, values=inquiry_values(), buyer=buyer, at=AT)

    found = together(8, log)
    assert sorted(row.owner_id for row in found) == sorted(person.pk for person in people * 2)


def test_two_who_log_the_same_buyer_make_one_customer():
    people = [UserFactory(roles=(Role.SALESPERSON,)) for _ in range(4)]
    found = together(
        4, lambda number: log_inquiry(actor=people[number], values=inquiry_values(), buyer=new_buyer(), at=AT)
    )
    assert sorted(type(result).__name__ for result in found) == ["DuplicateBuyer"] * 3 + ["Inquiry"]
    assert (Customer.objects.count(), Inquiry.objects.count()) == (1, 1)
    assert all(isinstance(result, DuplicateBuyer | Inquiry) for result in found)


def test_one_form_sent_five_times_at_once_is_one_inquiry():
    person, token = UserFactory(roles=(Role.SALESPERSON,)), str(uuid.uuid4())
    found = together(
        5,
        lambda _: log_inquiry(
            actor=person, values=inquiry_values(), buyer=new_buyer(), at=AT, form_token=token
        ),
    )
    saved = [result for result in found if isinstance(result, Inquiry)]
    urls = {result.url for result in found if isinstance(result, AlreadySubmitted)}
    assert (len(saved), urls) == (1, {saved[0].get_absolute_url()})
