import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import build_cast
from tests.security.stage import Stage
from tests.security.walking import Walker, frozen_time
from tests.security.world import World


@pytest.fixture(autouse=True)
def _links_opened_as_often_as_the_matrix_wants(settings: SimpleNamespace) -> None:
    """A matrix opens a link a hundred times within its one frozen minute."""
    settings.LINK_OPENINGS_PER_MINUTE = settings.LINK_FILES_PER_MINUTE = 100_000


@pytest.fixture(scope="session")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Where the world stands, empty at first."""
    found = Stage(tmp_path_factory.mktemp("stage") / "files", django_db_blocker)
    yield found
    found.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: Any, nextitem: Any) -> Iterator[None]:
    """Clear the stage when the next test has nothing to do with it."""
    yield
    stage = item.funcargs.get("stage")
    if stage is not None and "standing" not in getattr(nextitem, "fixturenames", ()):
        stage.close()


@pytest.fixture
def standing(stage: Stage) -> Stage:
    """The stage with the world on it: asked for before the test's transaction begins."""
    stage.open()
    return stage


@pytest.fixture
def _played(
    standing: Stage, db: None, tmp_path: Path, _files_of_this_test: None
) -> Iterator[tuple[World, dict[str, str]]]:
    logging.disable(
        logging.CRITICAL
    )  # a refused call tells itself; thousands of lines would hide the one that counts
    with frozen_time():
        yield standing.world(tmp_path)
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(_played: tuple[World, dict[str, str]]) -> World:
    """Every kind of record in every relation, each with its canaries; the clock stands at AT."""
    return _played[0]


@pytest.fixture
def walker(_played: tuple[World, dict[str, str]]) -> Walker:
    """Calls pages as anybody of the cast."""
    return Walker(*_played)


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> SimpleNamespace:
    """The cast of the world where the test is about it, else people of its own."""
    if "standing" in request.fixturenames:
        return request.getfixturevalue("world").cast
    request.getfixturevalue("db")
    return build_cast()
