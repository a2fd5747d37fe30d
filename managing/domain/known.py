"""What the records know of the milestones that a person judges (S153–S156, S160, S166, S172–S174): plain figures.

They stand beside the question. Whether a milestone is reached stays a person's word: no figure here is a goal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from managing.domain.frames import MONTHS_OF_YEAR, ONE_DAY, WEEK, Days, add_months

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Products:
    """Products that are offered: `told` with selling points (S154), `stale` to be looked through, `oldest` when first (S155)."""

    offered: int
    told: int
    stale: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class PlatformFigures:
    """A week as the platform told it of everybody; None where it did not."""

    monday: date
    reply_rate: Decimal | None
    updated: int | None


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform's last weeks (S153, S155): how many of `WEEKS` are there, the newest rate in per cent, products updated.

    `is_part`: only of whom the reader leads.
    """

    weeks: int
    rate: Decimal | None
    rated_on: date | None
    updated: int | None
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Storefront:
    """Our page on the platform: the products behind it, and what was done there. `platform` None: not the reader's to know."""

    products: Products
    platform: Platform | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Markets with customers, of how many somebody noted something, and the names of the others (S156, S160)."""

    markets: int
    noted: int
    missing: tuple[str, ...] = ()

    def unnamed(self) -> "Noted":
        """Return the figures alone."""
        return Noted(self.markets, self.noted)


@dataclass(frozen=True, slots=True)
class NextYear:
    """Targets set for the second year, which begins on `begins_on`, and the tasks to make its plan (S166)."""

    begins_on: date
    targets: int
    tasks: int
    done: int


@dataclass(frozen=True, slots=True)
class Process:
    """How the department worked in the last reported weeks (S172). `is_part`: only of whom the reader leads."""

    weeks: int
    target_share: float | None
    cadence_share: float | None
    in_time: int
    owed: int
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """How much hangs on a few (S173), in orders of twelve months, A and B customers by market, customers by grade.

    `largest` None, `grades` empty: the night that measured did not know them yet. `by_market` holds the company's own markets and, under `other`, the rest.
    """

    orders: int
    largest: int | None
    five: int
    by_market: Mapping[int, int] = field(default_factory=dict)
    grades: Mapping[str, int] = field(default_factory=dict)
    other: int = 0

    @property
    def largest_share(self) -> float | None:
        """The largest customer's share of the orders, from 0 to 1."""
        return None if self.largest is None else _share(self.largest, self.orders)

    @property
    def five_share(self) -> float | None:
        """The share of the five largest."""
        return _share(self.five, self.orders)

    @property
    def own_markets(self) -> dict[int, int]:
        """A and B customers of the company's own markets that have any."""
        return {pk: number for pk, number in self.by_market.items() if pk != self.other and number > 0}

    @property
    def main_market(self) -> int | None:
        """The market with the most A and B customers; None where none of ours has any."""
        own = self.own_markets
        return min(own, key=lambda pk: (-own[pk], pk)) if own else None

    @property
    def main_share(self) -> float | None:
        """Its share of the A and B customers of the company's own markets."""
        own, main = self.own_markets, self.main_market
        return None if main is None else _share(own[main], sum(own.values()))


@dataclass(frozen=True, slots=True)
class Growth:
    """New products of twelve months, and from where inquiries came in ninety days (S174). `own`: by our name, not by a platform."""

    products: int
    sources: int
    inquiries: int
    own: int


@dataclass(frozen=True, slots=True)
class Turned:
    """What speaks for an export company (S172): orders of twelve months, steady customers, A and B customers."""

    orders: int
    stable: int
    high: int


Known = Products | Platform | Storefront | Noted | NextYear | Process | Structure | Growth | Turned


def first_week(today: date) -> date:
    """Return the Monday of the first of the `WEEKS` whole weeks before the running one."""
    return today - today.weekday() * ONE_DAY - WEEKS * WEEK


def platform_of(rows: Iterable[PlatformFigures], today: date, *, is_part: bool = False) -> Platform:
    """Return what the platform's weeks since `first_week` come to. The running week is not over: it gives the newest rate, no more."""
    since, running = first_week(today), today - today.weekday() * ONE_DAY
    told = [row for row in rows if since <= row.monday <= running]
    rated = max((row for row in told if row.reply_rate is not None), key=lambda row: row.monday, default=None)
    ended = [row for row in told if row.monday < running]
    updates = [row.updated for row in ended if row.updated is not None]
    return Platform(
        weeks=len({row.monday for row in ended}),
        rate=rated.reply_rate if rated else None,
        rated_on=rated.monday if rated else None,
        updated=sum(updates) if updates else None,
        is_part=is_part,
    )


def noted_of(markets: Iterable[tuple[str, bool]]) -> Noted:
    """Return it of the markets with customers: their names, and whether there is a note."""
    told = list(markets)
    missing = tuple(name for name, is_noted in told if not is_noted)
    return Noted(len(told), len(told) - len(missing), missing)


def second_year(starts_on: date) -> Days:
    """Return the days of the plan's second year."""
    return Days(add_months(starts_on, MONTHS_OF_YEAR), add_months(starts_on, 2 * MONTHS_OF_YEAR) - ONE_DAY)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
