"""Products by market: asked about, quoted, won, at which price, and which way it goes (S180, S181)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from analysis.domain.figures import FEWEST_PRICES, Trend, gap, middle, share, trend
from analysis.selectors.asking import Question
from catalogue.models import Product
from catalogue.selectors.markets import OTHER_MARKETS, Markets, read_markets
from inquiries.models import Inquiry, InquiryLine
from inquiries.selectors.asked_products import read_asked
from sales.models import CompetitorPrice, Order, OrderLine, Quote, QuoteLine, QuoteState
from sales.policies import rival_policy

DECIDED = (QuoteState.ACCEPTED, QuoteState.DECLINED, QuoteState.EXPIRED)
Key = tuple[int, Hashable]  # a product's id, and a market's or a country


@dataclass
class Cell:
    """What is known of a product in a market. `price`: the middle of what we quoted, in `currency`, the one most used.

    A currency without a price: of so few prices none is the middle. `theirs`: the middle of what competitors ask in that
    currency, as far as it is fresh.
    """

    asked: int = 0
    asked_late: int = 0
    quotes: int = 0
    won: int = 0
    decided: int = 0
    orders: int = 0
    price: Decimal | None = None
    currency: str = ""
    theirs: Decimal | None = None

    @property
    def trend(self) -> Trend:
        """Of the inquiries, first half of the time to second."""
        return trend(self.asked - self.asked_late, self.asked_late)

    @property
    def win_share(self) -> float | None:
        """Accepted ÷ decided quotes; None: too few to say."""
        return share(self.won, self.decided)

    @property
    def gap(self) -> float | None:
        """By how much we are dearer than others."""
        return gap(self.price, self.theirs)

    def add(self, other: "Cell") -> None:
        """Add the counts of another; prices do not add up."""
        for name in ("asked", "asked_late", "quotes", "won", "decided", "orders"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class ProductRow:
    """A product with a cell for each market in which anything happened, and all of them together."""

    product: Product
    cells: dict[Hashable, Cell] = field(default_factory=dict)
    total: Cell = field(default_factory=Cell)


@dataclass(frozen=True)
class Matrix:
    """Products × markets; `columns` are the markets' ids in their order, OTHER_MARKETS last, as far as anything happened there."""

    rows: list[ProductRow]
    columns: list[int]
    markets: Markets

    @property
    def falling(self) -> list[ProductRow]:
        """Products that are asked about less and less."""
        return [row for row in self.rows if row.total.trend is Trend.FALLING]

    @property
    def rising(self) -> list[ProductRow]:
        """Products that are asked about more and more."""
        return [row for row in self.rows if row.total.trend is Trend.RISING]


def read_matrix(question: Question) -> Matrix:
    """Return every product of which there is anything to tell, most asked and quoted first. Nine statements, or eight."""
    markets = read_markets(question.user)
    cells = _read_cells(question, markets.of, markets)
    found: dict[int, ProductRow] = {}
    products = Product.objects.filter(pk__in={pk for pk, _place in cells}).defer("search_text")
    for product in products:
        found[product.pk] = ProductRow(product)
    for (pk, place), cell in cells.items():
        if place is not None:
            found[pk].cells[place] = cell
            found[pk].total.add(cell)
    for pk, row in found.items():
        overall = cells.get((pk, None), Cell())
        row.total.price, row.total.currency, row.total.theirs = (
            overall.price,
            overall.currency,
            overall.theirs,
        )
    rows = sorted(
        found.values(), key=lambda row: (-row.total.asked, -row.total.quotes, row.product.name_sort)
    )
    used = {place for row in rows for place in row.cells}
    columns = [pk for pk in (*(one.pk for one in markets.regions), OTHER_MARKETS) if pk in used]
    return Matrix(rows, columns, markets)


def read_product(question: Question, product: Product) -> ProductRow:
    """Return a product's cells by country. Eight statements, or seven."""
    cells = _read_cells(question, lambda code: code, read_markets(question.user), product)
    row = ProductRow(product)
    for (_pk, place), cell in cells.items():
        if place is not None:
            row.cells[place] = cell
            row.total.add(cell)
    overall = cells.get((product.pk, None), Cell())
    row.total.price, row.total.currency, row.total.theirs = overall.price, overall.currency, overall.theirs
    return row


# ── the cells ───────────────────────────────────────────────────────────────
def _read_cells(
    question: Question, place_of: Callable[[str], Hashable], markets: Markets, product: Product | None = None
) -> Mapping[Key, Cell]:
    """Return the cells by product and place; under None, of all places together, only the prices."""
    countries = markets.countries_of(question.region)
    cells: dict[Key, Cell] = defaultdict(Cell)
    _count_asked(cells, question, place_of, countries, product)
    for row in _by_country(_quoted(question, countries, product), "version__quote", question_quotes=True):
        cell = cells[row["product"], place_of(row["country"])]
        cell.quotes += row["parents"]
        cell.won += row["won"]
        cell.decided += row["decided"]
    for row in _by_country(_ordered(question, countries, product), "order"):
        cells[row["product"], place_of(row["country"])].orders += row["parents"]
    if question.sees_prices:
        _add_prices(cells, question, markets, place_of, countries, product)
    return cells


def _count_asked(
    cells: dict[Key, Cell], question: Question, place_of: Callable[[str], Hashable],
    countries: list[str] | None, product: Product | None,
) -> None:  # fmt: skip
    lines = InquiryLine.objects.filter(
        question.within("inquiry__received_at"), inquiry__in=question.of(Inquiry.objects)
    )
    if countries is not None:
        lines = lines.filter(inquiry__customer__country__in=countries)
    seen: dict[Key, dict[int, datetime]] = defaultdict(dict)
    for asked in read_asked(lines):
        if product is None or asked.product == product.pk:
            seen[asked.product, place_of(asked.country)][asked.inquiry] = asked.at
    for key, moments in seen.items():
        cells[key].asked = len(moments)
        cells[key].asked_late = sum(at >= question.half for at in moments.values())


