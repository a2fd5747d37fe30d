import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import build_cast
from tests.security.stage import StandingWorld
from tests.security.walking import Walker, frozen_time
from tests.security.world import World
from tests.stage import Stage


@pytest.fixture(autouse=True)
def _links_opened_as_often_as_the_matrix_wants(settings: SimpleNamespace) -> None:
    """A matrix opens a link a hundred times within its one frozen minute."""
    settings.LINK_OPENINGS_PER_MINUTE = settings.LINK_FILES_PER_MINUTE = 100_000


@pytest.fixture(scope="session")
def _world_on_stage(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> StandingWorld:
    return StandingWorld(stage, tmp_path_factory.mktemp("stage") / "files")


@pytest.fixture
def standing(_world_on_stage: StandingWorld) -> StandingWorld:
    """The world where it stands: asked for before the test's transaction begins."""
    _world_on_stage.stand()
    return _world_on_stage


@pytest.fixture
def _played(
    standing: StandingWorld, db: None, tmp_path: Path, _files_of_this_test: None
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
