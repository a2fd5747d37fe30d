"""The quote as a workbook: the words of the text, figures as numbers (rules.md §9)."""

from typing import Any

from babel.numbers import get_currency_precision

from sales.domain.quote_text import carton_of, packed
from sales.domain.quotes import NOTE_LETTERS, Paper, PaperLine
from sales.papers.printed import addressed, dates_of, seller_lines, terms_of
from sales.papers.words import words_in
from sales.papers.workbook import PaperColumn, PaperSheet, write_paper

ALWAYS = 7  # columns; of those behind them only what some line has is shown


def sheet_of(paper: Paper) -> bytes:
    """Return the workbook: letterhead, lines, total, terms, notes, remarks."""
    says = words_in(paper.language).say
    columns, rows = _columns(paper), [_row(place, line, paper) for place, line in enumerate(paper.lines, 1)]
    total = [None, None, says("total", amount="").rstrip(":： "), None, None, None, paper.total]
    shown = [place for place in range(len(columns)) if place < ALWAYS or any(row[place] for row in rows)]
    totals = total + [None] * (len(shown) - ALWAYS) if paper.total is not None else [None] * len(shown)
    return write_paper(
        PaperSheet(
            name=paper.label, seller=[part for part in (paper.seller.name, *seller_lines(paper)) if part],
            title=f"{says('title')} {paper.label}", facts=[*dates_of(paper), addressed(paper)], columns=[columns[place] for place in shown],
            rows=[[row[place] for place in shown] for row in rows], totals=totals, below=_below(paper), words_at=2,
        )
    )  # fmt: skip


def _columns(paper: Paper) -> list[PaperColumn]:
    says, precision = words_in(paper.language).say, get_currency_precision(paper.currency)
    return [
        PaperColumn("#", 5, is_figure=True), PaperColumn(says("head_item"), 14), PaperColumn(says("head_words"), 46),
        PaperColumn(says("head_quantity"), 11, is_figure=True), PaperColumn(says("head_unit"), 8),
        PaperColumn(f"{says('head_price')} {paper.currency}", 17, is_figure=True, decimals=precision),
        PaperColumn(f"{says('head_amount')} {paper.currency}", 17, is_figure=True, decimals=precision),
        PaperColumn(says("head_moq"), 11, is_figure=True), PaperColumn(says("head_packing"), 24), PaperColumn(says("head_includes"), 34),
    ]  # fmt: skip


def _row(place: int, line: PaperLine, paper: Paper) -> list[Any]:
    words = words_in(paper.language)
    packing = "  ".join(filter(None, (packed(line, words), carton_of(line))))
    see = words.say("see_note", letter=line.note) if line.note else ""
    return [
        place, line.model, line.words, line.quantity, words.unit(line.unit, line.quantity), line.price,
        line.amount_in(paper.currency), line.moq, packing, f"{line.includes} {see}".strip(),
    ]  # fmt: skip


def _below(paper: Paper) -> list[tuple[str, str]]:
    says = words_in(paper.language).say
    notes = zip(NOTE_LETTERS, paper.notes, strict=False)
    told = [*terms_of(paper), *(says("note", letter=letter, text=note) for letter, note in notes)]
    return [("", text) for text in (*told, *filter(None, paper.remarks.splitlines()))]
