"""What is inside a zipped workbook is looked at before anything unpacks it (trust.md 2c)."""

import re
import zipfile
from pathlib import Path

from core.sheets.limits import ARCHIVE_MEMBERS, COLUMNS, HEAD_ROWS, ROWS, UNPACKED_BYTES, SheetRefused

PIECE = 2**20
OVERLAP = 512
# A cell that holds something; empty ones that only carry a format stand anywhere and do no harm.
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Za-z]{1,4})([0-9]{1,9})"[^>/]{0,200}>')
ENCRYPTED = 0x1


def check_archive(path: Path) -> None:
    """Raise SheetRefused for an archive that is broken, locked, unpacks to too much, or has cells out of bounds."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > ARCHIVE_MEMBERS:
                raise SheetRefused("too_large", limit=ARCHIVE_MEMBERS)
            if sum(member.file_size for member in members) > UNPACKED_BYTES:
                raise SheetRefused("too_large", limit=UNPACKED_BYTES)
            if any(member.flag_bits & ENCRYPTED for member in members):
                raise SheetRefused("encrypted")
            if "META-INF/manifest.xml" in archive.namelist() and _is_locked(archive):
                raise SheetRefused("encrypted")
            _check_sizes(archive, members)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
    ) as error:
        raise SheetRefused("broken") from error


def _is_locked(archive: zipfile.ZipFile) -> bool:
    return b"encryption-data" in archive.open("META-INF/manifest.xml").read(PIECE)


def _check_sizes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Read every member once, counting what really comes out: the directory of an archive may lie."""
    left = UNPACKED_BYTES
    for member in members:
        is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
        with archive.open(member) as stream:
            tail = b""
            while piece := stream.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise SheetRefused("too_large", limit=UNPACKED_BYTES)
                if is_sheet:
                    _check_places(tail + piece)
                    tail = piece[-OVERLAP:]


def _check_places(markup: bytes) -> None:
    """Cells far away from the others make readers ask for the whole rectangle between them."""
    for letters, digits in set(CELL.findall(markup)):
        if int(digits) > ROWS + HEAD_ROWS:
            raise SheetRefused("too_many_rows", limit=ROWS)
        if column_number(letters) >= COLUMNS:
            raise SheetRefused("too_many_columns", limit=COLUMNS)


def column_number(letters: bytes) -> int:
    """Return the place of a column (A is 0)."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
