"""The quote as a printed page, and as a proforma invoice: the same figures, worded here, set by typst."""

from typing import Any

from core.printing.pages import make_pdf
from sales.domain.quote_text import carton_of, cubic, packed
from sales.domain.quotes import (
    NOTE_LETTERS,
    Paper,
    PaperLine,
    written_amount,
    written_price,
)
from sales.papers.words import words_in

QUOTATION, PROFORMA = "title", "proforma"
TEMPLATE = "quote"


def print_quote(paper: Paper, kind: str = QUOTATION) -> bytes:
    """Return the PDF. `kind`: as what it is printed; a proforma invoice leaves out lines without a quantity."""
    return make_pdf(TEMPLATE, data_of(paper, kind))


def data_of(paper: Paper, kind: str) -> dict[str, Any]:
    """Return what the page prints, every word and amount already written."""
    words = words_in(paper.language)
    says = words.say
    is_proforma = kind == PROFORMA
    lines = [line for line in paper.lines if line.quantity is not None] if is_proforma else list(paper.lines)
    heads = ("head_item", "head_words", "head_quantity", "head_price", "head_amount")
    load = paper.load
    loaded = [says("cartons", number=f"{load.cartons:,}"), f"{cubic(load.volume)} m3"] if load.cartons else []
    return {
        "lang": words.code, "title": says(kind), "number": paper.label, "dates": dates_of(paper), "to": addressed(paper),
        "seller": {"name": paper.seller.name, "lines": seller_lines(paper)}, "heads": [says(head) for head in heads],
        "lines": [_line(place, line, paper) for place, line in enumerate(lines, 1)],
        "total": says("total", amount=written_amount(paper.total, paper.currency)) if paper.total is not None else "",
        "load": "   ".join(loaded),
        "terms": terms_of(paper),
        "notes": [says("note", letter=letter, text=note) for letter, note in zip(NOTE_LETTERS, paper.notes, strict=False)],
        "remarks": paper.remarks, "signature": says("signature", seller=paper.seller.name) if is_proforma else "",
    }  # fmt: skip


def dates_of(paper: Paper) -> list[str]:
    """Return its date and until when it holds, in words."""
    says = words_in(paper.language).say
    dates = [says("date", date=paper.dated_on.isoformat())]
    return (
        dates
        if paper.valid_until is None
        else [*dates, says("valid_until", date=paper.valid_until.isoformat())]
    )


def addressed(paper: Paper) -> str:
    """Return the line that says to whom it goes."""
    says = words_in(paper.language).say
    is_to_person = bool(paper.attention)
    return says(
        "to",
        buyer=says("attention", buyer=paper.buyer, person=paper.attention) if is_to_person else paper.buyer,
    )


def seller_lines(paper: Paper) -> list[str]:
    """Return what stands below the seller's name: address, telephone, site."""
    seller = paper.seller
    return [
        part for part in (seller.address, " · ".join(filter(None, (seller.phone, seller.website)))) if part
    ]


def _line(place: int, line: PaperLine, paper: Paper) -> dict[str, str]:
    words = words_in(paper.language)
    amount = line.amount_in(paper.currency)
    packing = "  ".join(filter(None, (packed(line, words), carton_of(line))))
    moq = words.say("moq", quantity=words.counted(line.moq, line.unit)) if line.moq else ""
    see = words.say("see_note", letter=line.note) if line.note else ""
    includes = words.say("includes", what=line.includes) if line.includes else ""
    price = written_price(line.price, paper.currency) if line.price is not None else ""
    return {
        "place": str(place), "model": line.model, "words": line.words,
        "more": "   ".join(filter(None, (moq, packing))), "includes": includes, "see": see,
        "quantity": words.counted(line.quantity, line.unit) if line.quantity is not None else "",
        "price": words.say("price", price=price, unit=words.unit(line.unit)) if price and line.unit else price or words.say("no_price"),
        "amount": written_amount(amount, paper.currency) if amount is not None else "",
    }  # fmt: skip


def terms_of(paper: Paper) -> list[str]:
    """Return the terms in the buyer's language, a sentence each: delivery, payment, lead time."""
    words = words_in(paper.language)
    told = [words.say("term", term=f"{paper.incoterm} {paper.place}".strip())]
    if paper.payment:
        told.append(words.say("payment", terms=paper.payment.rstrip(".。 ")))
    if paper.lead_days is not None:
        told.append(words.say("lead_time", days=str(paper.lead_days)))
    return told
