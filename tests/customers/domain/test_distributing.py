"""Who gets which customer: rules, by hand, evenly (S98)."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from customers.domain.distributing import (
    COUNTRY,
    EVENLY,
    ONE,
    PRODUCT,
    STAYS,
    Item,
    Plan,
    Rule,
    distribute,
)

ANNA, BO, CHEN = 1, 2, 3
items_of_any_kind = st.lists(
    st.builds(
        Item, pk=st.integers(1, 10_000), grade=st.sampled_from("ABCD"), country=st.sampled_from(["", "DE", "FR", "US"])
    ),
    unique_by=lambda item: item.pk, max_size=60,
)  # fmt: skip
receivers = st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=6).map(tuple)
loads = st.dictionaries(
    st.integers(1, 50), st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 40)), max_size=6
)


def counts_by_grade(items: list[Item], shares: dict[int, int | None]) -> dict[str, Counter[int | None]]:
    found: dict[str, Counter[int | None]] = {grade: Counter() for grade in "ABCD"}
    for item in items:
        found[item.grade][shares[item.pk]] += 1
    return found


@given(items_of_any_kind, receivers)
def test_evenly_is_even_in_number_and_in_each_grade(items: list[Item], people: tuple[int, ...]) -> None:
    shares = distribute(items, Plan(receivers=people))
    for counts in (*counts_by_grade(items, shares).values(), Counter(shares.values())):
        numbers = [counts[person] for person in people]
        assert max(numbers) - min(numbers) <= 1
    assert set(shares) == {item.pk for item in items}
    assert None not in shares.values()


@given(items_of_any_kind, receivers, loads)
def test_with_the_load_nobody_gets_more_than_those_who_have_least(
    items: list[Item], people: tuple[int, ...], load: dict[int, dict[str, int]]
) -> None:
    shares = distribute(items, Plan(receivers=people, counts_load=True), load)
    for grade, counts in counts_by_grade(items, shares).items():
        after = {person: load.get(person, {}).get(grade, 0) + counts[person] for person in people}
        for person in people:
            if counts[person]:
                assert after[person] - min(after.values()) <= 1


@given(items_of_any_kind, receivers, st.sampled_from([ONE, EVENLY, STAYS]))
def test_rules_and_the_hand_win_whatever_the_rest_does(
    items: list[Item], people: tuple[int, ...], rest: str
) -> None:
    by_hand = {item.pk: CHEN for item in items[:3]}
    rules = (Rule(COUNTRY, "DE", ANNA), Rule(COUNTRY, "FR", BO))
    shares = distribute(items, Plan(rules, by_hand, rest, people))
    for item in items:
        expected = by_hand.get(item.pk) or {"DE": ANNA, "FR": BO}.get(item.country)
        if expected:
            assert shares[item.pk] == expected
        elif rest == ONE:
            assert shares[item.pk] == people[0]
        elif rest == STAYS:
            assert shares[item.pk] is None
        else:
            assert shares[item.pk] in people


@given(items_of_any_kind, receivers, loads)
def test_the_same_again_gives_the_same(
    items: list[Item], people: tuple[int, ...], load: dict[int, dict[str, int]]
) -> None:
    plan = Plan(receivers=people, counts_load=True)
    assert distribute(items, plan, load) == distribute(reversed(items), plan, load)


def test_country_comes_before_product_and_the_longest_word_wins() -> None:
    rules = (
        Rule(PRODUCT, "socket", ANNA),
        Rule(PRODUCT, "Socket Set", BO),
        Rule(COUNTRY, "DE", CHEN),
    )
    items = [
        Item(1, "A", "DE", ("46-pc socket set",)),
        Item(2, "A", "US", ("46-pc socket set",)),
        Item(3, "A", "US", ("impact socket",)),
        Item(4, "A", "US", ("pliers",)),
    ]
    assert distribute(items, Plan(rules, rest=STAYS)) == {1: CHEN, 2: BO, 3: ANNA, 4: None}


def test_nobody_to_give_to_leaves_it_with_nobody() -> None:
    assert distribute([Item(1, "A")], Plan(rest=ONE)) == {1: None}
    assert distribute([Item(1, "A")], Plan(rest=EVENLY)) == {1: None}


def test_what_the_rules_gave_counts_as_load() -> None:
    items = [Item(1, "A", "DE"), Item(2, "A"), Item(3, "A")]
    plan = Plan((Rule(COUNTRY, "DE", ANNA),), receivers=(ANNA, BO), counts_load=True)
    assert distribute(items, plan) == {1: ANNA, 2: BO, 3: ANNA}
