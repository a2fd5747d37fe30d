"""Ratios of times in one run: never in the suite, only in `python -m figures` (L3, Z6)."""

import statistics
import time
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Role, SignInFailure
from tests.factories import AT, PASSWORD, CustomerFactory, UserFactory
from tests.security.walking import Walker

ROUNDS = 100


def medians(calls: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Call in turn, so that a busy machine slows all alike; return the median seconds by name."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def ratio(found: dict[str, float]) -> float:
    return max(found.values()) / min(found.values())


@pytest.mark.django_db
def test_sign_in_takes_alike_for_known_unknown_and_frozen() -> None:
    for name, frozen_at in (("known", None), ("frozen", AT)):
        user = UserFactory(
            roles=(Role.SALESPERSON,), email=f"{name}@qicheng-tools.example", frozen_at=frozen_at
        )
        user.set_password(PASSWORD)
        user.save()

    def guess(name: str) -> Callable[[], object]:
        def call() -> None:
            SignInFailure.objects.all().delete()
            Client().post("/sign-in/", {"username": f"{name}@qicheng-tools.example", "password": "wrong"})

        return call

    found = medians({name: guess(name) for name in ("known", "unknown", "frozen")}, 300)
    assert ratio(found) <= 1.1, found


def test_foreign_takes_as_long_as_absent(walker: Walker) -> None:
    foreign = CustomerFactory(owner=walker.world.cast.outsider).pk
    client = walker.client("owner")
    found = medians({str(pk): lambda pk=pk: client.get(f"/customers/{pk}/") for pk in (foreign, 987_654)})
    assert ratio(found) <= 1.2, found
