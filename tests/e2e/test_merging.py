"""The manager makes two records of one buyer one, and two again, in a browser."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from customers.models import Customer, CustomerMerge
from customers.services import scan_twins
from tests.conftest import result_of
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office, enter_double

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.mark.parametrize(("language", "size"), [("zh-hans", "desktop"), ("en", "phone")])
def test_manager_merges_a_twin_pair_and_undoes_it(
    window: Callable[..., Window], office: Office, now: datetime, language: str, size: str
) -> None:
    kept = office.customers[1]
    gone = enter_double(office, kept, "Hageman Werkzeughandel", now)
    result_of(scan_twins(at=now))
    manager = window(office.manager, language, size)
    manager.goto("/customers/twins/")
    manager.check("twins")
    manager.click(manager.page.locator("li", has_text="Hageman ").locator(f"a[href$='/merge/{gone.pk}/']"))
    manager.page.locator("[name=stays]").first.wait_for()
    manager.check("merge")
    manager.click(manager.page.locator(f"[name=pick_owner_id][value='{gone.pk}']"))
    manager.press("Control+Enter")
    manager.page.wait_for_url(f"**{kept.get_absolute_url()}")
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert [gone.merged_into, kept.owner, kept.contacts.count()] == [kept, office.linda, 2]
    manager.check("merged")
    manager.click(".toast-bar form button")
    manager.page.locator(".toast-bar:not(:has(form))", has_text="Hageman Werkzeughandel").wait_for()
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert [gone.merged_into, kept.owner, kept.contacts.count(), gone.contacts.count()] == [
        None,
        office.zoe,
        1,
        1,
    ]
    manager.goto(f"/customers/merges/{CustomerMerge.objects.earliest('pk').pk}/")
    manager.check("merge-record")


@pytest.mark.parametrize(
    ("language", "size", "theme"), [("zh-hans", "phone", "dark"), ("en", "desktop", "dark")]
)
def test_pages_of_merges_and_links_look_right(
    window: Callable[..., Window], office: Office, now: datetime, language: str, size: str, theme: str
) -> None:
    kept = office.customers[1]
    gone = enter_double(office, kept, "Hageman Werkzeughandel", now)
    result_of(scan_twins(at=now))
    manager = window(office.manager, language, size, theme)
    pages = {
        "twins": "/customers/twins/", "merge-find": f"/customers/{kept.pk}/merge/?q=a", "merge": f"/customers/{kept.pk}/merge/{gone.pk}/",
        "link-find": f"/customers/{kept.pk}/link/?q=a", "link": f"/customers/{kept.pk}/link/{gone.pk}/",
        "linked": kept.get_absolute_url(),
    }  # fmt: skip
    for name, path in pages.items():
        manager.goto(path)
        manager.check(name)
    assert Customer.objects.filter(merged_into=None).exists()
