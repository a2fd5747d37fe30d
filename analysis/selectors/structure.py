"""Who the customers are: grade, market, kind, strength, source, what they order; how much hangs on a few (S85, S173)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from analysis.domain.figures import Concentration, concentration, share
from analysis.domain.strength import DOLLAR, FLOORS, Strength, strength_of
from analysis.selectors.asking import Question
from catalogue.selectors.markets import OTHER_MARKETS, Markets, read_markets
from core.rates import newest_rates
from core.ui.addresses import address_of
from core.ui.countries import country_name
from core.ui.formats import money_short
from customers.filters import VALUES_KEPT
from customers.models import BusinessType, Customer, Grade, Source, Stage
from sales.models import Order

LARGEST = 10
COUNTRIES = 15
CLASSES = (
    (0, pgettext_lazy("class", "No order")),
    (1, gettext_lazy("One order")),
    (2, gettext_lazy("2 or 3 orders")),
    (4, gettext_lazy("4 orders or more")),
)


@dataclass(frozen=True)
class Slice:
    """So many customers of a kind; `high` of them A or B. `share`: of all customers. `url`: the list of them, "" where there is none."""

    label: str
    count: int
    high: int
    share: float | None
    key: str = ""
    url: str = ""


@dataclass(frozen=True)
class Largest:
    """A customer by what it ordered; None where the reader reads figures only: then it is a place in a row."""

    customer: Customer | None
    amount: Decimal
    share: float


@dataclass(frozen=True)
class Structure:
    """The customers by each dimension, and how much of the orders in `currency`, the most used one, hangs on a few."""

    total: int
    dimensions: list[tuple[str, list[Slice]]]
    currency: str
    spread: Concentration | None
    largest: list[Largest]
    other_currencies: list[str]


def read_structure(question: Question) -> Structure:
    """Return it for the customers of whom the reader's figures are made. Ten statements, twelve with a market."""
    markets = read_markets(question.user)
    customers = question.of(Customer.objects).current()
    countries = markets.countries_of(question.region)
    if countries is not None:
        customers = customers.filter(country__in=countries)
    grades, by_country = _by(customers, "grade"), _by(customers, "country")
    total = sum(count for count, _high in grades.values())
    listed = _Listed(question, markets)
    dimensions = [
        (_("Grade"), listed.by("grade", _slices(grades, total, {one: one for one in Grade.values}, is_ordered=True))),
        *([(_("Market"), listed.by_market(_slices(_fold(by_country, markets), total, _market_names(markets))))] if markets.regions else []),
        (_("Country"), listed.by("country", _slices(by_country, total, {code: country_name(code) for code in by_country})[:COUNTRIES])),
        (_("Business type"), listed.by("business_type", _slices(_by(customers, "business_type"), total, dict(BusinessType.choices)))),
        (_("Buys per year"), _slices(_by_strength(customers, question.last_day), total, _strength_names(), is_ordered=True)),
        (_("Source"), listed.by("source", _slices(_by(customers, "source"), total, dict(Source.choices)))),
        (_("Stage"), listed.by("stage", _slices(_by(customers, "stage"), total, dict(Stage.choices), is_ordered=True))),
    ]  # fmt: skip
    ordered: list[Any] = list(
        Order.objects.counting()
        .filter(customer__in=customers, ordered_on__gte=question.first_day, ordered_on__lte=question.last_day)
        .order_by()
        .values("customer", "customer__grade", "currency")
        .annotate(amount=Sum("total"), n=Count("pk"))
    )
    dimensions.append((_("Orders in this time"), _order_classes(ordered, grades, total)))
    amounts: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for row in ordered:
        amounts[row["currency"]][row["customer"]] = row["amount"]
    used = sorted(amounts, key=lambda money: (-sum(1 for _one in amounts[money]), money))
    currency = used[0] if used else ""
    own = amounts.get(currency, {})
    return Structure(
        total, dimensions, currency, concentration(own.values()), _largest(question, own), used[1:]
    )


