"""Excel files written row by row, in memory that does not grow: text stays text and is never a formula (trust.md X5).

A text is written as a text cell, unchanged, so that reading the file gives the original. One that a program could take
for a formula also carries Excel's own mark for "typed as text" (`quotePrefix`): it stays text when the cell is edited.

The workbook, its styles and the head of each sheet are openpyxl's; the rows below, which are all alike, are written as the
XML that openpyxl would write for them, at a tenth of what its cell objects cost.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, Literal
from xml.sax.saxutils import escape

from django.utils import timezone
from openpyxl import Workbook as ExcelWorkbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.compat import safe_string
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

# What makes a program read a formula, and the full-width signs that some turn into these.
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
# XML has no place for these.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads `_x000D_` in a text as the sign of that number.
ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
FOOTER_LENGTH = 200
HEAD_ROW = 2
# What stands on the right keeps off the next column, its heading off the filter's button, which Excel draws over it.
CELL_INDENT, HEAD_INDENT = 1, 2
# A cell of Excel holds no longer text.
CELL_LENGTH = 32_767
ROWS_END = b"</sheetData>"

# In a column of values each cell has the kind of what stands in it, see KIND_OF.
Kind = Literal["text", "date", "moment", "number", "decimal", "share", "time", "duration", "value"]
FORMATS: Mapping[Kind, str] = {
    "text": "@",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "number": "0",
    "decimal": "#,##0.00##",
    "share": "0%",
    "time": "hh:mm",
    "duration": "[h]:mm",
    "value": "General",
}


class Share(float):
    """A part of a whole, from 0 to 1."""


# Of anything else the words are written.
KIND_OF: Mapping[type, Kind] = {
    int: "number",
    Decimal: "decimal",
    Share: "share",
    date: "date",
    datetime: "moment",
    time: "time",
    timedelta: "duration",
}


@dataclass(frozen=True)
class Column:
    """A column's heading, what stands in it, how wide it is, in signs, and where heading and cells stand in it.

    `align` None: cells as each kind stands in Excel, the heading on the left.
    """

    label: str
    kind: Kind = "text"
    width: int = 18
    align: Literal["left", "right"] | None = None


def is_formula_like(text: str) -> bool:
    """Whether a program could take `text` for a formula."""
    return not text[:1].isalnum() and text.lstrip(" \u3000").startswith(STARTERS)


def written_text(text: str) -> str:
    """Return `text` as it stands in the file: what XML cannot hold is left out, what Excel would decode is escaped."""
    return ESCAPE_LIKE.sub("_x005F_", UNWRITABLE.sub("", text)).replace("\r", "_x000D_")


class Sheet:
    """A sheet: the mark in its first row, the headings in its second, both stay in sight. Use `append`."""

    def __init__(self, sheet: Any, columns: Sequence[Column], mark: str) -> None:
        self._sheet, self._columns, self.rows = sheet, columns, 0
        guarded = self._cell(FORMATS["text"], quotePrefix=True)
        self._guarded: int = guarded.style_id
        # Styles by kind for a column of values, found by its own.
        self._styles: dict[int, dict[Kind, int]] = {
            self._style(column, "value"): {kind: self._style(column, kind) for kind in FORMATS}
            for column in columns
            if column.kind == "value"
        }
        self._places = [
            (get_column_letter(place), self._style(column, column.kind), column.kind)
            for place, column in enumerate(columns, 1)
        ]
        self._file = TemporaryFile()  # noqa: SIM115 - closed in `finish` or `discard`
        for place, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.freeze_panes = f"A{HEAD_ROW + 1}"
        sheet.print_title_rows = f"1:{HEAD_ROW}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.left.text = mark[:FOOTER_LENGTH].replace("&", "&&")
        self._write_top(mark)

    def _cell(self, number_format: str = "General", **style: Any) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = number_format
        for name, value in style.items():
            setattr(cell, name, value)
        return cell

    def _style(self, column: Column, kind: Kind) -> int:
        found: int = self._cell(FORMATS[kind], alignment=_aligned(column, CELL_INDENT)).style_id
        return found

    def _write_top(self, mark: str) -> None:
        note = self._cell(FORMATS["text"], font=Font(italic=True, color="00C0392B"))
        self._sheet.append([_put_text(note, mark)])
        self._sheet.append(_put_text(self._head(column), column.label) for column in self._columns)

    def _head(self, column: Column) -> Any:
        return self._cell(
            FORMATS["text"],
            font=Font(bold=True),
            fill=PatternFill("solid", fgColor="00E8EDF2"),
            alignment=_aligned(column, HEAD_INDENT),
        )

    def append(self, values: Sequence[Any]) -> None:
        """Write a row: texts, numbers, days, moments and so on by the columns' kinds; None and "" are empty cells."""
        self.rows += 1
        row = self.rows + HEAD_ROW
        cells = [
            self._written(f"{letter}{row}", style, kind, value)
            for (letter, style, kind), value in zip(self._places, values, strict=True)
            if value is not None and value != ""
        ]
        self._file.write(f'<row r="{row}">{"".join(cells)}</row>'.encode())

    def _written(self, place: str, style: int, kind: Kind, value: Any) -> str:
        """Return the XML of a cell: a text is one also when it looks like a formula or an error."""
        if kind != "text":
            if kind == "value":
                own = KIND_OF.get(type(value), "text")
                return self._written(place, self._styles[style][own], own, value)
            return f'<c r="{place}" s="{style}" t="n"><v>{_written_number(value)}</v></c>'
        plain = str(value)
        text = escape(written_text(plain)[:CELL_LENGTH])
        space = "" if text == text.strip() else ' xml:space="preserve"'
        style = self._guarded if is_formula_like(plain) else style
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'

    def finish(self) -> None:
        """End the sheet: what stands in it can be filtered by its headings."""
        last = f"{get_column_letter(len(self._columns))}{HEAD_ROW + self.rows}"
        self._sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}"
        self._sheet.close()
        path = Path(self._sheet._writer.out)  # noqa: SLF001 - openpyxl's file of this sheet has no other name
        head, end, tail = path.read_bytes().partition(ROWS_END)
        self._file.seek(0)
        with path.open("wb") as whole:
            whole.write(head)
            copyfileobj(self._file, whole)
            whole.write(end + tail)
        self._file.close()

    def discard(self) -> None:
        """Forget what was written, and the file that openpyxl keeps it in until the program ends."""
        self._file.close()
        if not self._sheet.closed:
            self._sheet.close()
        self._sheet._writer.cleanup()  # noqa: SLF001 - it has no other way


