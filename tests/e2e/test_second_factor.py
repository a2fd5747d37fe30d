"""A manager's first day with a second factor: led to it, set up, recovery codes, and the next sign-in in two steps."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.models import Role
from tests.e2e.browsing import Window
from tests.factories import PASSWORD, CustomerFactory, UserFactory, code_at

OpenWindow = Callable[..., Window]

pytestmark = [pytest.mark.browser, pytest.mark.postgres]


@pytest.mark.usefixtures("second_factor_asked", "transactional_db")
@pytest.mark.parametrize(
    ("language", "size", "theme"), [("zh-hans", "desktop", "light"), ("en", "phone", "dark")]
)
def test_manager_sets_up_a_second_factor_and_signs_in_with_it(
    window: OpenWindow, clock: time_machine.Traveller, now: datetime, language: str, size: str, theme: str
) -> None:
    manager = UserFactory(roles=(Role.MANAGER,), language=language)
    manager.set_password(PASSWORD)
    manager.save()
    CustomerFactory(owner=manager)  # work has begun: signing in leads to Today, not to setting up
    shown = window(None, language=language, size=size, theme=theme)
    sign_in(shown, manager.email)
    shown.page.wait_for_url("**/me/second-factor/")
    assert shown.page.locator("svg.qr").bounding_box()["width"] > 150
    shown.check("second-factor")
    key = shown.page.locator(".code-key").inner_text().replace(" ", "")
    shown.goto("/customers/")
    assert shown.path == "/me/second-factor/"
    key = shown.page.locator(".code-key").inner_text().replace(" ", "")
    with shown.answering(422):
        fill(shown, "000000")
        shown.page.locator("[data-form-errors]").wait_for()
    shown.check("second-factor-wrong")
    fill(shown, code_at(key, now))
    shown.page.wait_for_url("**/codes/")
    shown.check("recovery-codes")
    codes = shown.page.locator(".code-list code").all_inner_texts()
    shown.click(".btn-primary >> nth=-1")
    shown.page.wait_for_url(f"{shown.address}/")
    shown.goto("/me/")
    shown.check("me-with-second-factor")

    clock.move_to(now + timedelta(minutes=10))
    for code in (code_at(key, now + timedelta(minutes=10)), codes[0]):
        again = window(None, language=language, size=size, theme=theme)
        sign_in(again, manager.email)
        again.page.wait_for_url("**/sign-in/code/**")
        again.check("code")
        with again.answering(422):
            again.fill("[name=code]", "abc")
            again.press("Enter")
            again.page.locator("[data-form-errors]").wait_for()
        again.fill("[name=code]", code)
        again.press("Enter")
        again.page.wait_for_url(f"{again.address}/")


def sign_in(shown: Window, email: str) -> None:
    shown.goto("/sign-in/")
    shown.fill("[name=username]", email)
    shown.fill("[name=password]", PASSWORD)
    shown.press("Enter")


def fill(shown: Window, code: str) -> None:
    shown.fill("[name=new_code]", code)
    shown.fill("[name=password]", PASSWORD)
    shown.press("Enter")
