"""Pictures of an .xlsx and the rows that they lie on, and the errors that its formulas end in. Runs in the child process: nothing of Django is loaded here.

Three ways are in use: pictures that float over the cells (drawings, with anchors), pictures that WPS Office puts into a
cell (`DISPIMG`), and those that Excel puts into one (rich values).
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any
from xml.etree import ElementTree

from core.sheets.archives import column_number
from core.sheets.limits import PICTURE_BYTES, PICTURES, SheetRefused

RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
EMU_PER_POINT = 12_700
DEFAULT_POINTS = 15.0
MOST_MARKUP = 64 * 2**20
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]{0,400}>")
ROW_NUMBER, ROW_HEIGHT = re.compile(rb'\br="(\d{1,7})"'), re.compile(rb'\bht="([0-9.]{1,12})"')
USUAL_HEIGHT = re.compile(rb'\bdefaultRowHeight="([0-9.]{1,12})"')
# The cell's own mark for a picture in it: WPS writes a formula that only it knows, Excel the number of a value.
WPS_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]{0,200}?\br="[A-Z]{1,3}(\d{1,7})"[^>]{0,200}>(?:(?!</(?:\w+:)?c>).){0,600}?DISPIMG\((?:&quot;|")([^"&]{1,80})',
    re.DOTALL,
)
RICH_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]{0,200}>")
# A formula that does not work out: other readers take such a cell for an empty one.
ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b([^>]{0,200}?\bt="e"[^>]{0,200})>(?:<(?:\w+:)?f\b(?:[^>]*/>|(?:(?!</(?:\w+:)?f>).){0,9000}</(?:\w+:)?f>))?<(?:\w+:)?v>(#[^<]{1,20})<',
    re.DOTALL,
)
CELL_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
CELL_ROW, CELL_VALUE = re.compile(rb'\br="[A-Z]{1,3}(\d{1,7})"'), re.compile(rb'\bvm="(\d{1,7})"')


@dataclass(frozen=True)
class Placed:
    """A picture (the name of its file) on row `row` (from 1) of sheet `sheet` (from 0)."""

    sheet: int
    row: int
    name: str


@dataclass(frozen=True)
class Extras:
    """What a workbook holds beside plain cells. `errors`: by sheet, row and column (all from 0, 1, 0) the sign of the error."""

    placed: list[Placed] = field(default_factory=list)
    errors: dict[int, dict[int, dict[int, str]]] = field(default_factory=dict)


@dataclass
class _Book:
    archive: zipfile.ZipFile
    errors: dict[int, dict[int, dict[int, str]]] = field(default_factory=dict)
    found: list[tuple[int, int, str]] = field(default_factory=list)

    def read(self, member: str) -> bytes:
        """Return a part of the workbook; empty for one that is not there, or is too long to be markup."""
        try:
            about = self.archive.getinfo(member)
        except KeyError:
            return b""
        return self.archive.read(member) if about.file_size <= MOST_MARKUP else b""

    def tree(self, member: str) -> ElementTree.Element:
        """Return the part's markup. Declarations, with which markup can be made to grow, are none of a workbook's."""
        text = self.read(member)
        if not text or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            return ElementTree.Element("none")
        try:
            return ElementTree.fromstring(text)  # noqa: S314 - without declarations, in a process with limits
        except ElementTree.ParseError:
            return ElementTree.Element("none")

    def related(self, member: str) -> dict[str, str]:
        """Return the parts that `member` names, by the id it names them with; none outside the workbook."""
        path = PurePosixPath(member)
        rows = self.tree(f"{path.parent}/_rels/{path.name}.rels")
        return {
            row.get("Id", ""): _target(path, row.get("Target", ""))
            for row in rows
            if row.get("TargetMode") != "External"
        }


def _target(path: PurePosixPath, target: str) -> str:
    return normpath(target.lstrip("/") if target.startswith("/") else f"{path.parent}/{target}")


def read_extras(source: Path, folder: Path) -> Extras:
    """Write the workbook's pictures as they are into `folder`, and return where they lie, and the errors of formulas.

    Raises SheetRefused for too many. One that is too large leaves an empty file: its row is told.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            book = _Book(archive)
            for sheet, member in enumerate(_sheets(book)):
                _find_on(book, sheet, member)
            return Extras(_write(book, folder), book.errors)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise SheetRefused("broken") from error


