"""Amounts of money: decimals with their currency, rounded as the currency is (rules.md §9). Never floats."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

HUNDRED = Decimal(100)


def smallest_unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency: 0.01 of a dollar, 1 yen, 0.001 dinar."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def round_amount(amount: Decimal, currency: str) -> Decimal:
    """Return `amount` with as many decimals as the currency has, halves away from zero, as banks and customs do."""
    return amount.quantize(smallest_unit(currency), rounding=ROUND_HALF_UP)


def line_amount(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """Return what a line costs. Each line is rounded by itself, so that the lines on paper add up to their total."""
    return round_amount(quantity * price, currency)


def total_of(lines: Iterable[tuple[Decimal, Decimal]], currency: str) -> Decimal:
    """Return the total of (quantity, price) lines: the sum of their rounded amounts."""
    amounts = (line_amount(quantity, price, currency) for quantity, price in lines)
    return sum(amounts, start=round_amount(Decimal(0), currency))


def share_out(total: Decimal, percents: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Return `total` cut by `percents`, which add up to 100: the parts add up to the total, none is a unit off its share.

    Smallest units that rounding down leaves over go to the parts that lost most by it, the earlier first.
    """
    unit = smallest_unit(currency)
    exact = [total * percent / HUNDRED for percent in percents]
    parts = [amount.quantize(unit, rounding=ROUND_DOWN) for amount in exact]
    left = int((total - sum(parts, start=Decimal(0))) / unit)
    by_loss = sorted(range(len(parts)), key=lambda place: (-abs(exact[place] - parts[place]), place))
    for place in by_loss[: abs(left)]:
        parts[place] += unit if left > 0 else -unit
    return parts
