"""A paper for a buyer as a workbook of one sheet: letterhead, table, totals, what stands below (S14, S15).

Figures are numbers and can be reckoned with, texts are texts and never taken for formulas (trust.md X5); no macros.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from core.domain.widths import width_of
from core.sheets.writing import is_formula_like, written_text

BRAND, QUIET, HAIR = "000F4C5C", "004A5560", "00C9D1D6"
FACE = "Arial"  # is on every desk; Chinese signs come from the desk's own Chinese font
COMPANY, TITLE = Font(FACE, 14, bold=True, color=BRAND), Font(FACE, 16, bold=True)
PLAIN, BOLD, SMALL = Font(FACE, 10), Font(FACE, 10, bold=True), Font(FACE, 9, color=QUIET)
SHADED = PatternFill("solid", fgColor="00E8EDF2")
RULED = Border(bottom=Side(style="hair", color=HAIR))
HEADED, SUMMED = Border(bottom=Side(style="medium", color=BRAND)), Border(top=Side(style="thin", color=BRAND))
LANDSCAPE_FROM = 90  # a table of more signs than this does not fit a page's short side
MARGIN = 0.5  # inches
FOLDING = 0.85  # letters are narrower than the figure that widths are reckoned in, but lines end early
LINE = 14.5  # points of a line of 10 points


@dataclass(frozen=True)
class PaperColumn:
    """A column of the table: heading, width in signs, and whether it holds figures; `decimals` is the least they show."""

    label: str
    width: int
    is_figure: bool = False
    decimals: int = 0


@dataclass(frozen=True)
class PaperSheet:
    """What stands on the sheet, from above.

    `seller` (name, address, …), `title`, `facts` (a line each), the table with its `totals`, then `below` as (label, text).
    `words_at`: the column of the table that is wide enough for these texts.
    """

    name: str
    seller: Sequence[str]
    title: str
    facts: Sequence[str]
    columns: Sequence[PaperColumn]
    rows: Sequence[Sequence[Any]]
    totals: Sequence[Any]
    below: Sequence[tuple[str, str]]
    words_at: int = 1


def write_paper(paper: PaperSheet) -> bytes:
    """Return the workbook's bytes."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one
    sheet.title = paper.name
    _set_page(sheet, paper)
    rows = _Rows(sheet, paper.columns)
    for place, text in enumerate(paper.seller):
        rows.words([text], SMALL if place else COMPANY)
    rows.leave()
    rows.words([paper.title], TITLE)
    for text in paper.facts:
        rows.words([text])
    rows.leave()
    sheet.print_title_rows = f"{rows.at}:{rows.at}"
    rows.table([column.label for column in paper.columns], BOLD, HEADED, SHADED)
    for values in paper.rows:
        rows.table(values, PLAIN, RULED)
    if any(value not in (None, "") for value in paper.totals):
        rows.table(paper.totals, BOLD, SUMMED)
    rows.leave()
    for label, text in paper.below:
        cells = [""] * (paper.words_at + 1)
        cells[0], cells[paper.words_at] = label, text
        rows.words(cells, wraps=True)
    return _saved(book)


def _set_page(sheet: Any, paper: PaperSheet) -> None:
    """A4, as wide as the page, the table's heads on each, whose it is and which page below."""
    for place, column in enumerate(paper.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.sheet_view.showGridLines = False
    page = sheet.page_setup
    page.paperSize, page.fitToHeight = sheet.PAPERSIZE_A4, 0
    is_wide = sum(column.width for column in paper.columns) > LANDSCAPE_FROM
    page.orientation = sheet.ORIENTATION_LANDSCAPE if is_wide else sheet.ORIENTATION_PORTRAIT
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = MARGIN
    sheet.oddFooter.left.text = f"{paper.seller[0] if paper.seller else ''} · {paper.name}".strip(
        " ·"
    ).replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"


class _Rows:
    """Writes rows one below the other; `at` is the next one's number."""

    def __init__(self, sheet: Any, columns: Sequence[PaperColumn]) -> None:
        self._sheet, self._columns, self.at = sheet, columns, 1

    def leave(self) -> None:
        """Leave a row empty."""
        self.at += 1

    def words(self, texts: Sequence[str], font: Font = PLAIN, *, wraps: bool = False) -> None:
        """Write texts that may run over the columns beside them, or `wraps` within their own."""
        for place, text in enumerate(texts, start=1):
            if text:
                _put_text(
                    self._sheet.cell(self.at, place), text, font, Alignment(wrap_text=wraps, vertical="top")
                )
        self._end(self._lines_of(texts) if wraps else 1, font)

    def table(
        self, values: Sequence[Any], font: Font, border: Border, fill: PatternFill | None = None
    ) -> None:
        """Write a row of the table; a Decimal or int is a figure, None an empty cell."""
        for place, (value, column) in enumerate(zip(values, self._columns, strict=True), start=1):
            cell = self._sheet.cell(self.at, place)
            cell.border = border
            if fill is not None:
                cell.fill = fill
            if isinstance(value, Decimal | int):
                cell.value, cell.number_format = value, _format_of(value, column.decimals)
                cell.font, cell.alignment = font, Alignment(horizontal="right", vertical="top")
            elif value:
                side = "right" if column.is_figure else "left"
                aligned = Alignment(
                    horizontal=side, vertical="top", wrap_text=True, indent=int(side == "left")
                )
                _put_text(cell, str(value), font, aligned)
        self._end(self._lines_of(values), font)

    def _lines_of(self, values: Sequence[Any]) -> int:
        """How many lines the fullest cell needs: not every program reckons that out when it opens a file."""
        texts = [pair for pair in zip(values, self._columns, strict=False) if isinstance(pair[0], str)]
        return (
            max(
                (sum(_folds(line, column.width) for line in text.splitlines()) for text, column in texts),
                default=1,
            )
            or 1
        )

    def _end(self, lines: int, font: Font) -> None:
        self._sheet.row_dimensions[self.at].height = lines * LINE * max(font.size / PLAIN.size, 1)
        self.at += 1


def _folds(line: str, width: int) -> int:
    """How often a line folds in a column of that width: words go over to the next as a whole."""
    return max(ceil(width_of(line) * FOLDING / width), 1)


def _format_of(value: Decimal | int, decimals: int) -> str:
    """Return Excel's format: at least so many decimals, and no point behind a whole number."""
    if not decimals and value == int(value):
        return "#,##0"
    return f"#,##0.{'0' * decimals}{'#' * max(4 - decimals, 0)}"


def _put_text(cell: Any, text: str, font: Font, alignment: Alignment) -> None:
    cell.value, cell.data_type = written_text(text), "s"
    cell.quotePrefix, cell.font, cell.alignment = is_formula_like(text), font, alignment


def _saved(book: Workbook) -> bytes:
    with TemporaryDirectory(prefix="tradecrm-paper-") as folder:
        path = Path(folder) / "paper.xlsx"
        book.save(path)
        return path.read_bytes()