def _write(book: _Book, folder: Path) -> list[Placed]:
    # The same picture may stand in two ways at the same place, and one file may be shown on many rows.
    places = sorted(set(book.found))
    if len(places) > PICTURES:
        raise SheetRefused("too_many_pictures", limit=PICTURES)
    names: dict[str, str] = {}
    for _sheet, _row, member in places:
        if member not in names:
            names[member] = f"{len(names)}"
            about = book.archive.getinfo(member)
            content = book.archive.read(member) if about.file_size <= PICTURE_BYTES else b""
            (folder / names[member]).write_bytes(content)
    return [Placed(sheet, row, names[member]) for sheet, row, member in places]


def _sheets(book: _Book) -> Iterator[str]:
    """The parts of the sheets, in the order in which the workbook shows them."""
    related = book.related("xl/workbook.xml")
    for element in book.tree("xl/workbook.xml").iter():
        if _tag(element) == "sheet":
            yield related.get(element.get(f"{RELATIONS}id", ""), "")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _find_on(book: _Book, sheet: int, member: str) -> None:
    related = book.related(member)
    drawings = [
        part for part in related.values() if part.startswith("xl/drawings/") and part.endswith(".xml")
    ]
    text = book.read(member)
    heights = _Heights(text)
    for drawing in drawings:
        pictures = book.related(drawing)
        for anchor in book.tree(drawing):
            row = heights.row_of(anchor)
            for name in _blips(anchor):
                _note(book, sheet, row, pictures.get(name, ""))
    for row, target in _in_cells(book, text):
        _note(book, sheet, row, target)
    if b't="e"' in text:
        book.errors[sheet] = _errors_in(text)


def _errors_in(text: bytes) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for attributes, sign in ERROR_CELL.findall(text):
        place = CELL_PLACE.search(attributes)
        if place and not CELL_VALUE.search(attributes):  # else it is a picture
            found.setdefault(int(place[2]), {})[column_number(place[1])] = sign.decode(errors="replace")
    return found


def _in_cells(book: _Book, text: bytes) -> Iterator[tuple[int, str]]:
    """The pictures that stand in cells of a sheet: the row, and the part that the picture is."""
    if b"DISPIMG" in text:
        wps = _wps_pictures(book)
        yield from (
            (int(row), wps.get(name.decode(errors="replace"), "")) for row, name in WPS_CELL.findall(text)
        )
    if b" vm=" in text:
        rich = _rich_pictures(book)
        for cell in RICH_CELL.findall(text):
            place, value = CELL_ROW.search(cell), CELL_VALUE.search(cell)
            if place and value:
                yield int(place[1]), rich.get(int(value[1]), "")


def _note(book: _Book, sheet: int, row: int, member: str) -> None:
    if member in book.archive.NameToInfo:
        book.found.append((sheet, row, member))


def _blips(parent: ElementTree.Element) -> Iterator[str]:
    for element in parent.iter():
        if _tag(element) == "blip":
            yield element.get(f"{RELATIONS}embed", "")


