"""What can be said of few numbers, and what cannot: shares, trends, prices side by side (S180, S181)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# Below these nothing is said: one deal more or less would turn the sentence round.
FEWEST_DECIDED = 5
FEWEST_PRICES = 3
FEWEST_FOR_TREND = 8
# A quarter more or less than before is a change, anything else is chance.
CHANGE = 0.25


class Trend(StrEnum):
    """How a number goes from the first half of a time to the second."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    UNKNOWN = "unknown"  # too few to say


def trend(before: int, after: int) -> Trend:
    """Return how `after`, the second half's number, stands to `before`, the first's; both 0 or more."""
    if before + after < FEWEST_FOR_TREND:
        return Trend.UNKNOWN
    if after > before * (1 + CHANGE):
        return Trend.RISING
    return Trend.FALLING if after < before * (1 - CHANGE) else Trend.STEADY


def share(part: int, whole: int, *, fewest: int = FEWEST_DECIDED) -> float | None:
    """Return `part` ÷ `whole`, from 0 to 1; None where the whole is less than `fewest`: too few to say."""
    return part / whole if whole and whole >= fewest else None


def middle(prices: Sequence[Decimal]) -> Decimal | None:
    """Return the mean of the one or two middle prices that were read, None for none."""
    return sum(prices, start=Decimal(0)) / len(prices) if prices else None


def gap(ours: Decimal | None, theirs: Decimal | None) -> float | None:
    """Return by how much we are dearer than they: 0.06 for six per cent, below 0 where we are cheaper; None where one is unknown."""
    return float(ours / theirs - 1) if ours and theirs else None


@dataclass(frozen=True)
class Concentration:
    """How much hangs on a few: the share of the largest, of the three and the ten largest, each from 0 to 1.

    `even`: to how many customers of one size it comes (1 ÷ the sum of the squared shares): 2.0 is a house on two legs.
    """

    largest: float
    three: float
    ten: float
    even: float


def concentration(amounts: Iterable[Decimal]) -> Concentration | None:
    """Return how amounts of one currency, one a customer, are spread; None where nothing was ordered."""
    ordered = sorted((amount for amount in amounts if amount > 0), reverse=True)
    if not ordered:
        return None
    total = sum(ordered, start=Decimal(0))
    shares = [float(amount / total) for amount in ordered]
    return Concentration(shares[0], sum(shares[:3]), sum(shares[:10]), 1 / sum(one * one for one in shares))
