"""The manager allows an export that is larger than a day's, in a browser (trust.md S7, X4)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.mark.parametrize(
    ("language", "size", "theme"), [("zh-hans", "desktop", "light"), ("en", "phone", "dark")]
)
def test_manager_allows_an_export_with_the_password(
    window: Callable[..., Window], office: Office, language: str, size: str, theme: str
) -> None:
    office.manager.set_password(PASSWORD)
    office.manager.save()
    manager = window(office.manager, language, size, theme)
    manager.goto("/customers/exports/")
    manager.check("exports-to-allow")
    manager.click(f"a[href$='/exports/{office.asked.pk}/decide/']")
    field = "#dialog input[autocomplete=current-password]"
    manager.page.wait_for_selector(f"{field}:focus")
    manager.check("export-allow")
    with manager.answering(422):
        manager.type("wrong")
        manager.press("Enter")
        manager.page.wait_for_selector("#dialog .is-wrong")
    manager.check("export-allow-wrong")
    assert manager.page.locator(field).input_value() == ""
    manager.fill(field, PASSWORD)
    manager.press("Enter")
    manager.page.wait_for_url("**/customers/exports/")
    manager.page.wait_for_selector("[name=answer]", state="detached")
    office.asked.refresh_from_db()
    assert [office.asked.state, office.asked.decided_by] == ["waiting", office.manager]
