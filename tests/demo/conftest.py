"""A small demo, seeded at a moment of one's choice."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import override_settings

from tests.stage import Stage
from tradecrm.demo import seed
from tradecrm.demo.world import Size

SMALL = Size(customers=90, near_duplicates=4)


@pytest.fixture
def fill(db: None) -> Callable[..., dict[str, int]]:
    """Return what fills the database: `fill(at)`."""

    def fill_at(
        at: datetime, *, number: int = 7, size: Size = SMALL, use_copy: bool | None = None
    ) -> dict[str, int]:
        return seed.seed_demo(size=size, seed=number, at=at, use_copy=use_copy)

    return fill_at


@pytest.fixture
def _standing(stage: Stage, at: datetime, tmp_path_factory: pytest.TempPathFactory) -> None:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("demo")):
        stage.open("demo", lambda: seed.seed_demo(size=SMALL, seed=7, at=at))


@pytest.fixture
def filled(_standing: None, db: None, at: datetime) -> datetime:
    """The demo as `fill(at)` leaves it, but for its files, seeded once for the tests that follow each other; returns its moment."""
    return at
