"""What several tests of the core share."""

from collections.abc import Iterator

import pytest

from core import jobs


@pytest.fixture
def kinds() -> Iterator[dict[str, jobs.Kind]]:
    """A register of its own, so that a test's kinds stay in the test."""
    before = dict(jobs._kinds)
    jobs._kinds.clear()
    yield jobs._kinds
    jobs._kinds.clear()
    jobs._kinds.update(before)
