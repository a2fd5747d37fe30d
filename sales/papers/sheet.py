"""The quote as a workbook: a sheet of lines, figures as numbers, text as text (trust.md X5), no macros."""

import tempfile
from pathlib import Path
from typing import Any

from core.sheets.writing import Column, Workbook
from sales.domain.quote_text import carton_of, clean, packed
from sales.domain.quotes import NOTE_LETTERS, Paper, PaperLine
from sales.papers.words import words_in


def sheet_of(paper: Paper) -> bytes:
    """Return the workbook. Its first row names the quote, below the lines stand total, terms and notes."""
    words = words_in(paper.language)
    says = words.say
    columns = [
        Column("#", "number", 5), Column(says("head_item"), width=14), Column(says("head_words"), width=46),
        Column(says("head_quantity"), "decimal", 12), Column(says("head_unit"), width=9),
        Column(f"{says('head_price')} {paper.currency}", "decimal", 14), Column(f"{says('head_amount')} {paper.currency}", "decimal", 16),
        Column(says("head_moq"), "decimal", 10), Column(says("head_packing"), width=22), Column(says("head_includes"), width=40),
    ]  # fmt: skip
    book = Workbook(mark=_head(paper), properties={"quote": paper.label})
    try:
        sheet = book.add_sheet(paper.number, columns)
        for place, line in enumerate(paper.lines, 1):
            sheet.append(_row(place, line, paper))
        if paper.total is not None:
            label = says("total", amount="").rstrip(":： ")
            sheet.append([None, "", label, None, "", None, paper.total, None, "", ""])
        for told in _below(paper):
            sheet.append([None, "", told, None, "", None, None, None, "", ""])
        with tempfile.TemporaryDirectory(prefix="tradecrm-quote-") as folder:
            path = Path(folder) / "quote.xlsx"
            book.save(path)
            return path.read_bytes()
    finally:
        book.close()


def _head(paper: Paper) -> str:
    words = words_in(paper.language)
    dates = [words.say("date", date=paper.dated_on.isoformat())]
    if paper.valid_until is not None:
        dates.append(words.say("valid_until", date=paper.valid_until.isoformat()))
    buyer = paper.buyer
    if paper.attention:
        buyer = words.say("attention", buyer=paper.buyer, person=paper.attention)
    parts = [f"{words.say('title')} {paper.label}", *dates, words.say("to", buyer=buyer)]
    if paper.seller.name:
        parts.append(words.say("from", seller=paper.seller.name))
    return clean("   ".join(parts))


def _row(place: int, line: PaperLine, paper: Paper) -> list[Any]:
    words = words_in(paper.language)
    packing = "  ".join(filter(None, (packed(line, words), carton_of(line))))
    see = words.say("see_note", letter=line.note) if line.note else ""
    return [
        place, line.model, line.words, line.quantity, words.unit(line.unit, line.quantity), line.price,
        line.amount_in(paper.currency), line.moq, packing, f"{line.includes} {see}".strip(),
    ]  # fmt: skip


def _below(paper: Paper) -> list[str]:
    words = words_in(paper.language)
    told = [words.say("term", term=f"{paper.incoterm} {paper.place}".strip())]
    if paper.payment:
        told.append(words.say("payment", terms=paper.payment.rstrip(".。 ")))
    if paper.lead_days is not None:
        told.append(words.say("lead_time", days=str(paper.lead_days)))
    notes = zip(NOTE_LETTERS, paper.notes, strict=False)
    told += [words.say("note", letter=letter, text=note) for letter, note in notes]
    return [*told, *filter(None, paper.remarks.splitlines())]
