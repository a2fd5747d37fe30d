"""Where things lie in a checkout, and the stamps that tell whether a step must run again."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
ASSETS = Path(os.environ.get("ASSETS_DIR") or VAR / "assets").absolute()
FONTS = ASSETS.parent / "fonts"  # of printed documents; never served
TEST_ASSETS = VAR / "test-assets"  # what only tests need; never served
LOGS = VAR / "log"


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """Return a digest of the files' names and bytes (folders: all files in them) and of `extra`."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            digest.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes() + b"\0")
    for text in extra:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Tell whether the step that writes `stamp` was last finished for this `value`."""
    return stamp.is_file() and stamp.read_text() == value


def write_stamp(stamp: Path, value: str) -> None:
    """Note that the step was finished for `value`. Written last, so that a broken step runs again."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
