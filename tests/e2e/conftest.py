"""Browser tests: a real Chromium, the real application on PostgreSQL, and where a story needs it a real worker."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.models import User
from tests.conftest import sign_in
from tests.e2e.browsing import MOST_WAITED, Window, launch, open_window
from tests.e2e.server import serve

# Wednesday 18 November 2026, 14:26 in Shanghai: the hour of the look book's pictures.
NOW = datetime(2026, 11, 18, 6, 26, tzinfo=UTC)
OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def server(django_db_setup: None, _static_folder: None) -> Iterator[str]:
    """The address of the application."""
    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of this process; each test has a profile of its own."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=MOST_WAITED)
    # Playwright keeps an event loop in this thread, and Django would refuse the database beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def now() -> datetime:
    """When the test plays; a module that needs another time overrides this."""
    return NOW


@pytest.fixture
def clock(now: datetime) -> Iterator[time_machine.Traveller]:
    """The server's clock, running from `now`; `clock.move_to(…)` moves it."""
    with time_machine.travel(now, tick=True) as traveller:
        yield traveller


@pytest.fixture
def window(
    transactional_db: None, server: str, browser: Any, clock: time_machine.Traveller
) -> Iterator[OpenWindow]:
    """`window(user, language="zh-hans", size="phone", theme="dark")` opens a window, signed in as `user`.

    The test fails if anything went wrong in one of its windows that the test did not name.
    """
    opened: list[Window] = []

    def open_for(
        user: User | None,
        language: str = "zh-hans",
        size: str = "desktop",
        theme: str = "light",
        **options: Any,
    ) -> Window:
        cookies = _cookies(user, language)
        found = open_window(
            browser, server, language=language, size=size, theme=theme, cookies=cookies, **options
        )
        opened.append(found)
        return found

    yield open_for
    for found in opened:
        found.close()
    problems = [problem for found in opened for problem in found.problems]
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def _cookies(user: User | None, language: str) -> dict[str, str]:
    if user is None:
        return {settings.LANGUAGE_COOKIE_NAME: language}
    User.objects.filter(pk=user.pk).update(language=language)
    client = sign_in(Client(), user)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


@pytest.fixture
def say() -> Callable[[Window, str], str]:
    """`say(window, "Save")` is the word on the page in the window's language."""

    def in_language(found: Window, message: str) -> str:
        with translation.override(found.language):
            return translation.gettext(message)

    return in_language
