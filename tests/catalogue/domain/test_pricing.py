"""Which price fits, and why: rows of the rule, and what holds for whatever prices there are (S17, S18)."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.domain.pricing import Asked, Tier, Why, choose_tier, misfit_of

DAY = date(2026, 11, 16)
START = date(2026, 1, 1)
MIDDLE_EAST, USA = 1, 4
GENERAL = Tier(1, Decimal("6.20"), "USD", START)
GULF = Tier(2, Decimal("5.80"), "USD", START, region=MIDDLE_EAST)
STATES = Tier(3, Decimal("6.45"), "USD", START, region=USA)
STATES_CHAINS = Tier(4, Decimal("6.60"), "USD", START, region=USA, customer_type="retailer")
STATES_MANY = Tier(5, Decimal("6.30"), "USD", START, region=USA, min_quantity=5_000)
CHAINS = Tier(6, Decimal("6.25"), "USD", START, customer_type="retailer")
ALL = (GENERAL, GULF, STATES, STATES_CHAINS, STATES_MANY, CHAINS)


def ask(**rest) -> Asked:
    return Asked(**{"currency": "USD", "day": DAY, "quantity": 3_000, **rest})


@pytest.mark.parametrize(
    ("asked", "key", "why"),
    [
        (ask(), 1, Why.GENERAL),
        (ask(region=MIDDLE_EAST), 2, Why.MARKET),
        (ask(region=USA), 3, Why.MARKET),
        (ask(region=USA, quantity=5_000), 5, Why.MARKET),
        (ask(region=USA, quantity=4_999), 3, Why.MARKET),
        (ask(region=USA, customer_type="retailer"), 4, Why.MARKET_AND_TYPE),
        # A market's own type is nearer to the buyer than its larger break.
        (ask(region=USA, customer_type="retailer", quantity=5_000), 4, Why.MARKET_AND_TYPE),
        (ask(customer_type="retailer"), 6, Why.TYPE),
        (ask(region=99, customer_type="importer"), 1, Why.GENERAL),
        # Price first: the keenest that fits; where that is the market's own anyway, its own reason stands.
        (ask(region=USA, is_price_first=True), 1, Why.KEENEST),
        (ask(region=MIDDLE_EAST, is_price_first=True), 2, Why.MARKET),
    ],
)
def test_tier_and_reason(asked: Asked, key: int, why: Why) -> None:
    choice = choose_tier(ALL, asked)
    assert (choice.tier.key, choice.why) == (key, why)


@pytest.mark.parametrize(
    ("tiers", "asked", "why", "params"),
    [
        ((), ask(), Why.NO_PRICES, {}),
        ((GENERAL,), ask(currency="EUR"), Why.OTHER_CURRENCY, {"currency": "USD"}),
        ((STATES,), ask(region=MIDDLE_EAST), Why.OTHER_MARKET, {}),
        ((CHAINS,), ask(), Why.OTHER_TYPE, {}),
        ((STATES_MANY,), ask(region=USA), Why.BELOW_BREAK, {"quantity": 5_000}),
        ((Tier(1, Decimal(6), "USD", START, valid_until=DAY - timedelta(1)),), ask(), Why.EXPIRED, {"day": DAY - timedelta(1)}),
        ((Tier(1, Decimal(6), "USD", DAY + timedelta(1)),), ask(), Why.NOT_YET, {"day": DAY + timedelta(1)}),
        # Of two that are missing the nearer is told.
        ((STATES_MANY, GULF), ask(region=USA), Why.BELOW_BREAK, {"quantity": 5_000}),
    ],
)  # fmt: skip
def test_no_tier_says_what_is_missing(tiers, asked: Asked, why: Why, params: dict) -> None:
    choice = choose_tier(tiers, asked)
    assert (choice.tier, choice.why, dict(choice.params)) == (None, why, params)


def test_last_day_of_a_price_counts_and_so_does_its_first() -> None:
    tier = Tier(1, Decimal(6), "USD", DAY, valid_until=DAY)
    assert choose_tier([tier], ask()).tier is tier


def test_others_stand_in_the_order_of_their_nearness() -> None:
    choice = choose_tier(ALL, ask(region=USA))
    assert [(verdict.tier.key, verdict.why) for verdict in choice.others] == [
        (1, Why.LESS_SPECIFIC), (5, Why.BELOW_BREAK), (4, Why.OTHER_TYPE), (6, Why.OTHER_TYPE), (2, Why.OTHER_MARKET),
    ]  # fmt: skip


TIERS = st.lists(
    st.builds(
        Tier,
        key=st.integers(1, 40),
        price=st.decimals("0.01", "99", places=2),
        currency=st.sampled_from(["USD", "EUR"]),
        valid_from=st.dates(DAY - timedelta(9), DAY + timedelta(9)),
        valid_until=st.none() | st.dates(DAY - timedelta(9), DAY + timedelta(9)),
        region=st.none() | st.integers(1, 3),
        customer_type=st.sampled_from(["", "importer", "retailer"]),
        min_quantity=st.integers(1, 50),
    ),
    max_size=8,
    unique_by=lambda tier: tier.key,
)
ASKED = st.builds(
    Asked,
    currency=st.sampled_from(["USD", "EUR"]),
    day=st.just(DAY),
    quantity=st.integers(1, 60),
    region=st.none() | st.integers(1, 3),
    customer_type=st.sampled_from(["", "importer", "retailer"]),
    is_price_first=st.booleans(),
)


@given(TIERS, ASKED)
def test_chosen_tier_holds_on_the_day_and_is_within_its_break(tiers: list[Tier], asked: Asked) -> None:
    tier = choose_tier(tiers, asked).tier
    if tier is not None:
        assert tier.valid_from <= asked.day <= (tier.valid_until or date.max)
        assert (tier.min_quantity <= asked.quantity, tier.currency) == (True, asked.currency)
        assert tier.region in (None, asked.region)
        assert tier.customer_type in ("", asked.customer_type)


@given(TIERS, ASKED)
def test_a_tier_is_found_whenever_one_fits(tiers: list[Tier], asked: Asked) -> None:
    fits = any(misfit_of(tier, asked) is None for tier in tiers)
    assert (choose_tier(tiers, asked).tier is not None) == fits


@given(TIERS, ASKED)
def test_every_tier_is_told_of_once(tiers: list[Tier], asked: Asked) -> None:
    choice = choose_tier(tiers, asked)
    told = [verdict.tier for verdict in choice.others] + [choice.tier] * (choice.tier is not None)
    assert sorted(tier.key for tier in told) == sorted(tier.key for tier in tiers)


@given(TIERS, ASKED)
def test_most_specific_wins_where_the_price_does_not_come_first(tiers: list[Tier], asked: Asked) -> None:
    choice = choose_tier(tiers, asked)
    fitting = [tier for tier in tiers if misfit_of(tier, asked) is None]
    if fitting and not asked.is_price_first:
        ranks = [(tier.region is not None, tier.customer_type != "", tier.min_quantity) for tier in fitting]
        chosen = choice.tier
        assert (chosen.region is not None, chosen.customer_type != "", chosen.min_quantity) == max(ranks)


@given(TIERS, ASKED)
def test_price_first_never_takes_a_dearer_one(tiers: list[Tier], asked: Asked) -> None:
    choice = choose_tier(tiers, asked)
    if choice.tier is not None and asked.is_price_first:
        assert choice.tier.price == min(tier.price for tier in tiers if misfit_of(tier, asked) is None)


@given(TIERS.map(lambda rows: rows[:4]), ASKED)
def test_order_of_the_tiers_does_not_matter(tiers: list[Tier], asked: Asked) -> None:
    choices = [choose_tier(order, asked) for order in permutations(tiers)]
    assert len({(choice.tier, choice.why, choice.others) for choice in choices}) == 1
