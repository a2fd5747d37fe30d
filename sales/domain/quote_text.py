"""The quote as plain text: small, safe, loved by buyers (S14, S15). It goes into the body of a mail, or a `.txt`.

No tabs, at most 78 columns, a wide sign counting two. (Only the head may take 79: the specimen in requirements D5 does.)
What people wrote is printed as it stands, braces and all; only the fixed words know places to fill in.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from catalogue.domain.packing import CBM_STEP
from core.domain.widths import sign_width, width_of
from sales.domain.quotes import (
    NOTE_LETTERS,
    Paper,
    PaperLine,
    written_amount,
    written_number,
    written_price,
)

WIDTH = 78
HEAD_WIDTH = 79
DATE_COLUMN = 37
MODEL_COLUMN = 20
LEAST_ROOM = 20


@dataclass(frozen=True)
class Words:
    """The fixed texts of one language: `texts` by key with places such as `{date}`, `units` with one and with more of them."""

    code: str
    name: str
    texts: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]

    def say(self, key: str, **places: str) -> str:
        """Return a fixed text with its places filled; what is filled in is not read again."""
        before = self.texts[key]
        found = []
        while True:
            head, opened, rest = before.partition("{")
            name, closed, before = rest.partition("}")
            found.append(head)
            if not (opened and closed):
                return "".join(found)
            found.append(places[name])

    def unit(self, code: str, number: Decimal | None = Decimal(1)) -> str:
        """Return a unit for so many; one that the language does not know is printed as it was typed."""
        one, more = self.units.get(code, (code, code))
        return one if number == 1 else more

    def counted(self, number: Decimal, unit: str) -> str:
        """Return a quantity with its unit."""
        return self.say("counted", number=written_number(number), unit=self.unit(unit, number)).rstrip()


def write_text(paper: Paper, words: Words, title: str = "title") -> str:
    """Return the quote as text: every line ends, the last one too. `title`: which fixed text it begins with."""
    lines = [
        *_head(paper, words, title),
        *_items(paper, words),
        *_totals(paper, words),
        *_terms(paper, words),
        *_notes(paper, words),
        *(line for part in paper.remarks.splitlines() for line in wrap(part) or [""]),
    ]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _head(paper: Paper, words: Words, title: str) -> list[str]:
    first = f"{words.say(title)}  {paper.label}"
    dates = [words.say("date", date=paper.dated_on.isoformat())]
    if paper.valid_until is not None:
        dates.append(words.say("valid_until", date=paper.valid_until.isoformat()))
    date_words = "   ".join(dates)
    told = _padded(first, DATE_COLUMN - 2) + "  " + date_words
    head = [told] if width_of(told) <= HEAD_WIDTH else [first, date_words]
    buyer = paper.buyer
    if paper.attention:
        buyer = words.say("attention", buyer=paper.buyer, person=paper.attention)
    return [*head, *(wrap(words.say("to", buyer=buyer)) if buyer else ())]


def _items(paper: Paper, words: Words) -> Iterator[str]:
    indent = " " * (len(str(len(paper.lines))) + 2)
    widths = [width_of(clean(line.model)) for line in paper.lines]
    model_width = max((width for width in widths if width <= MODEL_COLUMN), default=0)
    price_width = max((width_of(_price_of(line, paper, words)) for line in paper.lines), default=0)
    for number, line in enumerate(paper.lines, 1):
        place = _padded(f"{number})", len(indent))
        model = f"{_padded(clean(line.model), model_width)} " if model_width else ""
        if width_of(model) > MODEL_COLUMN + 1:  # too long for a column: its words stand below
            yield from wrap(clean(line.model), first=place, rest=indent)
            place, model = indent, ""
        told = place + model
        yield from wrap(line.words, first=told, rest=" " * width_of(told)) or [told]
        yield from _facts(line, paper, words, indent, price_width)
        yield from _included(line, words, indent)


def _price_of(line: PaperLine, paper: Paper, words: Words) -> str:
    if line.price is None:
        return words.say("no_price")
    price = written_price(line.price, paper.currency)
    return words.say("price", price=price, unit=words.unit(line.unit)) if line.unit else price


def _facts(line: PaperLine, paper: Paper, words: Words, indent: str, price_width: int) -> Iterator[str]:
    """The price with its term, then what may be known besides; the columns of the lines stand under each other."""
    head = "  ".join(filter(None, (_term(paper), _padded(_price_of(line, paper, words), price_width))))
    yield from _joined([head, *_quantities(line, paper, words)], indent, gap="    ")


def _term(paper: Paper) -> str:
    return clean(f"{paper.incoterm} {paper.place}")


def _quantities(line: PaperLine, paper: Paper, words: Words) -> list[str]:
    packing = "  ".join(filter(None, (packed(line, words), carton_of(line))))
    amount = line.amount_in(paper.currency)
    return [
        part
        for part in (
            words.say("moq", quantity=words.counted(line.moq, line.unit)) if line.moq else "",
            words.say("quantity", quantity=words.counted(line.quantity, line.unit)) if line.quantity is not None else "",
            packing,
            words.say("amount", amount=written_amount(amount, paper.currency)) if amount is not None else "",
        )
        if part
    ]  # fmt: skip


def packed(line: PaperLine, words: Words) -> str:
    """Return how many go into a carton; "" where it is not known."""
    return (
        words.say("per_carton", quantity=words.counted(line.per_carton, line.unit)) if line.per_carton else ""
    )


def carton_of(line: PaperLine) -> str:
    """Return the volume of a carton; "" where it is not known."""
    return f"{cubic(line.carton_volume)} m3" if line.carton_volume else ""


def cubic(volume: Decimal) -> str:
    """Return cubic metres to three places, rounded up as forwarders do."""
    return f"{volume.quantize(CBM_STEP, ROUND_CEILING):,}"


def _joined(parts: list[str], indent: str, gap: str) -> Iterator[str]:
    """Put the parts on one line as far as they go, the first gap as wide as `gap`, the others three."""
    told, space = indent + parts[0], gap
    for part in parts[1:]:
        if width_of(told + space + part) > WIDTH:
            yield from wrap(told[len(indent) :].rstrip(), first=indent, rest=indent, is_kept=True)
            told = indent + part
        else:
            told += space + part
        space = "   "
    yield from wrap(told[len(indent) :].rstrip(), first=indent, rest=indent, is_kept=True)


def _included(line: PaperLine, words: Words, indent: str) -> list[str]:
    see = words.say("see_note", letter=line.note) if line.note else ""
    if line.includes:
        told = words.say("includes", what=clean(line.includes))
        return wrap(f"{told} {see}".rstrip(), first=indent, rest=indent)
    return wrap(see, first=indent, rest=indent) if see else []


def _totals(paper: Paper, words: Words) -> Iterator[str]:
    if paper.total is None:
        return
    told = [words.say("total", amount=written_amount(paper.total, paper.currency))]
    load = paper.load
    if load.cartons:
        told += [words.say("cartons", number=f"{load.cartons:,}"), f"{cubic(load.volume)} m3"]
    yield from _joined(told, "", "   ")


def _terms(paper: Paper, words: Words) -> list[str]:
    terms = []
    if paper.payment:
        terms.append(words.say("payment", terms=clean(paper.payment).rstrip(".。 ")))
    if paper.lead_days is not None:
        terms.append(words.say("lead_time", days=str(paper.lead_days)))
    together = "  ".join(terms)
    if width_of(together) <= WIDTH:
        return [together] if together else []
    return [line for term in terms for line in wrap(term)]


def _notes(paper: Paper, words: Words) -> Iterator[str]:
    for letter, note in zip(NOTE_LETTERS, paper.notes, strict=False):
        if note.strip():
            yield from wrap(words.say("note", letter=letter, text=clean(note)))


# ── columns ─────────────────────────────────────────────────────────────────
def clean(text: str) -> str:
    """Return the text on one line, white space and control characters as single blanks: no tab reaches the paper."""
    plain = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp", "Zs"} else sign for sign in text)
    return " ".join(plain.split())


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - width_of(text))


def wrap(text: str, first: str = "", rest: str = "", *, is_kept: bool = False) -> list[str]:
    """Return the text in lines of at most WIDTH columns, broken at blanks and between wide signs.

    The first line begins with `first`, the others with `rest`. `is_kept`: a text that fits keeps its blanks, which make
    columns.
    """
    if is_kept and width_of(first + text) <= WIDTH:
        return [first + text] if text else []
    lines, told = [], first
    room = 0  # columns of text in `told`
    for piece, is_after_blank in _pieces(text, WIDTH - max(width_of(first), width_of(rest))):
        blank = " " if is_after_blank and room else ""
        if room and width_of(told + blank + piece) > WIDTH:
            lines.append(told)
            told, room, blank = rest, 0, ""
        told += blank + piece
        room += width_of(piece)
    return [*lines, told] if room else lines


def _pieces(text: str, longest: int) -> Iterator[tuple[str, bool]]:
    """What may not be broken, with whether a blank stands before it: a word, a wide sign, a part of an endless word."""
    for word in text.split():
        is_first = True
        for piece in _breakable(word, max(longest, LEAST_ROOM)):
            yield piece, is_first
            is_first = False


# Signs that begin no line: they stay with the sign before them.
CLOSING = frozenset(",.;:!?)]}，。；：！？）】》」、%'\"’”")


def _breakable(word: str, longest: int) -> Iterable[str]:
    piece = ""
    for sign in word:
        is_break = (
            bool(piece) and sign not in CLOSING and (sign_width(sign) == 2 or sign_width(piece[-1]) == 2)
        )
        if is_break or width_of(piece + sign) > longest:
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece
