"""The frame of every page: where the telephone's bar leads, by what the person is there for."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Role
from tests.factories import UserFactory

BAR = re.compile(r'<nav class="tabbar".*?</nav>', re.DOTALL)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("boss", ["/", "/overview/", "/briefings/", "/reports/"]),
        ("manager", ["/", "/team/", "/customers/", "/inquiries/new/"]),
        ("owner", ["/", "/customers/", "/follow-ups/", "/inquiries/new/"]),
        ("assistant", ["/", "/reports/", "/briefings/", "/inquiries/"]),
        ("production", ["/", "/samples/production/", "/quotes/costs/"]),
        ("adviser", ["/", "/advice/", "/overview/"]),
        ("admin", ["/", "/people/"]),
    ],
)
def test_the_bar_leads_to_what_each_role_opens_most(
    name: str, places: list[str], cast: SimpleNamespace, client_of: Any
) -> None:
    page = client_of(getattr(cast, name)).get("/").content.decode()
    bar = BAR.search(page)
    assert bar
    shown, menu = bar[0].split("<details")
    assert re.findall(r'<a href="([^"]+)"', shown) == places
    assert set(re.findall(r'<a href="([^"]+)"', menu)) >= set(places) - {"/inquiries/new/"}


@pytest.mark.parametrize(
    ("roles", "places"),
    [
        ((Role.BOSS, Role.SALESPERSON), ["/", "/overview/", "/briefings/", "/inquiries/new/"]),
        ((Role.MANAGER, Role.BOSS), ["/", "/overview/", "/briefings/", "/reports/"]),
        ((Role.MANAGER, Role.SALESPERSON), ["/", "/team/", "/customers/", "/inquiries/new/"]),
        ((Role.ASSISTANT, Role.SALESPERSON), ["/", "/customers/", "/follow-ups/", "/inquiries/new/"]),
    ],
)
def test_who_has_several_roles_keeps_what_they_sell_with(
    roles: tuple[Role, ...], places: list[str], client_of: Any, db: None
) -> None:
    page = client_of(UserFactory(roles=roles, language="en")).get("/").content.decode()
    bar = BAR.search(page)
    assert bar
    assert re.findall(r'<a href="([^"]+)"', bar[0].split("<details")[0]) == places
