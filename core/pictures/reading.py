"""Reading a picture: the parent's side."""

import hashlib
import logging
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

logger = logging.getLogger(__name__)
MOST_BYTES = 20 * 1024 * 1024
WALL_SECONDS = 30
REFUSED = 3
CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from core.pictures.child import main; sys.exit(main(sys.argv[1]))"
# JPEG, PNG, WebP (RIFF) begin so; what does not is no picture, and no process is begun for it.
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class PictureRefused(ValueError):
    """An upload that is no picture of ours; `code` is "no_picture", "broken", "too_many_pixels" or "too_large"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ReadPicture:
    """A picture as JPEG, its small copy, and its measures."""

    content: bytes
    small: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The SHA-256 of the picture as it is kept: the same upload gives the same."""
        return hashlib.sha256(self.content).hexdigest()


def read_picture(upload: "UploadedFile[Any]") -> ReadPicture:
    """Return the picture written anew. Raises PictureRefused for what is none, is broken, or is too large."""
    if not upload.size or upload.size > MOST_BYTES:
        raise PictureRefused("too_large" if upload.size else "no_picture")
    content = upload.read()
    if not content.startswith(BEGINNINGS):
        raise PictureRefused("no_picture")
    with tempfile.TemporaryDirectory(prefix="tradecrm-picture-") as name:
        folder = Path(name)
        (folder / "in").write_bytes(content)
        _run_child(folder)
        picture = (folder / "out.jpg").read_bytes()
        width, height = _measures(picture)
        return ReadPicture(picture, (folder / "small.jpg").read_bytes(), width, height)


def _run_child(folder: Path) -> None:
    command = [sys.executable, "-I", "-c", CODE, str(settings.BASE_DIR), str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the folder is one of ours
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WALL_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        raise PictureRefused("broken") from None
    if done.returncode == REFUSED:
        raise PictureRefused(done.stdout.decode().strip())
    if done.returncode:  # out of memory or time: whatever it is, it is not kept
        logger.warning("A picture could not be read: %s", done.stderr.decode(errors="replace")[-1000:])
        raise PictureRefused("broken")


def _measures(jpeg: bytes) -> tuple[int, int]:
    """Return width and height out of the frame header of a JPEG that we wrote."""
    at = 2
    while jpeg[at + 1] not in range(0xC0, 0xC4):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return int.from_bytes(jpeg[at + 7 : at + 9]), int.from_bytes(jpeg[at + 5 : at + 7])
