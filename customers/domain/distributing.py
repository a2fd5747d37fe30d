"""Who gets which customer in a handover: rules first, the rest to one or evenly, single ones by hand (S98, rules.md §6)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

COUNTRY, PRODUCT = "country", "product"
ONE, EVENLY, STAYS = "one", "evenly", "stays"

Load = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True)
class Item:
    """A customer to be given: its number, grade, country (ISO alpha-2) and the products that it asked about."""

    pk: int
    grade: str
    country: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A country or a product word that leads to one person. `kind` is COUNTRY or PRODUCT."""

    kind: str
    value: str
    to: int


@dataclass(frozen=True)
class Plan:
    """How customers are given out. People are ids.

    `by_hand` wins over everything, `rules` over `rest`. `rest`: to ONE (the first of `receivers`), EVENLY among them, or
    it STAYS. `counts_load`: evenly means with what the receivers have already, and with what the rules gave them.
    """

    rules: tuple[Rule, ...] = ()
    by_hand: Mapping[int, int] = field(default_factory=dict)
    rest: str = EVENLY
    receivers: tuple[int, ...] = ()
    counts_load: bool = False


def distribute(items: Iterable[Item], plan: Plan, load: Load | None = None) -> dict[int, int | None]:
    """Return who gets each item, by its number; None: nobody yet.

    A country comes before a product; of several product words the longest that stands in the item's own wins. Evenly
    is by number and by grade: of each grade everybody gets as many as the others, or one more, and so in all.
    `load`: what each receiver has already, by grade.
    """
    ordered = sorted(items, key=lambda one: one.pk)
    given = {item.pk: plan.by_hand.get(item.pk) or _by_rule(item, plan.rules) for item in ordered}
    rest = [item for item in ordered if given[item.pk] is None]
    if plan.rest == STAYS or not plan.receivers:
        return given
    if plan.rest == ONE:
        return given | {item.pk: plan.receivers[0] for item in rest}
    has = {person: Counter[str]() for person in plan.receivers}
    if plan.counts_load:
        for person, by_grade in (load or {}).items():
            if person in has:
                has[person].update(by_grade)
        for item in ordered:
            to = given[item.pk]
            if to in has:
                has[to][item.grade] += 1
    return given | _evenly(rest, has)


def _evenly(rest: Iterable[Item], has: Mapping[int, Counter[str]]) -> dict[int, int]:
    """Deal the items out, grade by grade: to who has fewest of the grade, of these fewest in all, then in the given order."""
    places = {person: place for place, person in enumerate(has)}
    totals = {person: sum(counts.values()) for person, counts in has.items()}
    given = {}
    for item in sorted(rest, key=lambda one: (one.grade, one.pk)):
        to = min(has, key=lambda person: (has[person][item.grade], totals[person], places[person]))
        has[to][item.grade] += 1
        totals[to] += 1
        given[item.pk] = to
    return given


def _by_rule(item: Item, rules: Sequence[Rule]) -> int | None:
    for rule in rules:
        if rule.kind == COUNTRY and rule.value and rule.value == item.country:
            return rule.to
    asked = " ".join(item.words).casefold()
    fitting = [
        rule for rule in rules if rule.kind == PRODUCT and rule.value and rule.value.casefold() in asked
    ]
    best = max(fitting, key=lambda rule: len(rule.value), default=None)
    return best.to if best else None
