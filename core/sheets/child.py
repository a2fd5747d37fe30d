"""The child process that reads one file: `python -m core.sheets.child FILE RESULT [PICTURES]`. Nothing of Django is loaded here.

RESULT gets JSON lines: first the sheets' names, then a line a row: [sheet, row (1 is the first), cells]. A file that is
refused leaves one line, {"refused": code, "values": {…}}. With PICTURES, a folder, a list of articles is read: the pictures
are written there and stand in the first line, [sheet, row, file], what a merged cell says is said of all its rows, and a formula's error is
told as text. Cells are text, numbers, true/false, null, or
{"day": "2026-11-21"}, {"moment": "2026-11-21T09:30:00"}, {"hours": "09:30:00"}.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from core.sheets.anchors import Extras, read_extras
from core.sheets.archives import check_archive
from core.sheets.limits import COLUMNS, CPU_SECONDS, HEAD_ROWS, MEMORY_BYTES, ROWS, SHEETS, SheetRefused

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 4096
# Beginnings of files that are surely no table, whatever their name says.
FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
    b"SQLite format",
)
# An encrypted workbook is an OLE file with this stream.
LOCKED = "EncryptedPackage".encode("utf-16-le")
Row = tuple[int, int, list[Any]]


def main(arguments: list[str]) -> int:
    """Read the file into the result."""
    source, result, *folders = map(Path, arguments)
    limit_oneself()
    with result.open("w", encoding="utf-8") as out:
        try:
            for line in read(source, *folders):
                out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        except SheetRefused as refused:
            out.seek(0)
            out.truncate()
            out.write(json.dumps({"refused": refused.code, "values": refused.values}) + "\n")
        except MemoryError:
            return 1
    return 0


def limit_oneself() -> None:
    """From here on this process can harm only itself."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(source: Path, pictures: Path | None = None) -> Iterator[Any]:
    """Yield the lines of the result. Raises SheetRefused."""
    with source.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise SheetRefused("empty")
    if head.startswith(ZIP):
        check_archive(source)
        return read_workbook(source, pictures)
    if head.startswith(OLE):
        if LOCKED in source.read_bytes():
            raise SheetRefused("encrypted")
        return read_workbook(source)
    if head.startswith(FOREIGN):
        raise SheetRefused("unknown_kind")
    return read_text_file(source)


def head_of(source: Path) -> bytes:
    """Return the first four bytes."""
    with source.open("rb") as stream:
        return stream.read(len(ZIP))


def read_workbook(source: Path, pictures: Path | None = None) -> Iterator[Any]:
    """Yield the sheets of an .xlsx, .xls, .xlsb or .ods."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

    try:
        book = CalamineWorkbook.from_path(str(source))
        names = book.sheet_names
        if len(names) > SHEETS:
            raise SheetRefused("too_many_sheets", limit=SHEETS)
        extras = read_extras(source, pictures) if pictures and head_of(source) == ZIP else Extras()
        yield {"sheets": names, "pictures": [[one.sheet, one.row, one.name] for one in extras.placed]}
        for place, name in enumerate(names):
            errors = extras.errors.get(place, {})
            yield from _read_sheet(book, place, name, errors, fills_merged=pictures is not None)
    except PasswordError as error:
        raise SheetRefused("encrypted") from error
    except (CalamineError, XmlError, ZipError, OSError, ValueError, OverflowError) as error:
        if isinstance(error, SheetRefused):
            raise
        raise SheetRefused("broken") from error


def _read_sheet(
    book: Any, place: int, name: str, errors: dict[int, dict[int, str]], *, fills_merged: bool
) -> Iterator[Row]:
    from python_calamine import WorksheetNotFound

    try:
        sheet = book.get_sheet_by_name(name)
    except WorksheetNotFound:  # a sheet of charts
        return
    if sheet.height > ROWS + HEAD_ROWS:
        raise SheetRefused("too_many_rows", sheet=name, limit=ROWS)
    if sheet.width > COLUMNS:
        raise SheetRefused("too_many_columns", sheet=name, limit=COLUMNS)
    margin = [None] * (sheet.start[1] if sheet.start else 0)
    merged = _Merged(sheet.merged_cell_ranges if fills_merged else ())
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = [*margin, *map(plain, cells)]
        for column, sign in errors.get(number, {}).items():
            row.extend([None] * (column + 1 - len(row)))
            row[column] = sign
        merged.fill(number, row)
        if row := _trim(row):
            yield place, number, row


class _Merged:
    """Cells merged over several rows: what the first says is filled into those below."""

    def __init__(self, ranges: Iterable[Any]) -> None:
        # Of a range over several columns only the first is filled: it is a title, and says nothing of the columns.
        self.begins: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, _right) in ranges or ():
            if bottom > top:
                self.begins.setdefault(top + 1, []).append((left, bottom + 1))
        self.open: dict[int, tuple[int, Any]] = {}

    def fill(self, number: int, row: list[Any]) -> None:
        self.open = {left: held for left, held in self.open.items() if held[0] >= number}
        for left, (_last, value) in self.open.items():
            row.extend([None] * (left + 1 - len(row)))
            row[left] = value if row[left] is None else row[left]
        for left, last in self.begins.get(number, ()):
            if left < len(row) and row[left] is not None:
                self.open[left] = (last, row[left])


def read_text_file(source: Path) -> Iterator[Any]:
    """Yield the rows of a CSV file, or of tables in HTML."""
    from core.sheets.delimited import read_rows, read_text
    from core.sheets.markup import read_tables

    text = read_text(source.read_bytes()).replace("\x00", "")
    beginning = text[:HEAD].lstrip().casefold()
    if "urn:schemas-microsoft-com:office:spreadsheet" in beginning:
        raise SheetRefused("old_markup")
    rows: Iterable[list[str]] = (
        read_tables(text) if "<table" in text[: HEAD * 8].casefold() else read_rows(text)
    )
    if not text.strip():
        raise SheetRefused("empty")
    yield {"sheets": [""], "pictures": []}
    for number, cells in enumerate(rows, 1):
        if row := _trim([plain(cell) for cell in cells]):
            yield 0, number, row


def plain(value: Any) -> Any:
    """Return a cell's value as the result holds it; whole numbers are integers, for 13912345678.0 is a telephone."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return (
                int(value)
                if value.is_integer() and abs(value) < 1e15
                else (value if value == value else None)
            )
        case str():
            return value.replace("\x00", "").strip() or None
        case datetime():
            return (
                {"day": value.date().isoformat()} if value.time() == time() else {"moment": value.isoformat()}
            )
        case date():
            return {"day": value.isoformat()}
        case time():
            return {"hours": value.isoformat()}
        case timedelta():
            return {"hours": str(value)}
    return str(value)


def _trim(cells: list[Any]) -> list[Any]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
