"""S1 in one process: sessions, the feed's link and an invitation call without a pause while the account is frozen."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Role
from followups.services import renew_feed
from tests.conftest import sign_in
from tests.factories import PASSWORD, TeamFactory, UserFactory

SESSIONS = 3
FEWEST = 3  # answers of each route on either side of the freeze


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_started_after_the_freeze_is_let_in() -> None:
    at = timezone.now()
    seller = UserFactory(roles=(Role.SALESPERSON,), team=TeamFactory())
    admin = UserFactory(roles=(Role.ADMIN,))
    seller.set_password(PASSWORD)
    seller.save()
    secret = services.renew_invitation(actor=admin, user=seller, at=at)
    feed = renew_feed(actor=seller, at=at)
    routes = [(sign_in(Client(), seller), "/me/") for _device in range(SESSIONS)]
    routes += [
        (Client(), reverse("followups:feed", args=[feed])),
        (Client(), reverse("accounts:join", args=[secret])),
    ]
    calls: list[list[tuple[float, int]]] = [[] for _route in routes]
    stop = threading.Event()

    def work(client: Client, path: str, found: list[tuple[float, int]]) -> None:
        while not stop.is_set():
            started = time.monotonic()
            found.append((started, client.get(path).status_code))
        connections.close_all()

    def wait_until(is_enough: object) -> None:
        end = time.monotonic() + timedelta(seconds=60).total_seconds()
        while not is_enough() and time.monotonic() < end:
            time.sleep(0.02)

    threads = [
        threading.Thread(target=work, args=(*route, found))
        for route, found in zip(routes, calls, strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: all(len(found) >= FEWEST for found in calls))
        page = reverse("accounts:freeze", args=[seller.pk])
        before = time.monotonic()
        assert sign_in(Client(), admin).post(page, {"reason": "Left"}).status_code == 302
        frozen = time.monotonic()
        wait_until(
            lambda: all(sum(started > frozen for started, _status in found) >= FEWEST for found in calls)
        )
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert {status for found in calls for started, status in found if started < before} >= {200}
    after = [{status for started, status in found if started > frozen} for found in calls]
    assert after == [{302}] * SESSIONS + [{404}, {410}]
