"""What one quote's page shows: the paper as text, what it fills, what is to be known before it goes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalogue.domain.pricing import Why
from catalogue.selectors.listing import missing_of
from catalogue.selectors.prices import market_of
from catalogue.selectors.words import part_words
from core.request_context import today
from sales.domain.quotes import Change, Paper, differences
from sales.models import Quote, QuoteLine, QuoteVersion
from sales.papers.text import text_of
from sales.permissions.quotes import can_see_margins
from sales.selectors.competitor_prices import hints_for
from sales.selectors.quote_papers import paper_of
from sales.selectors.quote_pricing import Costing, costings_of, places_of_ended_prices, word_why


@dataclass(frozen=True)
class LineView:
    """A line as the page tells it. `costing` is None for who sees only whether it is `is_below` the floor.

    `is_over`: its price is a list price that no longer holds; `is_other_currency`: the list has prices in another one only;
    `lacks`: what the product's record is without, in words (S26); `rival`: what somebody else asks for the product, in a line.
    """

    line: QuoteLine
    amount: Decimal | None
    why: str
    is_below: bool
    is_costed: bool
    costing: Costing | None
    margin: Decimal | None
    is_withdrawn: bool
    is_over: bool
    is_other_currency: bool
    lacks: str
    rival: str

    @property
    def is_warned_of(self) -> bool:
        """Whether something of it is to be known before it goes out (S20)."""
        return self.is_withdrawn or self.is_below or self.is_over or self.is_other_currency


@dataclass(frozen=True)
class PaperView:
    """A version as the page tells it: text, total, containers, lines. `lacks`: why it cannot go out yet, in words."""

    paper: Paper
    text: str
    lines: list[LineView]
    is_below: bool
    is_costed: bool
    shows_margins: bool

    @property
    def loading(self) -> str:
        """What it fills, in one line; "" where nothing is known."""
        load = self.paper.load
        if not load.volume:
            return ""
        boxes = " + ".join(f"{count} × {name}" if count > 1 else name for name, count in load.containers)
        words = _("%(cartons)s cartons, %(volume)s m³: %(boxes)s, %(fill)s%% full") % {
            "cartons": f"{load.cartons:,}", "volume": f"{load.volume:.2f}", "boxes": boxes, "fill": load.fill,
        }  # fmt: skip
        if not load.unknown:
            return words
        return words + " · " + _("packing of %(count)s lines not known") % {"count": load.unknown}


def view_of(user: Any, quote: Quote, version: QuoteVersion, lines: Iterable[QuoteLine]) -> PaperView:
    """Return a version with these lines, stored or only typed, as `user` may see it (5 queries; 2 once it was sent)."""
    rows = list(lines)
    paper = paper_of(version, rows)
    costings = costings_of(quote, rows, version.currency)
    shows_margins = can_see_margins(user)
    is_open = version.sent_at is None
    rivals = hints_for(user, rows, str(quote.customer.country), today()) if is_open else {}
    asked = {line.product_id for line in rows if line.product_id}
    missing = missing_of(asked, today()) if is_open else {}
    over = places_of_ended_prices(rows, version.currency, today()) if is_open else set()
    told = [
        LineView(
            line, said.amount_in(version.currency), word_why(line.why), costing.is_below, costing.is_costed,
            costing if shows_margins else None, costing.margin(line.price) if shows_margins else None,
            line.product is not None and line.product.withdrawn_at is not None, place in over,
            line.price is not None and line.why.get("why") == Why.OTHER_CURRENCY,
            ", ".join(map(part_words, missing.get(line.product_id or 0, ()))), rivals.get(line.product_id or 0, ""),
        )
        for place, (line, said, costing) in enumerate(zip(rows, paper.lines, costings, strict=True))
    ]  # fmt: skip
    return PaperView(
        paper,
        text_of(paper),
        told,
        any(one.is_below for one in told),
        all(one.is_costed for one in told),
        shows_margins,
    )


@dataclass(frozen=True)
class Hint:
    """How the buyer's market is quoted to (S18, S19): the policy in words, the company's own, and what is explained."""

    market: str
    policy: str
    text: str
    company: str
    values: list[str]


def hint_for(quote: Quote, language: str) -> Hint | None:
    """Return the hint for the customer's market; None where it is in none, or quoted to as usual without a word."""
    market = market_of(str(quote.customer.country))
    if market is None:
        return None
    texts = {
        "price_first": _(
            "Very price-sensitive: the first offer has to compete. The keenest price that fits stands first."
        ),
        "value_first": _(
            "Added value and service count: put their cost into the price, and explain it in a note."
        ),
    }
    values = [line.sentence_in(language) for line in market.value_lines.all()]
    text = texts.get(market.policy, "")
    if not (text or market.hint):
        return None
    return Hint(str(market), market.get_policy_display(), text, market.hint, values)


def changes_of(version: QuoteVersion, before: QuoteVersion | None) -> list[Change]:
    """Return what a version says otherwise than the one before it."""
    return differences(paper_of(before), paper_of(version)) if before is not None else []
