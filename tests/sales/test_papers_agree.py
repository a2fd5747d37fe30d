"""One object, three outputs: quantities, prices, amounts and the total are read back out of text, workbook and PDF, and agree."""

import io
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from pypdf import PdfReader

from sales.domain.quote_text import Words
from sales.domain.quotes import Paper, PaperLine, Seller
from sales.papers.printed import print_quote
from sales.papers.sheet import sheet_of
from sales.papers.text import text_of
from sales.papers.words import words_in

UNITS = ("set", "pc", "dozen", "carton")
PRICES = ("6.45", "0.1275", "1234.5", "0.3333")
WORDS = {
    "en": "Buyer’s “quick” pliers {as typed}",
    "es": "Alicates “ñandú” del cliente",
    "zh": "客户“快脱”尖嘴钳（彩盒）",
}
MODELS = ("QC-S", "QC-A-MODEL-NAME-THAT-IS-TOO-LONG-", "")
FIGURE = r"(?:\d{1,3}(?:,\d{3})*|\d+)(?:\.\d+)?"


@dataclass(frozen=True)
class Figures:
    """What an output says: of each line quantity, price and amount, and the total."""

    lines: list[tuple[Decimal | None, Decimal, Decimal | None]]
    total: Decimal


def paper_with(count: int, language: str) -> Paper:
    """A paper whose every third line is an offer without a quantity, but for the first."""
    lines = tuple(
        PaperLine(
            model=f"{MODELS[place % 3]}{place}" if MODELS[place % 3] else "", words=WORDS[language], unit=UNITS[place % 4],
            price=Decimal(PRICES[place % 4]), quantity=None if place % 3 == 2 else Decimal(1000 + 137 * place),
            moq=Decimal(500), per_carton=Decimal(20), carton_volume=Decimal("0.042"), includes="box" if place % 5 else "", note="A",
        )
        for place in range(count)
    )  # fmt: skip
    return Paper(
        number="QT-2026-0418-2", version=1, dated_on=date(2026, 4, 18), valid_until=date(2026, 5, 18), buyer="Northfield",
        attention="", incoterm="FOB", place="Ningbo", currency="USD", payment="30% T/T", lead_days=35, lines=lines,
        notes=("It’s worth it",), remarks="{as typed} $total$ #read", language=language, seller=Seller("Demo Tools", "No. 1", "", "", ""),
    )  # fmt: skip


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def of_text(text: str, words: Words) -> Figures:
    """Line by line, by the fixed words before each figure."""

    def said(key: str, place: str) -> str:
        before = words.texts[key].partition("{")[0]
        return rf"{re.escape(before)}(?:USD )?({FIGURE})" if place else before

    flat = re.sub(r"\s+", " ", re.sub(r"^(\d+)\) ", r"@\1@ ", text, flags=re.MULTILINE))
    lines = []
    for part in re.split(r"@\d+@ ", flat)[1:]:
        price = re.search(rf"FOB Ningbo USD ({FIGURE}) / ", part)
        quantity, amount = (re.search(said(key, "x"), part) for key in ("quantity", "amount"))
        assert price is not None
        lines.append(
            (
                number(quantity[1]) if quantity else None,
                number(price[1]),
                number(amount[1]) if amount else None,
            )
        )
    total = re.search(said("total", "x"), flat)
    assert total is not None
    return Figures(lines, number(total[1]))


def of_sheet(content: bytes, count: int) -> Figures:
    rows = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()
    ]
    first = next(place for place, row in enumerate(rows) if row[0] == 1)
    cells = [
        [None if value is None else Decimal(str(value)) for value in (row[3], row[5], row[6])]
        for row in rows[first : first + count]
    ]
    return Figures(
        [(quantity, price, amount) for quantity, price, amount in cells if price is not None],
        Decimal(str(rows[first + count][6])),
    )


