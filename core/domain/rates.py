"""Exchange rates: which one holds on a day, and amounts of several currencies as one (rules.md §9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.money import round_amount

BASE = "CNY"  # what a rate is told in: yuan for one unit of the currency


@dataclass(frozen=True)
class Rate:
    """Yuan for one unit of `currency`, from `day` on until a newer one."""

    currency: str
    day: date
    per_unit: Decimal

    def age_on(self, day: date) -> int:
        """Return how many days old it is on `day`."""
        return (day - self.day).days


class RateMissing(LookupError):
    """There is no rate of these `currencies` that is not later than the day; nothing is added up."""

    def __init__(self, currencies: Iterable[str]) -> None:
        self.currencies = tuple(sorted(set(currencies)))
        super().__init__(", ".join(self.currencies))


def rate_among(rates: Iterable[Rate], currency: str, day: date) -> Rate | None:
    """Return the newest rate of `currency` that is not later than `day`; of the base itself always one."""
    if currency == BASE:
        return Rate(BASE, day, Decimal(1))
    known = [rate for rate in rates if rate.currency == currency and rate.day <= day]
    return max(known, key=lambda rate: rate.day, default=None)


def in_base(amounts: Mapping[str, Decimal], rates: Mapping[str, Rate]) -> Decimal:
    """Return amounts by currency as one amount of the base. Raises RateMissing, which names what has no rate.

    An amount of zero needs no rate.
    """
    wanted = {currency: amount for currency, amount in amounts.items() if amount}
    missing = [currency for currency in wanted if currency != BASE and currency not in rates]
    if missing:
        raise RateMissing(missing)
    exact = (
        amount if currency == BASE else amount * rates[currency].per_unit
        for currency, amount in wanted.items()
    )
    return round_amount(sum(exact, start=Decimal(0)), BASE)
