"""Orders: their kind, what is due when, the way of the goods, letters of credit (rules.md §8, issue 5 "Orders")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core.domain.money import HUNDRED, round_amount
from core.domain.steps import StepRefused

SAMPLE, TRIAL, REPEAT = "sample", "trial", "repeat"

DRAFT, CANCELLED = "draft", "cancelled"
CONFIRMED, IN_PRODUCTION, READY, SHIPPED, COMPLETED = STEPS = (
    "confirmed", "in_production", "ready", "shipped", "completed",
)  # fmt: skip
# Not before the goods have left: until then a contract can be amended, or cancelled.
BEFORE_SHIPMENT = (DRAFT, CONFIRMED, IN_PRODUCTION, READY)
RUNNING = STEPS[:-1]


@dataclass(frozen=True)
class Placed:
    """What decides an order's kind. `counts`: it is confirmed, and not cancelled."""

    pk: int
    ordered_on: date
    is_sample: bool
    counts: bool


def kinds_of(orders: Iterable[Placed]) -> dict[int, str]:
    """Return the kind of each order of one buyer (rules.md §8, S95).

    What a person marked is a sample order, the first with goods is the trial order, every later one repeats. Drafts and
    cancelled orders take the kind that their place gives them, and the place stays free.
    """
    found, has_goods = {}, False
    for order in sorted(orders, key=lambda order: (order.ordered_on, order.pk)):
        found[order.pk] = SAMPLE if order.is_sample else REPEAT if has_goods else TRIAL
        has_goods = has_goods or (order.counts and not order.is_sample)
    return found


class BalanceTerms(StrEnum):
    """When the rest is due."""

    BEFORE = "before"  # before the goods leave
    COPY = "copy"  # against the copy of the bill of lading
    AFTER = "after"  # a number of days after the bill of lading
    CREDIT = "credit"  # by letter of credit, against the documents


DEPOSIT, BALANCE = "deposit", "balance"


@dataclass(frozen=True)
class Due:
    """A part of the price: `due_on` None waits for the step `after`."""

    what: str
    amount: Decimal
    after: str
    due_on: date | None


@dataclass(frozen=True)
class Terms:
    """How the price is paid; without a percentage there is no deposit. `days`: after the bill of lading."""

    currency: str
    deposit_percent: Decimal | None
    balance: str
    days: int = 0


def dues_of(total: Decimal, terms: Terms, reached: Mapping[str, date], bl_on: date | None) -> list[Due]:
    """Return deposit and balance, which add up to `total`. `reached`: the day of each step; `bl_on`: the bill of lading's.

    The deposit is due when the order is confirmed; the balance when the goods are ready, or by the bill of lading, whose
    day the shipment's stands in for.
    """
    percent = terms.deposit_percent or Decimal(0)
    deposit = round_amount(total * percent / HUNDRED, terms.currency)
    loaded = bl_on or reached.get(SHIPPED)
    days = timedelta(days=terms.days if terms.balance == BalanceTerms.AFTER else 0)
    after, on = (READY, reached.get(READY)) if terms.balance == BalanceTerms.BEFORE else (SHIPPED, loaded)
    on = on or (loaded if terms.balance == BalanceTerms.BEFORE else None)
    parts = [
        Due(DEPOSIT, deposit, CONFIRMED, reached.get(CONFIRMED)),
        Due(BALANCE, total - deposit, after, on + days if on else None),
    ]
    return [part for part in parts if part.amount]


@dataclass(frozen=True)
class Settled:
    """A part of the price and how much of it came in."""

    due: Due
    paid: Decimal

    @property
    def is_open(self) -> bool:
        """Whether something is missing."""
        return self.paid < self.due.amount

    @property
    def missing(self) -> Decimal:
        """What is still to come."""
        return self.due.amount - self.paid


def settle(dues: Iterable[Due], received: Decimal) -> list[Settled]:
    """Return the parts with what came in: money fills the deposit first, then the balance."""
    found, left = [], max(received, Decimal(0))
    for due in dues:
        paid = min(left, due.amount)
        found.append(Settled(due, paid))
        left -= paid
    return found


def excess_of(total: Decimal, received: Decimal) -> Decimal:
    """Return by how much the payments exceed the total; 0 when they don't."""
    return max(received - total, Decimal(0))


