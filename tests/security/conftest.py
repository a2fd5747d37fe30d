import logging
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.security.walking import Walker, frozen_time
from tests.security.world import World, build_world


@pytest.fixture(autouse=True)
def _links_opened_as_often_as_the_matrix_wants(settings: SimpleNamespace) -> None:
    """A matrix opens a link a hundred times within its one frozen minute."""
    settings.LINK_OPENINGS_PER_MINUTE = settings.LINK_FILES_PER_MINUTE = 100_000


@pytest.fixture
def world(cast: SimpleNamespace) -> Iterator[World]:
    """Every kind of record in every relation, each with its canaries; the clock stands at AT."""
    logging.disable(
        logging.CRITICAL
    )  # a refused call tells itself; thousands of lines would hide the one that counts
    with frozen_time():
        yield build_world(cast)
    logging.disable(logging.NOTSET)


@pytest.fixture
def walker(world: World) -> Walker:
    """Calls pages as anybody of the cast."""
    return Walker(world)
