"""Which tests can run here: browser tests need Chromium, `postgres` tests need PostgreSQL, `--portability`.

REQUIRE_BROWSER=1 (CI) makes a missing browser an error instead of a skip. `--portability` is the second pass, on
SQLite: only tests that touch the database, for the others have run already, none that are slow, and none that attack
pages by the permission table: who may do what is no matter of the database.
"""

import os
import shutil

import hypothesis
import pytest

os.environ.setdefault("SECRET_KEY", "only-for-tests")  # before Django reads its settings
if "CI" not in os.environ:  # there Hypothesis has a profile of its own: the same examples each time
    hypothesis.settings.register_profile("no-deadline", deadline=None)
    hypothesis.settings.load_profile("no-deadline")

COUNTING = {"django_assert_num_queries", "django_assert_max_num_queries"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """Return the path of a Chromium: $CHROMIUM, else the first on PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--portability`."""
    parser.addoption(
        "--portability", action="store_true", help="only database tests, no slow ones, no browser, no attacks"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what counts statements; deselect or skip what cannot run here."""
    for item in items:
        if COUNTING & set(getattr(item, "fixturenames", ())):
            item.add_marker("budget")
    if config.getoption("portability"):
        chosen = [item for item in items if _is_portable(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen
    _skip(items, "postgres", "needs PostgreSQL: run it with `make test`", is_possible=_has_postgres())
    has_browser = find_browser() is not None
    if os.environ.get("REQUIRE_BROWSER") == "1" and not has_browser and _marked(items, "browser"):
        raise pytest.UsageError("REQUIRE_BROWSER=1, but there is no Chromium on PATH or in $CHROMIUM")
    _skip(items, "browser", "no Chromium on PATH or in $CHROMIUM", is_possible=has_browser)


def _is_portable(item: pytest.Item) -> bool:
    if any(item.get_closest_marker(name) for name in ("slow", "browser", "postgres")):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    if "walker" in fixtures:
        return False
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"})


def _marked(items: list[pytest.Item], name: str) -> list[pytest.Item]:
    return [item for item in items if item.get_closest_marker(name)]


def _skip(items: list[pytest.Item], name: str, reason: str, *, is_possible: bool) -> None:
    for item in () if is_possible else _marked(items, name):
        item.add_marker(pytest.mark.skip(reason=reason))


def _has_postgres() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"
