"""A report as plain values, and its two files: a PDF of their words set by typst, a workbook without macros (trust.md X5)."""

import tempfile
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.company import current_company
from core.domain.widths import width_of
from core.printing.pages import make_pdf
from core.sheets.writing import Column, Workbook
from core.ui.formats import is_chinese
from reports.values import Part, Value, said

KINDS = ("pdf", "xlsx")
TEMPLATE = "report"
WIDEST, NARROWEST = 60, 8


@dataclass(frozen=True)
class Table:
    """A table: its title, the heads of its columns, its rows of values."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Paper:
    """What is printed. `sections` and `lead`, which stands above the tables, are pairs of a heading and words.

    `facts` are pairs of a heading and a value. `mark` says who took it, and when. `is_wide`: its tables have so many columns
    that the printed sheet lies on its side.
    """

    title: str
    note: str
    facts: Sequence[tuple[str, Value]]
    tables: Sequence[Table]
    sections: Sequence[tuple[str, str]]
    file_name: str
    mark: str
    lead: Sequence[tuple[str, str]] = ()
    is_wide: bool = False


def mark_of(user: Any, at: datetime) -> str:
    """Return the line that says who took a file, and when."""
    return _("Taken by %(person)s, %(moment)s") % {"person": user.full_name, "moment": said(at)}


def make_file(paper: Paper, kind: str) -> bytes:
    """Return the paper as `kind`, one of KINDS."""
    return _make_pdf(paper) if kind == "pdf" else _make_workbook(paper)


def _make_pdf(paper: Paper) -> bytes:
    company = current_company()
    return make_pdf(
        TEMPLATE,
        {
            "company": company.said_in("zh" if is_chinese() else "en", "name") or company.short_name,
            "title": paper.title,
            "note": paper.note,
            "mark": paper.mark,
            "wide": paper.is_wide,
            "facts": [[heading, said(value)] for heading, value in paper.facts],
            "tables": [
                {
                    "title": table.title,
                    "heads": list(table.heads),
                    "rows": [[said(cell) for cell in row] for row in table.rows],
                }
                for table in paper.tables
                if table.rows
            ],
            "lead": [list(section) for section in paper.lead if section[1]],
            "sections": [list(section) for section in paper.sections if section[1]],
        },
    )


def _make_workbook(paper: Paper) -> bytes:
    """A sheet for each table, and one for the words."""
    book = Workbook(mark=f"{paper.title}  {paper.note}  {paper.mark}", properties={"report": paper.file_name})
    try:
        for table in map(_with_parts_in_two, paper.tables):
            sheet = book.add_sheet(table.title, [_column(table, place) for place in range(len(table.heads))])
            for row in table.rows:
                sheet.append(row)
        words = book.add_sheet(
            _("Words"), [Column(_("Heading"), width=30), Column(_("Words"), "value", 100, "left")]
        )
        for pair in (*paper.facts, *paper.lead, *paper.sections):
            words.append(pair)
        with tempfile.TemporaryDirectory(prefix="tradecrm-report-") as folder:
            path = Path(folder) / "report.xlsx"
            book.save(path)
            return path.read_bytes()
    finally:
        book.close()


def _with_parts_in_two(table: Table) -> Table:
    """Return the table with two columns for one that holds parts: each adds up, the sums' share is that of all."""
    places = {place for row in table.rows for place, cell in enumerate(row) if isinstance(cell, Part)}
    heads = [
        each
        for place, head in enumerate(table.heads)
        for each in ([head, _("%(column)s, out of") % {"column": head}] if place in places else [head])
    ]
    return Table(table.title, heads, [list(_in_two(row, places)) for row in table.rows])


def _in_two(row: Sequence[Value], places: Container[int]) -> Iterator[Value]:
    for place, cell in enumerate(row):
        if isinstance(cell, Part):
            yield from (cell.count, cell.whole) if cell.whole else (None, None)
        else:
            yield from (cell, None) if place in places else (cell,)


def _column(table: Table, place: int) -> Column:
    """As wide as its longest words, on the right where it holds no text."""
    head, cells = table.heads[place], [row[place] for row in table.rows]
    longest = max((width_of(said(cell)) for cell in cells), default=0)
    width = min(WIDEST, max(NARROWEST, longest + 3, width_of(head) + 5))
    is_text = any(isinstance(cell, str) and cell for cell in cells)
    return Column(head, "value", width, "left" if is_text or not cells else "right")
