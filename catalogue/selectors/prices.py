"""Prices for a buyer: which tier, why, and whether a price is below the floor (S17-S19, rules.md §9)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalogue.domain.pricing import Asked, Choice, Tier, Why, choose_tier
from catalogue.models import CustomerType, MarketPolicy, MarketRegion, PriceTier, ProductCost
from core.ui.formats import short_day


@dataclass(frozen=True)
class Offers:
    """The prices of one product for a buyer. `tiers` are all that there are, `notes` what each includes, by its id.

    `region`: the buyer's market, with its value lines loaded; None where the country is in none.
    """

    product_id: int
    tiers: tuple[Tier, ...]
    notes: Mapping[int, str]
    region: MarketRegion | None
    customer_type: str
    currency: str
    day: date

    def for_quantity(self, quantity: int) -> Choice:
        """Return the tier for `quantity`, with its reason and the others."""
        return choose_tier(
            self.tiers,
            Asked(
                currency=self.currency, day=self.day, quantity=max(quantity, 1), customer_type=self.customer_type,
                region=self.region.pk if self.region else None,
                is_price_first=self.region is not None and self.region.policy == MarketPolicy.PRICE_FIRST,
            ),
        )  # fmt: skip


def market_of(country: str) -> MarketRegion | None:
    """Return the market that a country (two letters) belongs to, with its value lines; None for none. Two queries at most."""
    if not country:
        return None
    return MarketRegion.objects.filter(countries__country=country).prefetch_related("value_lines").first()


def offers_for(
    product_ids: Iterable[int], *, country: str, customer_type: str = "", currency: str = "USD", day: date
) -> dict[int, Offers]:
    """Return each product's prices for a buyer in `country`, by product: three queries, however many products.

    Give ids of products that the person sees: list prices are read by everybody who reads the catalogue.
    """
    ids = list(product_ids)
    region = market_of(country)
    tiers: dict[int, list[Tier]] = defaultdict(list)
    notes: dict[int, dict[int, str]] = defaultdict(dict)
    for row in PriceTier.objects.filter(product__in=ids).order_by("pk"):
        tiers[row.product_id].append(as_tier(row))
        notes[row.product_id][row.pk] = row.note
    return {pk: Offers(pk, tuple(tiers[pk]), notes[pk], region, customer_type, currency, day) for pk in ids}


def as_tier(row: PriceTier) -> Tier:
    """Return a row as the rule takes it."""
    return Tier(
        key=row.pk, price=row.price, currency=row.currency, valid_from=row.valid_from, valid_until=row.valid_until,
        region=row.region_id, customer_type=row.customer_type, min_quantity=row.min_quantity,
    )  # fmt: skip


def below_floor(prices: Mapping[int, tuple[Decimal, str]]) -> dict[int, bool | None]:
    """Return, by product, whether a unit price (amount, currency) is below the floor; None where that cannot be said.

    That a price is below is told to whoever quotes; the floor itself never leaves `ProductCost` (permissions.md). It
    cannot be said without a floor, nor across currencies: amounts in two are not compared without a dated rate.
    """
    floors = {
        row.product_id: (row.floor_price, row.currency)
        for row in ProductCost.objects.filter(product__in=list(prices), floor_price__isnull=False)
    }
    told: dict[int, bool | None] = {}
    for pk, (amount, currency) in prices.items():
        floor, floor_currency = floors.get(pk, (None, ""))
        told[pk] = amount < floor if floor is not None and floor_currency == currency else None
    return told


def word_choice(choice: Choice, *, region: MarketRegion | None, customer_type: str = "") -> str:
    """Return in one line why this price was chosen, or why there is none."""
    words: dict[str, Any] = {
        "market": str(region) if region else "",
        "type": str(dict(CustomerType.choices).get(customer_type, customer_type)),
        "quantity": f"{choice.params.get('quantity', 1):,}",
        "day": short_day(choice.params.get("day")),
        "currency": choice.params.get("currency", ""),
    }
    return _SENTENCES[choice.why]() % words


_SENTENCES = {
    Why.MARKET_AND_TYPE: lambda: _("%(market)s, %(type)s, from %(quantity)s"),
    Why.MARKET: lambda: _("%(market)s, from %(quantity)s"),
    Why.TYPE: lambda: _("%(type)s, any market, from %(quantity)s"),
    Why.GENERAL: lambda: _("any market, from %(quantity)s"),
    Why.KEENEST: lambda: _("%(market)s: price first, the keenest that fits, from %(quantity)s"),
    Why.LESS_SPECIFIC: lambda: _("fits, but another fits better"),
    Why.DEARER: lambda: _("fits, but is dearer"),
    Why.OTHER_CURRENCY: lambda: _("there are prices in %(currency)s only"),
    Why.EXPIRED: lambda: _("the price ended %(day)s"),
    Why.NOT_YET: lambda: _("the price begins %(day)s"),
    Why.OTHER_MARKET: lambda: _("there are prices for other markets only"),
    Why.OTHER_TYPE: lambda: _("there are prices for other types of customer only"),
    Why.BELOW_BREAK: lambda: _("there is a price from %(quantity)s on"),
    Why.NO_PRICES: lambda: _("there is no price yet"),
}
