"""Who gets an inquiry: the same buyer's person, then country, product word, rotation (issue: Inquiries, S106, S107)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

SAME_BUYER, REGION, PRODUCT, ROTATION, MANUAL = "same_buyer", "region", "product", "rotation", "manual"


@dataclass(frozen=True)
class AssignmentPolicy:
    """What the company decides on its own: whether who logs a new buyer keeps it, and whether there is a rotation."""

    logger_keeps: bool = True
    rotation_is_on: bool = True


@dataclass(frozen=True)
class Rule:
    """A country (ISO alpha-2) or product word that leads to one person. `kind` is `country` or `product`."""

    kind: str
    value: str
    user_id: int


@dataclass(frozen=True)
class Seat:
    """A place in the rotation: open inquiries held, and when the last one came (None: never)."""

    user_id: int
    open_count: int = 0
    last_assigned_at: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """Who gets it, by which rule; `reason` is the country or word that led there."""

    user_id: int
    rule: str
    reason: str = ""


def decide(
    *,
    country: str,
    words: Iterable[str],
    rules: Iterable[Rule],
    seats: Iterable[Seat],
    unavailable: frozenset[int] = frozenset(),
    policy: AssignmentPolicy | None = None,
) -> Decision | None:
    """Return who gets the inquiry of a buyer without an owner; None leaves it to a person.

    Rules that lead to somebody absent or frozen (`unavailable`) are passed over. Among the rest the country comes
    before the product; of several product words the longest that stands in `words` wins.
    """
    rules = [rule for rule in rules if rule.user_id not in unavailable]
    found = _by_country(country, rules) or _by_product(words, rules)
    if found is not None or not (policy or AssignmentPolicy()).rotation_is_on:
        return found
    return pick_in_rotation(seat for seat in seats if seat.user_id not in unavailable)


def pick_in_rotation(seats: Iterable[Seat]) -> Decision | None:
    """Return the seat with the fewest open inquiries; of equal ones who has waited longest, then the lowest id."""
    ranked = sorted(seats, key=lambda seat: (seat.open_count, *_waiting(seat), seat.user_id))
    return Decision(ranked[0].user_id, ROTATION) if ranked else None


def _waiting(seat: Seat) -> tuple[bool, float]:
    """Who never had one comes first."""
    moment = seat.last_assigned_at
    return moment is not None, moment.timestamp() if moment else 0.0


def _by_country(country: str, rules: list[Rule]) -> Decision | None:
    for rule in rules:
        if rule.kind == "country" and country and rule.value.upper() == country.upper():
            return Decision(rule.user_id, REGION, rule.value.upper())
    return None


def _by_product(words: Iterable[str], rules: list[Rule]) -> Decision | None:
    asked = " ".join(words).casefold()
    fitting = [
        rule for rule in rules if rule.kind == "product" and rule.value and rule.value.casefold() in asked
    ]
    best = max(fitting, key=lambda rule: len(rule.value), default=None)
    return Decision(best.user_id, PRODUCT, best.value) if best else None
