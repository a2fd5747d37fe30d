"""The cast of callers and the edges of every test (architecture.md, Tests)."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import settings

from accounts.middleware import SIGNED_IN_AT
from accounts.models import Role, User
from accounts.policies import SECOND_FACTOR, SecondFactorPolicy
from core import policy
from core.jobs import Parts
from tests.factories import AT, TeamFactory, UserFactory, ask_no_second_factor
from tests.stage import Stage

# The same examples on every machine: what a rule does must not depend on the day's luck (HYPOTHESIS_PROFILE=search looks
# for new ones).
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.fixture
def at() -> datetime:
    """Monday 16 November 2026, 10:00 in Shanghai."""
    return AT


@pytest.fixture(autouse=True, scope="session")
def _static_folder() -> Iterator[None]:
    """Where collected files would stand; WhiteNoise warns without it, and would read it whole for each test client."""
    from django.conf import settings
    from django.test import override_settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_second_factor() -> None:
    """The company of the tests asks nobody for a second factor; `second_factor_asked` is the company as it begins."""
    ask_no_second_factor()


@pytest.fixture
def second_factor_asked() -> Iterator[None]:
    """The policy's own defaults: managers, admins and whoever may export."""
    found = policy.sections()[SECOND_FACTOR]
    policy.register(SECOND_FACTOR, SecondFactorPolicy, title=found.title, form=found.form)
    yield
    ask_no_second_factor()


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: SimpleNamespace, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Services and rules speak English in tests; pages speak the person's language."""
    with translation.override("en"):
        yield


STAGE = pytest.StashKey[Stage]()


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """What tests in a row play on, empty at first."""
    found = request.session.stash[STAGE] = Stage(django_db_blocker)
    yield found
    found.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: Any, nextitem: Any) -> Iterator[None]:
    """Clear the stage when the next test has nothing to do with it."""
    yield
    stage = item.session.stash.get(STAGE, None)
    if stage is not None and "stage" not in getattr(nextitem, "fixturenames", ()):
        stage.close()


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Everyone who may come to a page."""
    return build_cast()


def build_cast() -> SimpleNamespace:
    """Everyone who may come to a page: see docs/permissions.md.

    `owner`, `teammate` and `stand_in` are salespeople of `manager`'s team, `outsider` of `other_manager`'s.
    """
    people = {
        "manager": UserFactory(roles=(Role.MANAGER,), language="en", name="张经理"),
        "other_manager": UserFactory(roles=(Role.MANAGER,), language="en"),
        "boss": UserFactory(roles=(Role.BOSS,), language="en"),
        "assistant": UserFactory(roles=(Role.ASSISTANT,), language="en"),
        "production": UserFactory(roles=(Role.PRODUCTION,), language="en"),
        "admin": UserFactory(roles=(Role.ADMIN,), language="en"),
        "adviser": UserFactory(roles=(Role.ADVISER,), language="en"),
    }
    team = TeamFactory(name="Europe", manager=people["manager"])
    other_team = TeamFactory(name="America", manager=people["other_manager"])
    for name in ("owner", "teammate", "stand_in"):
        people[name] = UserFactory(roles=(Role.SALESPERSON,), team=team, language="en")
    people["outsider"] = UserFactory(roles=(Role.SALESPERSON,), team=other_team, language="en")
    people["frozen"] = UserFactory(roles=(Role.SALESPERSON,), team=team, language="en", frozen_at=AT)
    return SimpleNamespace(**people, team=team, other_team=other_team)


def result_of(parts: Parts) -> dict[str, Any]:
    """Do every part of a long job here and now, and return what it ends with."""
    while True:
        try:
            next(parts)
        except StopIteration as end:
            return end.value


def sign_in(client: Client, user: User, when: datetime | None = None) -> Client:
    """Sign `user` in without the form; `when` is the server's time of the sign-in (default: now)."""
    from django.utils import timezone

    client.force_login(user)
    session = client.session
    session[SIGNED_IN_AT] = (when or timezone.now()).timestamp()
    session.save()
    return client


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Return a signed-in client of a person: `client_of(cast.owner).get(…)`."""
    return lambda user: sign_in(Client(), user)
