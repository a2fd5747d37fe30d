"""Signing in, language and theme."""

from collections.abc import Callable

import pytest

from accounts.models import Role, User
from tests.e2e.browsing import Window
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.postgres]
LOOKS = [("zh-hans", "desktop", "light"), ("en", "phone", "dark")]


@pytest.fixture
def person(transactional_db: None) -> User:
    found = UserFactory(roles=(Role.SALESPERSON,), name="周敏", english_name="Zoe", language="zh-hans")
    found.set_password(PASSWORD)
    found.save()
    return found


@pytest.mark.parametrize(("language", "size", "theme"), LOOKS)
def test_sign_in_wrong_then_right(
    window: Callable[..., Window], person: User, language: str, size: str, theme: str
) -> None:
    gate = window(None, language, size, theme)
    gate.goto("/sign-in/?next=/me/")
    gate.check("sign-in")
    gate.fill("[name=username]", person.email)
    gate.fill("[name=password]", "not the password")
    with gate.answering(422):
        gate.press("Enter")
        gate.page.locator("[role=alert]").wait_for()
    gate.check("sign-in-error")
    assert gate.page.locator("[name=username]").input_value() == person.email
    gate.fill("[name=password]", PASSWORD)
    gate.press("Enter")
    gate.page.wait_for_url("**/me/")


def test_language_switch_stays(window: Callable[..., Window], person: User) -> None:
    desk = window(person)
    desk.goto("/me/")
    assert desk.page.locator("html").get_attribute("lang") == "zh-hans"
    desk.click("form.language button:visible")
    desk.page.wait_for_load_state()
    desk.goto("/me/")
    assert desk.page.locator("html").get_attribute("lang") == "en"
    person.refresh_from_db()
    assert person.language == "en"


def test_theme_follows_the_system_until_chosen(window: Callable[..., Window], person: User) -> None:
    desk = window(person, theme="dark")
    desk.goto("/me/")
    shown = [desk.page.locator("html").get_attribute("data-bs-theme")]
    desk.click("[data-theme-toggle]")
    desk.goto("/me/")
    shown.append(desk.page.locator("html").get_attribute("data-bs-theme"))
    assert shown == ["dark", "light"]


def test_on_paper_a_dark_page_is_dark_on_white(window: Callable[..., Window], person: User) -> None:
    desk = window(person, theme="dark")
    desk.goto("/me/")
    read = "getComputedStyle(document.querySelector('h1')).color"
    on_screen = desk.page.evaluate(read)
    desk.page.emulate_media(media="print")
    assert [on_screen, desk.page.evaluate(read)] == ["rgb(228, 235, 232)", "rgb(22, 33, 31)"]