def _quoted(question: Question, countries: list[str] | None, product: Product | None) -> Any:
    lines = QuoteLine.objects.filter(
        question.within("version__sent_at"), version__quote__in=question.of(Quote.objects)
    )
    return _narrowed(lines, "version__quote__customer__country", countries, product)


def _ordered(question: Question, countries: list[str] | None, product: Product | None) -> Any:
    orders = question.of(Order.objects).counting()
    lines = OrderLine.objects.filter(
        order__in=orders, order__ordered_on__gte=question.first_day, order__ordered_on__lte=question.last_day
    )  # fmt: skip
    return _narrowed(lines, "order__customer__country", countries, product)


def _narrowed(lines: Any, path: str, countries: list[str] | None, product: Product | None) -> Any:
    rows = lines.exclude(product=None).annotate(country=F(path))
    if countries is not None:
        rows = rows.filter(country__in=countries)
    return rows if product is None else rows.filter(product=product)


def _by_country(lines: Any, parent: str, *, question_quotes: bool = False) -> Iterable[dict[str, Any]]:
    counts: dict[str, Any] = {"parents": Count(parent, distinct=True)}
    if question_quotes:
        state = f"{parent}__state"
        counts["won"] = Count(parent, distinct=True, filter=Q(**{state: QuoteState.ACCEPTED}))
        counts["decided"] = Count(parent, distinct=True, filter=Q(**{f"{state}__in": DECIDED}))
    found: Iterable[dict[str, Any]] = lines.order_by().values("product", "country").annotate(**counts)
    return found


# ── prices ──────────────────────────────────────────────────────────────────
def _add_prices(
    cells: dict[Key, Cell], question: Question, markets: Markets, place_of: Callable[[str], Hashable],
    countries: list[str] | None, product: Product | None,
) -> None:  # fmt: skip
    """Add the middle of what we quoted and of what others ask, by place and over all; each in one currency."""
    by_market = place_of("") == OTHER_MARKETS
    ours = _quoted(question, countries, product).exclude(price=None).annotate(
        place=_place(markets) if by_market else F("country"), money=F("version__currency")
    )  # fmt: skip
    for place in ("place", None):
        for key, (currency, price) in _most_used(_middles(ours, place)).items():
            cell = cells[key]
            cell.price, cell.currency = price, currency
    theirs = CompetitorPrice.objects.known_to(question.user).filter(
        seen_on__gte=rival_policy().fresh_from(question.last_day)
    )
    theirs = _narrowed_rivals(theirs, countries, product).annotate(
        place=_place(markets) if by_market else F("country"), money=F("currency")
    )
    for place in ("place", None):
        for (pk, where, currency), (prices, _count) in _middles(theirs, place).items():
            if (pk, where) in cells and cells[pk, where].currency == currency:
                cells[pk, where].theirs = middle(prices)


def _narrowed_rivals(rows: Any, countries: list[str] | None, product: Product | None) -> Any:
    rows = rows.exclude(product=None)
    if countries is not None:
        rows = rows.filter(country__in=countries)
    return rows if product is None else rows.filter(product=product)


def _place(markets: Markets) -> Any:
    """The market of a row's `country`, as the database works it out."""
    by_region: dict[int, list[str]] = defaultdict(list)
    for code, region in markets.of_country.items():
        by_region[region].append(code)
    whens = [When(country__in=codes, then=Value(str(region))) for region, codes in by_region.items()]
    return Case(*whens, default=Value(str(OTHER_MARKETS)), output_field=CharField())


def _middles(rows: Any, place: str | None) -> dict[tuple[int, Hashable, str], tuple[list[Decimal], int]]:
    """Return the one or two middle prices by product, place and currency, and of how many they are: read by their place."""
    partition = [F("product"), F("money"), *([F(place)] if place else [])]
    ranked = rows.order_by().annotate(
        rank=Window(RowNumber(), partition_by=partition, order_by=[F("price").asc(), F("pk").asc()]),
        many=Window(Count("pk"), partition_by=partition),
    )
    ranked = ranked.filter(rank__gte=F("many") / 2.0, rank__lte=F("many") / 2.0 + 1)
    found: dict[tuple[int, Hashable, str], tuple[list[Decimal], int]] = {}
    columns = ("product", "money", "price", "many", *([place] if place else []))
    for pk, money, price, many, *where in ranked.values_list(*columns):
        key = (pk, _as_place(where[0]) if where else None, money)
        found.setdefault(key, ([], many))[0].append(price)
    return found


def _as_place(value: str) -> Hashable:
    return int(value) if value.isdecimal() else value


def _most_used(
    found: Mapping[tuple[int, Hashable, str], tuple[list[Decimal], int]],
) -> dict[Key, tuple[str, Decimal | None]]:
    """Return currency and middle price by product and place: of several currencies the one that is quoted most.

    The price is None where there are fewer than `FEWEST_PRICES`.
    """
    uses: Counter[tuple[Key, str]] = Counter()
    for (pk, place, money), (_prices, many) in found.items():
        uses[(pk, place), money] = many
    best: dict[Key, str] = {}
    for (key, money), _many in sorted(uses.items(), key=lambda one: (-one[1], one[0][1])):
        best.setdefault(key, money)
    return {key: (money, _said(*found[key[0], key[1], money])) for key, money in best.items()}


def _said(prices: list[Decimal], many: int) -> Decimal | None:
    return middle(prices) if many >= FEWEST_PRICES else None
