"""The world stands while the tests on it follow each other: built once, then each of them plays in a savepoint.

Building takes a second and a half, and two thousand tests want it. What a test wrote is undone by its own transaction,
which nests in that of the stage; what it changed in memory, by reading the world anew from its bytes.
"""

import pickle
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from os import link
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import override_settings
from django.utils import translation

from tests.conftest import build_cast
from tests.security.walking import Walker, frozen_time
from tests.security.world import World, build_world


class Stage:
    """Where the world stands: `open` before the transaction of the test, `close` when the next test does without it."""

    def __init__(self, files: Path, blocker: Any) -> None:
        self.files = files
        self.blocker = blocker
        self.held = ExitStack()
        self.kept = b""

    def open(self) -> None:
        """Build the world unless it stands."""
        if self.kept:
            return
        with self.blocker.unblock(), ExitStack() as entered:
            assert not connection.in_atomic_block, "the world stands before the test's transaction begins"
            entered.enter_context(_rolled_back())
            with frozen_time(), translation.override("en"), override_settings(MEDIA_ROOT=self.files):
                world = build_world(build_cast())
                cookies = Walker(world).cookies
            self.kept = pickle.dumps((world, cookies))
            self.held = entered.pop_all()

    def close(self) -> None:
        """Undo it all."""
        self.kept = b""
        with self.blocker.unblock():
            self.held.close()
        shutil.rmtree(self.files, ignore_errors=True)

    def world(self, files: Path) -> tuple[World, dict[str, str]]:
        """Return the world as it was built, and everybody's cookies; its files stand in `files`, too."""
        if self.files.exists():
            shutil.copytree(self.files, files, copy_function=link, dirs_exist_ok=True)
        return pickle.loads(self.kept)


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
