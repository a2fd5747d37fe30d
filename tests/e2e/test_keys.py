"""The keyboard alone, and what an input method does to it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from followups.models import FollowUp
from inquiries.models import Inquiry
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
FOCUSED_ROW = "[...document.querySelectorAll('[data-keys-row]')].indexOf(document.activeElement.closest('[data-keys-row]'))"


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.fixture
def zoe(window: Callable[..., Window], office: Office) -> Window:
    return window(office.zoe)


@pytest.mark.parametrize("path", ["/customers/", "/inquiries/?tab=all"])
def test_list_is_walked_and_opened_by_keys(zoe: Window, path: str) -> None:
    zoe.goto(path)
    seen = []
    for key in ("j", "j", "j", "k"):
        zoe.press(key)
        seen.append(zoe.page.evaluate(FOCUSED_ROW))
    assert seen == [0, 1, 2, 1]
    target = zoe.page.locator("[data-keys-row].is-here a[href]").first.get_attribute("href")
    zoe.press("Enter")
    zoe.page.wait_for_url(f"**{target}")


def test_list_ticks_and_searches_by_keys(zoe: Window) -> None:
    zoe.goto("/customers/")
    for key in ("j", "x", "j", "x"):
        zoe.press(key)
    zoe.check("customers-ticked")
    assert zoe.page.locator("[data-tick-count]").inner_text() == "2"
    zoe.press("/")
    zoe.type("nürnberg j k x f n")
    assert zoe.page.evaluate("document.activeElement.value") == "nürnberg j k x f n"
    assert zoe.page.locator("[data-tick-count]").inner_text() == "2"


def test_keys_are_told_and_find_goes_anywhere(zoe: Window, office: Office) -> None:
    zoe.goto("/tasks/")
    zoe.press("?")
    zoe.page.locator("dialog#keys[open]").wait_for()
    zoe.check("keys")
    zoe.press("Escape")
    zoe.press("Control+k")
    zoe.type("northfield")
    zoe.press("Enter")
    zoe.page.locator("main a", has_text="Northfield").first.wait_for()
    zoe.check("find")


def test_back_brings_the_filters_again(zoe: Window) -> None:
    zoe.goto("/customers/?grade=A&country=DE")
    rows = zoe.page.locator("[data-keys-row]").count()
    zoe.click(zoe.page.locator("[data-keys-row] a.strong").first)
    zoe.page.wait_for_url(re.compile(r"/customers/\d+/$"))
    zoe.page.go_back()
    assert [zoe.path, zoe.page.locator("[data-keys-row]").count()] == ["/customers/?grade=A&country=DE", rows]


def test_enter_that_picks_a_word_does_not_save(zoe: Window) -> None:
    """The Enter of an input method, in the log row of Today; the next, plain one saves."""
    before = FollowUp.objects.count()
    zoe.goto("/")
    zoe.press("f")
    zoe.page.locator("[name=text]:focus").wait_for()
    _compose(zoe, "wang")
    zoe.press("Enter")
    zoe.page.wait_for_timeout(300)
    assert FollowUp.objects.count() == before
    _commit(zoe, "王")
    assert zoe.page.evaluate("document.activeElement.value") == "王"
    zoe.press("Enter")
    zoe.page.locator("[data-toast]").wait_for()
    assert FollowUp.objects.order_by("-pk")[0].text == "王"


def test_letters_of_an_input_method_neither_filter_nor_jump(zoe: Window) -> None:
    """While 询 is on its way the type-ahead asks nothing; when the word is there it asks once."""
    before = Inquiry.objects.count()
    zoe.goto("/inquiries/new/")
    asked: list[str] = []
    zoe.page.on("request", lambda request: asked.append(request.url) if "/read/" in request.url else None)
    _compose(zoe, "nxk")
    zoe.page.wait_for_timeout(900)
    assert [asked, zoe.path, Inquiry.objects.count()] == [[], "/inquiries/new/", before]
    with zoe.page.expect_response("**/read/"):
        _commit(zoe, "询盘")
    assert zoe.page.locator("[name=text]").input_value() == "询盘"


def _compose(zoe: Window, letters: str) -> None:
    """Type as an input method does: half a word, then its own Enter."""
    browser = zoe.page.context.new_cdp_session(zoe.page)
    for end in range(1, len(letters) + 1):
        browser.send(
            "Input.imeSetComposition", {"text": letters[:end], "selectionStart": end, "selectionEnd": end}
        )
    for code in (229, 13):
        key = {"windowsVirtualKeyCode": code, "key": "Enter", "code": "Enter"}
        browser.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        browser.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def _commit(zoe: Window, word: str) -> None:
    zoe.page.context.new_cdp_session(zoe.page).send("Input.insertText", {"text": word})
