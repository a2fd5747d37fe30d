"""Which of a product's prices fits a buyer, and why (S17, S18; rules.md §9).

A tier fits when it is in the asked currency, holds on the day, is for the buyer's market or any, for the buyer's type or any,
and its quantity break is reached. Of those that fit the most specific wins: market before customer type before the
highest break before the newest. In a market where the price comes first (`price_first`) the keenest of them wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Why(StrEnum):
    """Why a tier was chosen, why none was, or why another was not."""

    # chosen
    MARKET_AND_TYPE = "market_and_type"
    MARKET = "market"
    TYPE = "type"
    GENERAL = "general"
    KEENEST = "keenest"
    # not chosen, though it fits
    LESS_SPECIFIC = "less_specific"
    DEARER = "dearer"
    # does not fit
    OTHER_CURRENCY = "other_currency"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    OTHER_MARKET = "other_market"
    OTHER_TYPE = "other_type"
    BELOW_BREAK = "below_break"
    # nothing there at all
    NO_PRICES = "no_prices"


@dataclass(frozen=True)
class Tier:
    """A list price. `region` None: any market; `customer_type` "": any; `valid_until` None: without end."""

    key: int
    price: Decimal
    currency: str
    valid_from: date
    region: int | None = None
    customer_type: str = ""
    min_quantity: int = 1
    valid_until: date | None = None


@dataclass(frozen=True)
class Asked:
    """For whom a price is looked for. `region` None: a country that is in no market."""

    currency: str
    day: date
    quantity: int = 1
    region: int | None = None
    customer_type: str = ""
    is_price_first: bool = False


@dataclass(frozen=True)
class Verdict:
    """A tier with the reason why it was not taken."""

    tier: Tier
    why: Why


@dataclass(frozen=True)
class Choice:
    """The tier that fits (None: none does), why, and what became of the others, those that fit first.

    `params` of the reason: `quantity` of the break that was reached (or is missing), `day` on which it ended or begins.
    """

    tier: Tier | None
    why: Why
    params: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[Verdict, ...] = ()


# Of what is missing, the nearest to a price is told: a larger order helps more than another market.
NEAREST = (
    Why.BELOW_BREAK, Why.EXPIRED, Why.NOT_YET, Why.OTHER_TYPE, Why.OTHER_MARKET, Why.OTHER_CURRENCY,
)  # fmt: skip


def choose_tier(tiers: Iterable[Tier], asked: Asked) -> Choice:
    """Return the tier that fits `asked` best. The same for every order of `tiers`."""
    rows = sorted(tiers, key=lambda tier: tier.key)
    misfits = [Verdict(tier, why) for tier in rows if (why := misfit_of(tier, asked)) is not None]
    fitting = [tier for tier in rows if misfit_of(tier, asked) is None]
    misfits.sort(key=lambda verdict: NEAREST.index(verdict.why))
    if not fitting:
        return _none(misfits)
    specific = max(fitting, key=_specificity)
    chosen = min(fitting, key=_keenness) if asked.is_price_first else specific
    is_keenest = chosen.price < specific.price
    rest = sorted((tier for tier in fitting if tier is not chosen), key=_specificity, reverse=True)
    others = [
        Verdict(tier, Why.DEARER if is_keenest and tier.price > chosen.price else Why.LESS_SPECIFIC)
        for tier in rest
    ]
    why = Why.KEENEST if is_keenest else _why_chosen(chosen)
    return Choice(chosen, why, {"quantity": chosen.min_quantity}, (*others, *misfits))


def misfit_of(tier: Tier, asked: Asked) -> Why | None:
    """Return why `tier` is not for `asked`; None when it is."""
    if tier.currency != asked.currency:
        return Why.OTHER_CURRENCY
    if tier.region not in (None, asked.region):
        return Why.OTHER_MARKET
    if tier.customer_type not in ("", asked.customer_type):
        return Why.OTHER_TYPE
    if tier.valid_from > asked.day:
        return Why.NOT_YET
    if tier.valid_until is not None and tier.valid_until < asked.day:
        return Why.EXPIRED
    return Why.BELOW_BREAK if tier.min_quantity > asked.quantity else None


def _specificity(tier: Tier) -> tuple[bool, bool, int, date, int]:
    return (
        tier.region is not None,
        bool(tier.customer_type),
        tier.min_quantity,
        tier.valid_from,
        -tier.key,
    )


def _keenness(tier: Tier) -> tuple[Decimal, tuple[int, ...], int, int]:
    """The cheapest; of equals the most specific."""
    has_region, has_type, quantity, day, key = _specificity(tier)
    return tier.price, (-int(has_region), -int(has_type), -quantity), -day.toordinal(), -key


def _why_chosen(tier: Tier) -> Why:
    if tier.region is not None:
        return Why.MARKET_AND_TYPE if tier.customer_type else Why.MARKET
    return Why.TYPE if tier.customer_type else Why.GENERAL


def _none(misfits: list[Verdict]) -> Choice:
    if not misfits:
        return Choice(None, Why.NO_PRICES)
    why = misfits[0].why
    tiers = [verdict.tier for verdict in misfits if verdict.why == why]
    params: dict[str, Any] = {}
    if why == Why.BELOW_BREAK:
        params["quantity"] = min(tier.min_quantity for tier in tiers)
    elif why == Why.EXPIRED:
        params["day"] = max(tier.valid_until for tier in tiers if tier.valid_until is not None)
    elif why == Why.NOT_YET:
        params["day"] = min(tier.valid_from for tier in tiers)
    elif why == Why.OTHER_CURRENCY:
        params["currency"] = tiers[0].currency
    return Choice(None, why, params, tuple(misfits))


__all__ = ["Asked", "Choice", "Tier", "Verdict", "Why", "choose_tier", "misfit_of"]