def text_of_pdf(content: bytes) -> str:
    """The text of all pages, their foot left out, each blank a plain one."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return re.sub(r"\s+", " ", " ".join(pages))


def of_pdf(text: str, words: Words) -> Figures:
    """Row by row: the quantity stands before the price, the amount behind it. A line's packing also ends in a unit: `m3`."""
    row = rf"(?:({FIGURE}) (?!m3)[^\s\d]+ )?USD ({FIGURE}) / \S+(?: USD ({FIGURE}))?"
    lines = [
        (number(quantity) if quantity else None, number(price), number(amount) if amount else None)
        for quantity, price, amount in re.findall(row, text)
    ]
    total = re.search(rf"{re.escape(words.texts['total'].partition('{')[0])}USD ({FIGURE})", text)
    assert total is not None
    return Figures(lines, number(total[1]))


@pytest.mark.parametrize("language", ["en", "es", "zh"])
@pytest.mark.parametrize("count", [1, 60])
def test_text_workbook_and_pdf_say_the_same_figures(count: int, language: str) -> None:
    paper, words = paper_with(count, language), words_in(language)
    told = Figures(
        [(line.quantity, line.price or Decimal(0), line.amount_in("USD")) for line in paper.lines],
        paper.total or Decimal(0),
    )
    assert told.total == sum(amount for _quantity, _price, amount in told.lines if amount is not None)
    assert of_text(text_of(paper), words) == told
    assert of_sheet(sheet_of(paper), count) == told
    content = print_quote(paper)
    text = text_of_pdf(content)
    assert of_pdf(text, words) == told
    # Each page has its number, and the heads of the table where it has lines of it; words stand as they were written, quotes and all.
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]
    heads = [words.say(head) for head in ("head_words", "head_quantity", "head_price", "head_amount")]
    for place, page in enumerate(pages, 1):
        assert f"{place} / {len(pages)}" in page
        assert [head for head in heads if head not in page] == [] or not re.search(r"USD [\d.,]+ / ", page)
    assert (len(pages) > 2) == (count == 60)
    assert text.count(WORDS[language].split()[0]) == count
    assert "{as typed} $total$ #read" in text


@pytest.mark.parametrize("count", range(20, 30))
def test_total_never_stands_alone_on_a_page(count: int) -> None:
    paper = replace(paper_with(count, "en"), notes=(), remarks="")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(print_quote(paper))).pages]
    with_total = next(page for page in pages if "Total:" in page)
    assert re.search(r"USD [\d.,]+\s/\s\w+", with_total.replace("\u00a0", " ").partition("Total:")[0])


TEMPLATING = (
    "{{7*7}}",
    "{% include 'x' %}",
    "${7*7}",
    "%(x)s",
    "{buyer}",
    '#eval("7*7")',
    '#read("/etc/passwd")',
    "$7 times 7$",
    "<b>",
    "=7*7",
)


def test_words_that_look_like_a_program_are_printed_as_they_were_written() -> None:
    """M5: in every place where people write, on all three papers; nothing of them is worked out."""
    odd = " ".join(TEMPLATING)
    line = replace(paper_with(1, "en").lines[0], model="{{7*7}}", words=odd, includes=odd)
    paper = replace(
        paper_with(1, "en"), lines=(line,), buyer=odd, attention=odd, place="{{7*7}}", payment=odd, remarks=odd, notes=(odd,),
    )  # fmt: skip
    cells = openpyxl.load_workbook(io.BytesIO(sheet_of(paper))).active.iter_rows()
    told = {
        "text": text_of(paper),
        "workbook": " ".join(str(cell.value) for row in cells for cell in row if cell.value is not None),
        "PDF": text_of_pdf(print_quote(paper)),
    }
    for name, text in told.items():
        plain = re.sub(r"\s+", "", text)
        for word in TEMPLATING:
            assert plain.count(re.sub(r"\s+", "", word)) >= 5, f"{word} in the {name}"
        assert not re.search(r"\b49\b|root:", text), name
