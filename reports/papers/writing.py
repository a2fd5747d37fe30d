"""A report as plain words, and its two files: a PDF set by typst, a workbook without macros (trust.md X5)."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.company import current_company
from core.printing.pages import make_pdf
from core.sheets.writing import Column, Workbook
from core.ui.formats import is_chinese
from core.work_days import current_calendar

KINDS = ("pdf", "xlsx")
TEMPLATE = "report"
WIDEST, NARROWEST = 60, 12


@dataclass(frozen=True)
class Table:
    """A table of words: its title, the heads of its columns, its rows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Paper:
    """What is printed. `facts`, `sections` and `lead`, which stands above the tables, are pairs of a heading and words.

    `mark` says who took it, and when.
    """

    title: str
    note: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    sections: Sequence[tuple[str, str]]
    file_name: str
    mark: str
    lead: Sequence[tuple[str, str]] = ()


def written(at: datetime | None) -> str:
    """Return a moment as paper wants it, which is read on another day: `2026-11-21 13:30`."""
    return f"{current_calendar().local(at):%Y-%m-%d %H:%M}" if at else "–"


def mark_of(user: Any, at: datetime) -> str:
    """Return the line that says who took a file, and when."""
    return _("Taken by %(person)s, %(moment)s") % {"person": user.full_name, "moment": written(at)}


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
            "facts": [list(fact) for fact in paper.facts],
            "tables": [
                {"title": table.title, "heads": list(table.heads), "rows": [list(row) for row in table.rows]}
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
        for table in paper.tables:
            sheet = book.add_sheet(
                table.title, [Column(head, width=_width(table, n)) for n, head in enumerate(table.heads)]
            )
            for row in table.rows:
                sheet.append(list(row))
        words = book.add_sheet(_("Words"), [Column(_("Heading"), width=30), Column(_("Words"), width=100)])
        for heading, text in (*paper.facts, *paper.lead, *paper.sections):
            words.append([heading, text])
        with tempfile.TemporaryDirectory(prefix="tradecrm-report-") as folder:
            path = Path(folder) / "report.xlsx"
            book.save(path)
            return path.read_bytes()
    finally:
        book.close()


def _width(table: Table, place: int) -> int:
    longest = max((len(row[place]) for row in table.rows), default=0)
    return min(WIDEST, max(NARROWEST, longest + 2, len(table.heads[place]) * 2))
