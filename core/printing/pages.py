"""Setting a document: the parent's side."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "print"
WALL_SECONDS = 60
CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from core.printing.child import main; sys.exit(main(*sys.argv[1:]))"


class PrintingFailed(RuntimeError):
    """The document could not be set; the text is the type setter's, for the log."""


def make_pdf(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF of `templates/print/<template>.typ` filled with `data`.

    `data`: what JSON can hold; the page reads it with `json("data.json")`, so that amounts come as text, already worded.
    `pictures`: file name → bytes of a checked PNG or JPEG; the page may name these and `common.typ`, and no other file.
    Raises PrintingFailed.
    """
    with tempfile.TemporaryDirectory(prefix="tradecrm-print-") as name:
        folder = Path(name)
        for file in ("common.typ", f"{template}.typ"):
            shutil.copy(TEMPLATES / file, folder / file)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for picture, content in (pictures or {}).items():
            (folder / Path(picture).name).write_bytes(content)
        _run_child(folder, template)
        return (folder / "out.pdf").read_bytes()


def _run_child(folder: Path, template: str) -> None:
    command = [
        sys.executable,
        "-I",
        "-c",
        CODE,
        str(settings.BASE_DIR),
        str(folder),
        template,
        str(settings.FONTS_DIR),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the folder is one of ours
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WALL_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise PrintingFailed(f"{template}: took more than {WALL_SECONDS} s") from error
    if done.returncode:
        raise PrintingFailed(f"{template}: {done.stderr.decode(errors='replace')[-2000:]}")