def next_steps(state: str) -> tuple[str, ...]:
    """Return where an order goes from `state`, the usual first: goods in stock skip production, nothing skips the ship."""
    if state not in RUNNING:
        return ()
    later = STEPS[STEPS.index(state) + 1 :]
    return later[: later.index(SHIPPED) + 1] if SHIPPED in later else later


def check_step(state: str, step: str, *, on: date, reached: Mapping[str, date], today: date) -> None:
    """Raise StepRefused (not_from_here, in_future, before_last) unless an order goes from `state` to `step` on the day `on`."""
    if step not in next_steps(state):
        raise StepRefused("not_from_here")
    if on > today:
        raise StepRefused("in_future")
    if any(day > on for day in reached.values()):
        raise StepRefused("before_last")


def state_before(reached: Mapping[str, date]) -> str:
    """Return the state after the last step is taken back. Raises StepRefused (not_last) for one that is only confirmed."""
    taken = [step for step in STEPS if step in reached]
    if len(taken) < 2:
        raise StepRefused("not_last")
    return taken[-2]


# UCP 600, article 14 c: documents are presented within 21 days after the shipment, and before the credit expires.
PRESENTATION_DAYS = 21


@dataclass(frozen=True)
class Credit:
    """A letter of credit."""

    expires_on: date | None
    ship_by: date | None


class CreditWord(StrEnum):
    """What a letter of credit makes us look at."""

    NO_EXPIRY = "no_expiry"
    PLANNED_TOO_LATE = "planned_too_late"
    SHIP_BY_PASSED = "ship_by_passed"
    SHIPPED_TOO_LATE = "shipped_too_late"
    EXPIRED = "expired"
    PRESENT_BY = "present_by"
    PRESENT_PASSED = "present_passed"


@dataclass(frozen=True)
class CreditWarning:
    """A warning with the day that it is about; `is_late`: it has passed."""

    word: CreditWord
    on: date | None
    is_late: bool


def warn_of_credit(
    credit: Credit, *, planned: date | None, shipped: date | None, today: date
) -> list[CreditWarning]:
    """Return what endangers a letter of credit, gravest first. `planned`: the day on which the goods are to leave."""
    if credit.expires_on is None:
        return [CreditWarning(CreditWord.NO_EXPIRY, None, is_late=False)]
    if shipped is None:
        return _before_shipment(credit, planned, today)
    found = []
    if credit.ship_by and shipped > credit.ship_by:
        found.append(CreditWarning(CreditWord.SHIPPED_TOO_LATE, credit.ship_by, is_late=True))
    present_by = present_documents_by(credit, shipped)
    passed = today > present_by
    word = CreditWord.PRESENT_PASSED if passed else CreditWord.PRESENT_BY
    return [*found, CreditWarning(word, present_by, is_late=passed)]


def _before_shipment(credit: Credit, planned: date | None, today: date) -> list[CreditWarning]:
    assert credit.expires_on is not None  # noqa: S101 - asked before
    last = min(credit.ship_by or credit.expires_on, credit.expires_on)
    if today > credit.expires_on:
        return [CreditWarning(CreditWord.EXPIRED, credit.expires_on, is_late=True)]
    if today > last:
        return [CreditWarning(CreditWord.SHIP_BY_PASSED, last, is_late=True)]
    if planned is not None and planned > last:
        return [CreditWarning(CreditWord.PLANNED_TOO_LATE, last, is_late=False)]
    return []


def present_documents_by(credit: Credit, shipped: date) -> date:
    """Return until when the documents of a shipment are to be at the bank (UCP 600, article 14 c)."""
    latest = shipped + timedelta(days=PRESENTATION_DAYS)
    return min(latest, credit.expires_on) if credit.expires_on else latest


class SplitRefused(ValueError):
    """The result cannot be split so. Codes: empty, twice, not_positive, not_hundred."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_split(parts: Iterable[tuple[int, Decimal]]) -> None:
    """Raise SplitRefused unless these (person, percent) are different people whose parts add up to 100."""
    rows = list(parts)
    if not rows:
        raise SplitRefused("empty")
    if len({person for person, _percent in rows}) < len(rows):
        raise SplitRefused("twice")
    if any(percent <= 0 for _person, percent in rows):
        raise SplitRefused("not_positive")
    if sum(percent for _person, percent in rows) != HUNDRED:
        raise SplitRefused("not_hundred")
