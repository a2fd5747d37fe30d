"""What buyers say they want to pay for a product, beside what we quoted them for it (S181: history of target prices)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from analysis.domain.figures import FEWEST_PRICES, gap, middle
from analysis.selectors.asking import Question
from catalogue.models import Product
from catalogue.selectors.markets import read_markets
from core.ui.countries import country_name
from inquiries.domain.reader.quantities import unit_of
from inquiries.models import Inquiry, InquiryLine
from inquiries.selectors.asked_products import read_asked
from sales.models import QuoteLine

SHOWN = 30


@dataclass(frozen=True)
class Wish:
    """A target price as a buyer named it.

    `ours`: what we quoted for the product in answer to it, the last time, in the same currency and for the same unit; None:
    not yet, or for another unit.
    """

    at: datetime
    country: str  # its name; "" if it is not known
    price: Decimal
    currency: str
    quantity: Decimal | None
    unit: str
    inquiry: Inquiry
    ours: Decimal | None

    @property
    def gap(self) -> float | None:
        """By how much our quote is above what the buyer wants; below 0 where it is less."""
        return gap(self.ours, self.price)


@dataclass(frozen=True)
class Wishes:
    """The newest of a time, of `count`. `middle`: the middle of those in the most used `currency` for the product's own unit.

    `gap`: by how much the middle of our quotes is above the middle of the wishes that they answer, below 0 where it is less.
    Both None: too few to say.
    """

    rows: list[Wish]
    count: int
    currency: str
    middle: Decimal | None
    gap: float | None


class Told(NamedTuple):
    """A target price as a line of an inquiry says it, and for which unit ("" for the product's own)."""

    line: int
    inquiry: int
    price: Decimal
    currency: str
    unit: str


def read_wishes(question: Question, product: Product) -> Wishes:
    """Return what buyers wanted to pay for a product in the time and market of the question, as far as the reader sees their inquiries.

    Five statements, seven with a market. To be asked for who is told prices only (`Question.sees_prices`).
    """
    seen = Inquiry.objects.visible_to(question.user)
    lines = InquiryLine.objects.filter(
        question.within("inquiry__received_at"), inquiry__in=seen, target_price__gt=0
    ).exclude(currency="")
    countries = read_markets(question.user).countries_of(question.region) if question.region else None
    if countries is not None:
        lines = lines.filter(inquiry__customer__country__in=countries)
    asked = {one.line for one in read_asked(lines) if one.product == product.pk}
    columns = ("pk", "inquiry_id", "target_price", "currency", "unit")
    newest_first = lines.order_by("-inquiry__received_at", "-pk").values_list(*columns)
    told = [Told(*row)._replace(unit=_unit(row[-1], product)) for row in newest_first if row[0] in asked]
    quoted = _quoted(product, {one.inquiry for one in told})
    uses = Counter(one.currency for one in told)
    currency = min(uses, key=lambda money: (-uses[money], money)) if uses else ""
    own = [one for one in told if one.currency == currency and not one.unit]
    answered = [
        (ours, one.price) for one in own if (ours := quoted.get((one.inquiry, currency, ""))) is not None
    ]
    ours, wanted = _middle(price for price, _wish in answered), _middle(wish for _price, wish in answered)
    rows = _rows({one.line: quoted.get((one.inquiry, one.currency, one.unit)) for one in told[:SHOWN]})
    return Wishes(rows, len(told), currency, _middle(one.price for one in own), gap(ours, wanted))


def _unit(written: str, product: Product) -> str:
    """The unit that a price is for, "" for the product's own: what nobody wrote is taken for that."""
    unit = unit_of(written) or written.strip().lower()
    return "" if not unit or unit in {product.unit, unit_of(product.unit)} else unit


def _rows(ours: Mapping[int, Decimal | None]) -> list[Wish]:
    lines = InquiryLine.objects.filter(pk__in=ours).select_related("inquiry__customer")
    return [
        Wish(
            line.inquiry.received_at, country_name(str(line.inquiry.customer.country)) if line.inquiry.customer else "",
            line.target_price or Decimal(0), line.currency, line.quantity, line.unit, line.inquiry, ours[line.pk],
        )
        for line in lines.order_by("-inquiry__received_at", "-pk")
    ]  # fmt: skip


def _quoted(product: Product, inquiries: set[int]) -> Mapping[tuple[int, str, str], Decimal]:
    """What was quoted last for the product, by inquiry, currency and unit ("" for the product's own)."""
    rows = QuoteLine.objects.filter(
        product=product, version__quote__inquiry__in=inquiries, version__sent_at__isnull=False
    ).exclude(price=None)
    columns = ("version__quote__inquiry", "version__currency", "unit", "price")
    return {
        (inquiry, currency, _unit(unit, product)): price
        for inquiry, currency, unit, price in rows.order_by("version__sent_at", "pk").values_list(*columns)
        if price is not None
    }


def _middle(prices: Iterable[Decimal]) -> Decimal | None:
    """The middle of at least FEWEST_PRICES prices."""
    ordered = sorted(prices)
    half = len(ordered) // 2
    if len(ordered) < FEWEST_PRICES:
        return None
    return middle(ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1])
