"""Work that the database broke off for another's sake is done once more; nobody is told (trust.md C3)."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from accounts.models import User
from core.locks import TRIES, retries_deadlocks
from tests.factories import UserFactory


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_lock_crosswise_both_get_through() -> None:
    one, other = UserFactory(), UserFactory()
    barrier, done = threading.Barrier(2), []

    def work(first: User, second: User) -> None:
        met = []

        @retries_deadlocks
        def lock_both() -> None:
            User.objects.select_for_update().get(pk=first.pk)
            if not met:
                met.append(1)
                barrier.wait()
            User.objects.select_for_update().get(pk=second.pk)

        try:
            lock_both()
            done.append(first.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted([one.pk, other.pk])


class Broken(Exception):
    """What the driver says of a transaction that it broke off."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def failing(sqlstate: str, calls: list[int]) -> Any:
    @retries_deadlocks
    def work() -> None:
        calls.append(1)
        raise OperationalError from Broken(sqlstate)

    return work


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("sqlstate", "times"), [("40P01", TRIES), ("57014", 1)])
def test_only_what_was_broken_off_is_tried_again_and_not_for_ever(sqlstate: str, times: int) -> None:
    calls: list[int] = []
    with pytest.raises(OperationalError):
        failing(sqlstate, calls)()
    assert len(calls) == times


@pytest.mark.django_db(transaction=True)
def test_inside_of_a_transaction_the_error_goes_on() -> None:
    calls: list[int] = []
    with pytest.raises(OperationalError), transaction.atomic():
        failing("40P01", calls)()
    assert len(calls) == 1
