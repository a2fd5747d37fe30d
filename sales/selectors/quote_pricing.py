"""What the catalogue says to a line of a quote: words, packing, the price that fits the buyer and why (S17-S20)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.db.models.functions import Upper

from catalogue.domain.pricing import Choice, Why
from catalogue.models import CustomerType, MarketRegion, PriceTier, Product, ProductCost
from catalogue.selectors.prices import Offers, offers_for, word_choice
from customers.models import Customer
from sales.domain.quotes import is_below, margin_of
from sales.models import CostRequest, Quote, QuoteLine

VOLUME_STEP = Decimal("0.000001")


@dataclass(frozen=True)
class Buyer:
    """For whom prices are looked for."""

    country: str
    customer_type: str
    currency: str
    language: str
    day: date


def buyer_of(customer: Customer, *, currency: str, language: str, day: date) -> Buyer:
    """Return the customer as the price rule takes it: a type that the price list does not know is any."""
    kind = customer.business_type if customer.business_type in CustomerType.values else ""
    return Buyer(str(customer.country), kind, currency, language, day)


@dataclass(frozen=True)
class Said:
    """What the catalogue says of a product for a buyer: the fields of a line, without its quantity."""

    product: Product
    offers: Offers
    buyer: Buyer

    def fields(self, quantity: Decimal | None) -> dict[str, Any]:
        """Return the fields of a line: the price is that of `quantity`, without one that of the smallest order."""
        product, asked = self.product, quantity if quantity is not None else Decimal(self.product.moq or 1)
        choice = self.offers.for_quantity(max(int(asked), 1))
        carton = product.carton
        return {
            "product": product.pk, "model": product.model_number, "words": self._words(), "unit": product.unit,
            "moq": Decimal(product.moq) if product.moq else None,
            "per_carton": Decimal(product.pieces_per_carton) if product.pieces_per_carton else None,
            "carton_volume": carton.exact_cbm.quantize(VOLUME_STEP) if carton else None, "carton_weight": product.gross_kg,
            "price": choice.tier.price if choice.tier else None,
            "includes": self.offers.notes.get(choice.tier.key, "") if choice.tier else "",
            "why": why_of(choice, self.offers),
        }  # fmt: skip

    def _words(self) -> str:
        product = self.product
        is_chinese = self.buyer.language.startswith("zh")
        name, said = (
            (product.name_zh or product.name_en, product.specification_zh)
            if is_chinese
            else (product.name_en or product.name_zh, product.specification_en)
        )
        return ", ".join(filter(None, (name, said)))[:300]


def products_called(user: Any, models: Iterable[str]) -> dict[str, Product]:
    """Return the products whose model number is one of these, in any case, by the number in capitals: one query."""
    asked = {model.strip().upper() for model in models if model.strip()}
    if not asked:
        return {}
    rows = Product.objects.visible_to(user).annotate(called=Upper("model_number")).filter(called__in=asked)
    return {row.model_number.upper(): row for row in rows.defer("search_text")}


def say_of(products: Iterable[Product], buyer: Buyer) -> dict[int, Said]:
    """Return what the catalogue says of each product for the buyer, by its id: three queries however many."""
    rows = {product.pk: product for product in products}
    if not rows:
        return {}
    offers = offers_for(
        rows, country=buyer.country, customer_type=buyer.customer_type, currency=buyer.currency, day=buyer.day
    )
    return {pk: Said(row, offers[pk], buyer) for pk, row in rows.items()}


# ── why ─────────────────────────────────────────────────────────────────────
def why_of(choice: Choice, offers: Offers) -> dict[str, Any]:
    """Return the reason of a price as plain values that a line keeps; the market by name, for it may be renamed."""
    region = offers.region
    params = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in choice.params.items()
    }
    market = {"market_zh": region.name_zh, "market_en": region.name_en} if region else {}
    price = str(choice.tier.price) if choice.tier else ""
    return {"why": choice.why.value, "params": params, "type": offers.customer_type, "price": price, **market}


def word_why(why: Mapping[str, Any]) -> str:
    """Return the kept reason in one line, in the reader's language; "" where there is none."""
    if not why:
        return ""
    params = dict(why.get("params", {}))
    if "day" in params:
        params["day"] = date.fromisoformat(params["day"])
    market = MarketRegion(name_zh=why["market_zh"], name_en=why["market_en"]) if "market_en" in why else None
    return word_choice(
        Choice(None, Why(why["why"]), params), region=market, customer_type=why.get("type", "")
    )


def places_of_ended_prices(lines: Sequence[QuoteLine], currency: str, day: date) -> set[int]:
    """Return the places of the lines whose list price holds no longer on `day`: no tier of the product has it. One query."""
    listed = {
        place: (line.product_id, line.price)
        for place, line in enumerate(lines)
        if line.product_id
        and line.price is not None
        and line.why.get("price")
        and Decimal(line.why["price"]) == line.price
    }
    if not listed:
        return set()
    rows = PriceTier.objects.filter(
        product__in={product for product, _price in listed.values()}, currency=currency
    )
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
    holding = set(rows.values_list("product", "price"))
    return {place for place, price in listed.items() if price not in holding}


# ── floor and margin ────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Costing:
    """What is known of a line's cost, for those who may see it; `is_below` for everybody who quotes.

    `floor` is the product's floor price, else what production said that it costs: nobody sells under it without asking.
    Both are None where they are not known in the quote's currency: amounts in two currencies are not compared.
    """

    cost: Decimal | None
    floor: Decimal | None
    is_below: bool
    is_costed: bool

    def margin(self, price: Decimal | None) -> Decimal | None:
        """Return the margin as a share of the price."""
        return margin_of(price, self.cost)


def costings_of(quote: Quote, lines: Iterable[QuoteLine], currency: str) -> list[Costing]:
    """Return the costing of each line, in their order: two queries. Not narrowed: what of it is shown is the caller's."""
    rows = list(lines)
    products = {line.product_id for line in rows if line.product_id}
    costs = {row.product_id: row for row in ProductCost.objects.filter(product__in=products)}
    answers = {
        (row.model or row.words, row.currency): row.cost
        for row in CostRequest.objects.filter(quote=quote, cost__isnull=False).order_by("answered_at", "pk")
    }
    return [_costing(line, costs.get(line.product_id or 0), answers, currency) for line in rows]


def _costing(
    line: QuoteLine,
    listed: ProductCost | None,
    answers: Mapping[tuple[str, str], Decimal | None],
    currency: str,
) -> Costing:
    said = answers.get((line.model or line.words, currency))
    is_same = listed is not None and listed.currency == currency
    cost = said if said is not None else listed.cost if listed and is_same else None
    floor = listed.floor_price if listed and is_same and listed.floor_price is not None else said
    is_costed = any(name == (line.model or line.words) for name, _currency in answers) or bool(
        listed and listed.cost is not None
    )
    return Costing(cost, floor, is_below(line.price, floor), is_costed)
