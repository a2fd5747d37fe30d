"""Notices beside the page: allowed by a click, shown once over several tabs, opened by a click on them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import NoticeChoice, Role
from core.models import Notification
from core.notices import notify
from tests.conftest import sign_in
from tests.e2e.browsing import Window
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
# What the worker shows stands with its registration, whichever tab asked for it.
CARDS = """async () => {
    const workers = await navigator.serviceWorker.getRegistrations();
    const found = await Promise.all(workers.map((one) => one.getNotifications()));
    return found.flat().map((one) => `${one.tag} ${one.body}`);
}"""
CLICK = """async () => {
    const [notification] = await registration.getNotifications();
    dispatchEvent(new NotificationEvent("notificationclick", {notification}));
}"""


def tell(person: Any, key: str) -> None:
    notify([person.pk], key=key, message="The export is ready.", at=timezone.now(), url="/tasks/")


def cards(page: Any) -> list[str]:
    return list(page.evaluate(CARDS))


def wait_for_cards(page: Any) -> list[str]:
    """Return the cards as soon as there are any."""
    for _tenth in range(100):
        if found := cards(page):
            return found
        page.wait_for_timeout(100)
    raise AssertionError("No card was shown.")


def test_notices_are_shown_once_over_tabs_after_a_click(
    window: Callable[..., Window], clock: Any, say: Callable[[Window, str], str]
) -> None:
    linda = UserFactory(roles=(Role.SALESPERSON,), name="陈琳", english_name="Linda")
    found = window(linda, permissions=["notifications"])
    tell(linda, "export:0")
    found.goto("/me/notices/")
    state = found.page.locator("[data-alerts-state]")
    assert state.inner_text() == say(found, "Off in this browser.")
    found.check("alerts")
    with found.page.expect_response("**/me/notices/show/"):
        found.click(found.page.get_by_role("button", name=say(found, "Show notices in this browser")))
    expect(state).to_have_text(say(found, "On in this browser."))
    assert NoticeChoice.objects.get(user=linda).is_browser_on
    assert cards(found.page) == [], "what was there before stays at the bell"

    tell(linda, "export:1")
    second = found.page.context.new_page()
    for page in (found.page, second):
        page.goto(f"{found.address}/tasks/", wait_until="load")
    second.wait_for_load_state("networkidle")
    row = Notification.objects.get(key="export:1")
    kind = say(found, "Account, security, files that are ready")
    words = say(found, "%(kind)s: %(count)s") % {"kind": kind, "count": 1}
    assert wait_for_cards(found.page) == [f"notice-{row.pk} {words}"]

    second.close()
    with found.page.expect_navigation(url="**/tasks/"):
        found.page.context.service_workers[0].evaluate(CLICK)
    assert cards(found.page) == []
    row.refresh_from_db()
    assert row.read_at is not None


def test_nothing_is_asked_without_the_click_or_at_night(window: Callable[..., Window], clock: Any) -> None:
    linda = UserFactory(roles=(Role.SALESPERSON,))
    asked: list[str] = []
    found = window(linda, permissions=["notifications"])
    found.page.on("request", lambda request: asked.append(request.url))
    found.goto("/tasks/")
    assert [url for url in asked if url.endswith("/show/")] == []
    clock.move_to(timezone.now() + timedelta(minutes=160))  # 17:06
    NoticeChoice.objects.create(user=linda, is_browser_on=True)
    tell(linda, "export:1")
    found.page.context.add_init_script("localStorage.setItem('alerts', 'on')")
    with found.page.expect_response("**/me/notices/show/") as answer:
        found.goto("/tasks/")
    assert answer.value.json() == {"on": True, "notices": []}


def test_who_refused_is_told_so(window: Callable[..., Window], say: Callable[[Window, str], str]) -> None:
    found = window(UserFactory(roles=(Role.SALESPERSON,)), "en", "phone", "dark")
    found.page.context.add_init_script(
        "Object.defineProperty(Notification, 'permission', {get: () => 'denied'})"
    )
    found.goto("/me/notices/")
    assert "This browser refuses" in found.page.locator("[data-alerts-state]").inner_text()
    found.check("alerts-refused")


def test_a_telephone_shows_them_too(window: Callable[..., Window], say: Callable[[Window, str], str]) -> None:
    """Android's browsers refuse what a page makes itself: there nothing but the worker may show one."""
    linda = UserFactory(roles=(Role.SALESPERSON,), name="陈琳", english_name="Linda")
    telephone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
    found = window(linda, "zh", "phone", permissions=["notifications"], user_agent=telephone)
    refuse = "window.Notification = class { static permission = Notification.permission; static requestPermission = async () => 'granted'; constructor() { throw new TypeError('Illegal constructor'); } }"
    found.page.context.add_init_script(refuse)
    found.goto("/me/notices/")
    with found.page.expect_response("**/me/notices/show/"):  # what it asks for now is not there yet
        found.click(found.page.get_by_role("button", name=say(found, "Show notices in this browser")))
    expect(found.page.locator("[data-alerts-state]")).to_have_text(say(found, "On in this browser."))
    tell(linda, "export:1")
    found.goto("/tasks/")
    wait_for_cards(found.page)


def test_where_no_worker_starts_none_is_taken(
    window: Callable[..., Window], say: Callable[[Window, str], str]
) -> None:
    """A browser without workers says that it can't; one whose worker fails leaves the notices to the other screens."""
    linda = UserFactory(roles=(Role.SALESPERSON,))
    NoticeChoice.objects.create(user=linda, is_browser_on=True)
    asked: list[str] = []
    found = window(linda, permissions=["notifications"])
    found.page.on("request", lambda request: asked.append(request.url))
    found.page.context.add_init_script(
        "localStorage.setItem('alerts', 'on'); navigator.serviceWorker.register = async () => { throw new TypeError(); }"
    )
    found.goto("/me/notices/")
    words = say(found, "This browser can't do it, or the site is not reached over https.")
    found.page.get_by_text(words).wait_for()
    assert [url for url in asked if url.endswith("/show/")] == []
    without = window(linda, "en", permissions=["notifications"])
    without.page.context.add_init_script("delete Navigator.prototype.serviceWorker")
    without.goto("/me/notices/")
    words = say(without, "This browser can't do it, or the site is not reached over https.")
    assert without.page.locator("[data-alerts-state]").inner_text() == words
    assert not without.page.get_by_role(
        "button", name=say(without, "Show notices in this browser")
    ).is_visible()


def test_a_card_of_who_signed_out_opens_nothing_of_theirs(
    window: Callable[..., Window], say: Callable[[Window, str], str]
) -> None:
    """Cards outlive their page: who signs in next at this browser, and clicks one, comes to their own list."""
    linda, amy = (UserFactory(roles=(Role.SALESPERSON,)) for _number in range(2))
    NoticeChoice.objects.create(user=linda, is_browser_on=True)
    found = window(linda, permissions=["notifications"])
    found.page.context.add_init_script("localStorage.setItem('alerts', 'on')")
    tell(linda, "export:1")
    found.goto("/tasks/")
    wait_for_cards(found.page)
    client = sign_in(Client(), amy)
    session = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    found.page.context.add_cookies([{**session, "url": found.address}])
    found.goto("/tasks/")
    with found.page.expect_navigation(url="**/notices/"):
        found.page.context.service_workers[0].evaluate(CLICK)
    assert found.page.get_by_role("heading", name=say(found, "Notifications"), exact=True).is_visible()
    assert Notification.objects.get(user=linda).read_at is None