def _aligned(column: Column, indent: int) -> Alignment:
    return Alignment(horizontal=column.align, indent=indent if column.align == "right" else 0)


def _put_text(cell: Any, text: str) -> Any:
    cell.value = written_text(text)
    cell.data_type = "s"  # also for what looks like a formula or an error
    return cell


def _written_number(value: Any) -> str:
    """A number, or the one that Excel counts days by. It knows no time zones: a moment is written in the company's."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, Decimal):  # exactly, not by way of a float
        return f"{value:f}"
    written: str = safe_string(to_excel(value) if isinstance(value, date | time | timedelta) else value)
    return written


class Workbook:
    """An Excel file that is written once. `mark` stands above and below each sheet, `properties` in the document's.

    `close` it, saved or not.
    """

    def __init__(self, *, mark: str, properties: Mapping[str, str]) -> None:
        self._book, self._mark, self._sheets = ExcelWorkbook(write_only=True), mark, list[Sheet]()
        self._is_saved = False
        about = self._book.properties
        about.creator, about.lastModifiedBy, about.description = "TradeCRM", "TradeCRM", mark
        about.identifier = " ".join(f"{name}={value}" for name, value in properties.items())
        for name, value in properties.items():
            self._book.custom_doc_props.append(StringProperty(name=name, value=value))

    def add_sheet(self, title: str, columns: Sequence[Column]) -> Sheet:
        """Add a sheet; several may be written in turns."""
        sheet = Sheet(self._book.create_sheet(title[:31]), columns, self._mark)
        self._sheets.append(sheet)
        return sheet

    def save(self, path: Path) -> None:
        """Write the file; nothing can be appended afterwards."""
        for sheet in self._sheets:
            sheet.finish()
        self._is_saved = True
        self._book.save(path)

    def close(self) -> None:
        """Clear away what was not saved."""
        for sheet in () if self._is_saved else self._sheets:
            sheet.discard()


__all__ = ["Column", "Share", "Sheet", "Workbook", "is_formula_like", "written_text"]
