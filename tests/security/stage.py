"""The world stands while the tests on it follow each other.

Building takes a second and a half, and two thousand tests want it. What a test changed in memory is undone by reading
the world anew from its bytes.
"""

import pickle
import shutil
from os import link
from pathlib import Path

from django.test import override_settings
from django.utils import translation

from tests.conftest import build_cast
from tests.security.walking import Walker, frozen_time
from tests.security.world import World, build_world
from tests.stage import Stage


class StandingWorld:
    """The world on a stage, with its files in the folder `files`."""

    def __init__(self, stage: Stage, files: Path) -> None:
        self.stage = stage
        self.files = files
        self.kept = b""

    def stand(self) -> None:
        """Build the world unless it stands."""
        self.stage.open("world", self._build)

    def _build(self) -> None:
        shutil.rmtree(self.files, ignore_errors=True)
        with frozen_time(), translation.override("en"), override_settings(MEDIA_ROOT=self.files):
            world = build_world(build_cast())
            self.kept = pickle.dumps((world, Walker(world).cookies))

    def world(self, files: Path) -> tuple[World, dict[str, str]]:
        """Return the world as it was built, and everybody's cookies; its files stand in `files`, too."""
        if self.files.exists():
            shutil.copytree(self.files, files, copy_function=link, dirs_exist_ok=True)
        return pickle.loads(self.kept)
