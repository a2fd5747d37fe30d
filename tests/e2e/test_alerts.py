"""Notices beside the page: allowed by a click, shown once over several tabs, opened by a click on them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import NoticeChoice, Role
from core.models import Notification
from core.notices import notify
from tests.e2e.browsing import Window
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
# Chromium without a screen shows no card: what would be shown is noted, by whatever tab.
NOTE_CARDS = """() => {
    const shown = [];
    window.cards = shown;
    const Real = window.Notification;
    window.Notification = class extends EventTarget {
        static get permission() { return Real.permission; }
        static requestPermission() { return Real.requestPermission(); }
        constructor(title, options) { super(); shown.push({title, ...options, card: this}); }
        close() {}
    };
}"""


def tell(person: Any, key: str) -> None:
    notify([person.pk], key=key, message="The export is ready.", at=timezone.now(), url="/tasks/")


def cards(page: Any) -> list[str]:
    return list(page.evaluate("() => window.cards.map((one) => `${one.tag} ${one.body}`)"))


def test_notices_are_shown_once_over_tabs_after_a_click(
    window: Callable[..., Window], clock: Any, say: Callable[[Window, str], str]
) -> None:
    linda = UserFactory(roles=(Role.SALESPERSON,), name="陈琳", english_name="Linda")
    found = window(linda, permissions=["notifications"])
    found.page.context.add_init_script(f"({NOTE_CARDS})()")
    tell(linda, "export:0")
    found.goto("/me/notices/")
    state = found.page.locator("[data-alerts-state]")
    assert state.inner_text() == say(found, "Off in this browser.")
    found.check("alerts")
    with found.page.expect_response("**/me/notices/show/"):
        found.click(found.page.get_by_role("button", name=say(found, "Show notices in this browser")))
    found.page.wait_for_function("() => document.querySelector('[data-alerts-form=on]')?.hidden")
    assert state.inner_text() == say(found, "On in this browser.")
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
    assert sorted([*cards(found.page), *cards(second)]) == [f"notice-{row.pk} {words}"]

    showing = found.page if cards(found.page) else second
    with showing.expect_navigation(url="**/tasks/"):
        showing.evaluate("() => window.cards[0].card.dispatchEvent(new Event('click'))")
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
    found.page.context.add_init_script(f"({NOTE_CARDS})(); localStorage.setItem('alerts', 'on')")
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


def test_where_a_page_may_make_none_they_are_not_offered(
    window: Callable[..., Window], say: Callable[[Window, str], str]
) -> None:
    """Android's browsers refuse them to a page: it says so, and takes none from the other screens."""
    linda = UserFactory(roles=(Role.SALESPERSON,), name="陈琳", english_name="Linda")
    telephone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
    found = window(linda, permissions=["notifications"], user_agent=telephone)
    found.goto("/me/notices/")
    words = say(found, "This browser can't do it, or the site is not reached over https.")
    assert found.page.locator("[data-alerts-state]").inner_text() == words
    assert not found.page.get_by_role("button", name=say(found, "Show notices in this browser")).is_visible()
