"""Guessing a password (L1), at full size in `python -m figures L1` (GUESSES=10000)."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Role, SignInFailure
from tests.factories import AT, PASSWORD, UserFactory

GUESSES = int(os.environ.get("GUESSES", "250"))
RIGHT_AT = 200


@pytest.mark.slow
@pytest.mark.django_db
def test_guessing_with_the_right_password_in_the_list_never_succeeds() -> None:
    """One guess a second from one address; the 200th is right."""
    person = UserFactory(roles=(Role.SALESPERSON,), email="linda@qicheng-tools.example")
    person.set_password(PASSWORD)
    person.save()
    statuses: dict[int, int] = {}
    with time_machine.travel(AT, tick=False) as clock:
        for number in range(1, GUESSES + 1):
            word = PASSWORD if number == RIGHT_AT else f"guess-{number}"
            answer = Client().post(
                "/sign-in/", {"username": person.email, "password": word}, REMOTE_ADDR="198.51.100.7"
            )
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            clock.shift(timedelta(seconds=1))
    assert [set(statuses) <= {422, 429}, SignInFailure.objects.count() < GUESSES / 10] == [True, True], (
        statuses
    )
