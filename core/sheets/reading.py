"""Reading a spreadsheet: the parent's side."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from core.sheets.limits import WALL_SECONDS, SheetRefused

CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from core.sheets.child import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class Row:
    """A row of sheet `sheet` (from 0), `number` as the spreadsheet program shows it (from 1), cells from column A on.

    Cells are text, numbers, true/false, None, or {"day"}, {"moment"}, {"hours"} in ISO.
    """

    sheet: int
    number: int
    cells: list[Any]


@dataclass(frozen=True)
class Workbook:
    """The sheets' names ("" for the one of a CSV file). Its rows may be read while `read_file` lasts."""

    sheets: list[str]
    result: Path
    placed: list[tuple[int, int, Path]] = field(default_factory=list)

    def pictures(self, sheet: int) -> dict[int, list[Path]]:
        """Return the pictures of a sheet by the number of the row that they lie on, as files that came from outside."""
        found: dict[int, list[Path]] = {}
        for place, row, path in self.placed:
            if place == sheet:
                found.setdefault(row, []).append(path)
        return found

    def rows(self, sheet: int | None = None) -> Iterator[Row]:
        """Yield the rows that hold anything, in order: of one sheet, or of all."""
        with self.result.open(encoding="utf-8") as lines:
            next(lines)
            yield from (
                row for row in (Row(*json.loads(line)) for line in lines) if sheet in (None, row.sheet)
            )


@contextmanager
def read_file(path: str | Path, *, with_pictures: bool = False) -> Iterator[Workbook]:
    """Give the workbook of a file. Raises SheetRefused.

    `with_pictures`: it is a list of articles. Its pictures are there while it lasts, and merged cells speak for all their rows.
    """
    with tempfile.TemporaryDirectory(prefix="tradecrm-sheet-") as name:
        result, folder = Path(name) / "rows", Path(name) / "pictures"
        folder.mkdir()
        _check_end(run_child(Path(path).resolve(), result, *([folder] if with_pictures else [])))
        with result.open(encoding="utf-8") as lines:
            head = json.loads(next(lines, "{}"))
        if "refused" in head:
            raise SheetRefused(head["refused"], **head["values"])
        if "sheets" not in head:
            raise SheetRefused("broken")
        placed = [(sheet, row, folder / file) for sheet, row, file in head["pictures"]]
        yield Workbook(head["sheets"], result, placed)


def run_child(source: Path, result: Path, *folders: Path) -> int:
    """Read `source` into `result`, its pictures into the folder, in a process of its own; return how it ended, -SIGKILL when it took too long."""
    command = [
        sys.executable,
        "-I",
        "-c",
        CODE,
        str(settings.BASE_DIR),
        *map(str, (source, result, *folders)),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the file is only an argument
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WALL_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    return done.returncode


def _check_end(code: int) -> None:
    if code in (-signal.SIGKILL, -signal.SIGXCPU):
        raise SheetRefused("too_slow")
    if code != 0:  # out of memory ends the child in many ways: an abort, a MemoryError, a signal
        raise SheetRefused("too_large")