class _Listed:
    """Leads slices to the list of exactly these customers, for who opens records; a list knows so many countries."""

    def __init__(self, question: Question, markets: Markets) -> None:
        self.markets, self.opens = markets, question.opens_records
        self.market = markets.countries_of(question.region)

    def by(self, name: str, slices: list[Slice]) -> list[Slice]:
        """Return the slices of a field that the list filters by; what is not entered can't be asked for."""
        countries = None if name == "country" else self.market
        return [
            replace(one, url=self._url(countries, **{name: one.key}) if one.key else "") for one in slices
        ]

    def by_market(self, slices: list[Slice]) -> list[Slice]:
        """Return the slices of markets, each by its countries."""
        codes = {one.key: self.markets.countries_of(int(one.key)) if one.key else None for one in slices}
        return [replace(one, url=self._url(codes[one.key]) if codes[one.key] else "") for one in slices]

    def _url(self, countries: Sequence[str] | None, **chosen: str) -> str:
        if not self.opens or (countries is not None and len(countries) > VALUES_KEPT):
            return ""
        query = urlencode({**chosen, "country": countries} if countries is not None else chosen, doseq=True)
        return f"{address_of('customers:list')}?{query}"


def _by(customers: Any, field: str) -> dict[str, tuple[int, int]]:
    high = Count("pk", filter=Q(grade__in=(Grade.A, Grade.B)))
    rows = customers.order_by().values(field).annotate(n=Count("pk"), high=high)
    return {str(row[field] or ""): (row["n"], row["high"]) for row in rows}


def _by_strength(customers: Any, day: date) -> dict[str, tuple[int, int]]:
    """By what they buy in a year, as somebody typed it; each text is read once. At most two statements."""
    rates = {rate.currency: rate.as_rate() for rate in newest_rates(day)}
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for text, (count, high) in _by(customers, "annual_purchase").items():
        strength = strength_of(text, rates)
        before, high_before = found[strength]
        found[strength] = before + count, high_before + high
    return dict(found)


def _strength_names() -> dict[str, str]:
    floors = [*FLOORS.items()]
    words = {
        one.value: _("%(floor)s or more") % {"floor": money_short(floor, DOLLAR)}
        for one, floor in floors[:-1]
    }
    below = _("less than %(floor)s") % {"floor": money_short(floors[-2][1], DOLLAR)}
    return words | {floors[-1][0].value: below, Strength.UNREADABLE.value: _("no amount that can be read")}


def _slices(
    found: Mapping[str, tuple[int, int]], total: int, labels: Mapping[str, Any], *, is_ordered: bool = False
) -> list[Slice]:
    """Return the slices, the largest first or in the order of `labels`; what nobody has entered stands last."""
    rows = [
        Slice(str(labels.get(key) or _("not entered")), count, high, share(count, total, fewest=1), key)
        for key, (count, high) in found.items()
    ]
    places = {str(label): place for place, label in enumerate(labels.values())}
    none = _("not entered")
    return sorted(
        rows,
        key=lambda row: (row.label == none, places.get(row.label, 99) if is_ordered else -row.count, row.label),
    )  # fmt: skip


def _fold(by_country: Mapping[str, tuple[int, int]], markets: Markets) -> dict[str, tuple[int, int]]:
    found: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for code, (count, high_count) in by_country.items():
        place = str(markets.of(code)) if code else ""
        found[place] += count
        high[place] += high_count
    return {place: (count, high[place]) for place, count in found.items()}


def _market_names(markets: Markets) -> dict[str, str]:
    return {**{str(one.pk): str(one) for one in markets.regions}, str(OTHER_MARKETS): _("Other countries")}


def _order_classes(
    ordered: list[dict[str, Any]], grades: Mapping[str, tuple[int, int]], total: int
) -> list[Slice]:
    """Customers by how many orders they placed."""
    orders: Counter[int] = Counter()
    grade: dict[int, str] = {}
    for row in ordered:
        orders[row["customer"]] += row["n"]
        grade[row["customer"]] = row["customer__grade"]
    counts: Counter[int] = Counter()
    high: Counter[int] = Counter()
    for customer, number in orders.items():
        floor = max(least for least, _label in CLASSES if least <= number)
        counts[floor] += 1
        high[floor] += grade[customer] in {Grade.A, Grade.B}
    counts[0] = total - sum(counts.values())
    high[0] = sum(found for _count, found in grades.values()) - sum(high.values())
    return [
        Slice(str(label), counts[least], high[least], share(counts[least], total, fewest=1))
        for least, label in CLASSES
        if counts[least]
    ]


def _largest(question: Question, amounts: Mapping[int, Decimal]) -> list[Largest]:
    total = sum(amounts.values(), start=Decimal(0))
    best = sorted(((pk, amount) for pk, amount in amounts.items() if amount > 0), key=lambda one: (-one[1], one[0]))[:LARGEST]  # fmt: skip
    seen = (
        Customer.objects.visible_to(question.user).in_bulk([pk for pk, _amount in best])
        if question.sees_prices
        else {}
    )
    return [Largest(seen.get(pk), amount, float(amount / total)) for pk, amount in best]