class _Heights:
    """How high the rows of a sheet are: a picture belongs to the row that it covers most of."""

    def __init__(self, text: bytes) -> None:
        usual = USUAL_HEIGHT.search(text)
        self.usual = _emu(usual[1]) if usual else _emu(b"")
        self.of = {
            int(number[1]): _emu(height[1])
            for tag in ROW.findall(text)
            if (number := ROW_NUMBER.search(tag)) and (height := ROW_HEIGHT.search(tag))
        }

    def row_of(self, anchor: ElementTree.Element) -> int:
        """Return the row (from 1) of an anchor; 0 for one that is bound to no cell."""
        ends = {_tag(child): child for child in anchor}
        if "from" not in ends:
            return 0
        first, offset = _place(ends["from"])
        if "to" in ends:
            last, end = _place(ends["to"])
            covered = {last: end - (offset if last == first else 0)}
            covered |= {
                row: self.of.get(row, self.usual) - (offset if row == first else 0)
                for row in range(first, min(last, first + 1_000))
            }
            return max(sorted(covered), key=covered.__getitem__)
        height = (
            int(ends["ext"].get("cy", "0")) if "ext" in ends and ends["ext"].get("cy", "0").isdecimal() else 0
        )
        return self._most_covered(first, offset, height)

    def _most_covered(self, first: int, offset: int, height: int) -> int:
        best, most, left = first, -1, height
        for row in range(first, first + 1_000):
            room = max(self.of.get(row, self.usual) - (offset if row == first else 0), 0)
            covered = min(room, left)
            best, most = (row, covered) if covered > most else (best, most)
            left -= covered
            if left <= 0:
                break
        return best


def _emu(points: bytes) -> int:
    try:
        return int(float(points or DEFAULT_POINTS) * EMU_PER_POINT)
    except ValueError:
        return int(DEFAULT_POINTS * EMU_PER_POINT)


def _place(end: ElementTree.Element) -> tuple[int, int]:
    """The row (from 1) of an anchor's end, and how far below the row's upper edge it is."""
    said = {_tag(child): (child.text or "").strip() for child in end}

    def number(name: str) -> int:
        text = said.get(name, "0")
        return int(text) if text.lstrip("-").isdecimal() and len(text) < 12 else 0

    return max(number("row"), 0) + 1, number("rowOff")


def _wps_pictures(book: _Book) -> Mapping[str, str]:
    """The pictures in cells as WPS keeps them, by the name that the cells call them."""
    related = book.related("xl/cellimages.xml")
    found: dict[str, str] = {}
    for picture in book.tree("xl/cellimages.xml").iter():
        if _tag(picture) == "pic":
            name = next((one.get("name", "") for one in picture.iter() if _tag(one) == "cNvPr"), "")
            found[name] = next((related.get(blip, "") for blip in _blips(picture)), "")
    return found


def _rich_pictures(book: _Book) -> Mapping[int, str]:
    """The pictures in cells as Excel keeps them, by the number of the cell's value (from 1)."""
    related = book.related("xl/richData/richValueRel.xml")
    targets = [
        related.get(one.get(f"{RELATIONS}id", ""), "")
        for one in book.tree("xl/richData/richValueRel.xml").iter()
        if _tag(one) == "rel"
    ]
    values = [one for one in book.tree("xl/richData/rdrichvalue.xml").iter() if _tag(one) == "rv"]
    metadata = book.tree("xl/metadata.xml")
    blocks = [int(one.get("i", "-1")) for one in metadata.iter() if _tag(one) == "rvb"]
    found: dict[int, str] = {}
    for number, place in enumerate(_value_blocks(metadata), 1):
        value = _at(values, _at(blocks, place))
        first = next((one.text or "" for one in value if _tag(one) == "v"), "") if value is not None else ""
        found[number] = _at(targets, int(first) if first.isdecimal() else -1) or ""
    return found


def _value_blocks(metadata: ElementTree.Element) -> Iterator[int]:
    for part in metadata:
        if _tag(part) == "valueMetadata":
            for record in part.iter():
                if _tag(record) == "rc":
                    yield int(record.get("v", "-1"))


def _at(rows: list[Any], place: Any) -> Any:
    return rows[place] if isinstance(place, int) and 0 <= place < len(rows) else None
