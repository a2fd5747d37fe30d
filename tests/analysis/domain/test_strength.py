"""What a buyer buys in a year, as people type it (S85)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.domain.strength import FLOORS, Strength, read_yearly, strength_of
from core.domain.rates import Rate

DAY = date(2026, 11, 18)
RATES = {code: Rate(code, DAY, Decimal(value)) for code, value in (("USD", "7"), ("EUR", "8"))}


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("USD 500,000", 500_000, "USD"), ("$2M", 2_000_000, "USD"), ("2-3 million USD", 2_000_000, "USD"), ("50万美元", 500_000, "USD"),
        ("约80-100万美金", 800_000, "USD"), ("EUR 300k", 300_000, "EUR"), ("人民币500万元", 5_000_000, "CNY"), ("RMB 1.5亿", 150_000_000, "CNY"),
        ("1200000", 1_200_000, "USD"), ("about 1.2 mio per year", 1_200_000, "USD"), ("300 - 500k", 300_000, "USD"), ("£75,000", 75_000, "GBP"),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: int, currency: str) -> None:
    assert read_yearly(text) == (amount, currency)


@pytest.mark.parametrize(
    "text", ["", "large", "20 containers", "12个柜", "USD", "3 x 40HQ", "2024: 50k, 2025: 80k"]
)
def test_what_is_no_amount(text: str) -> None:
    assert read_yearly(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Strength.UNKNOWN), ("  ", Strength.UNKNOWN), ("large", Strength.UNREADABLE), ("USD 6M", Strength.GIANT), ("USD 5,000,000", Strength.GIANT),
        ("4,999,999", Strength.LARGE), ("EUR 875,000", Strength.LARGE), ("874,999 EUR", Strength.MIDDLE), ("人民币140万元", Strength.MIDDLE),
        ("RMB 1,399,993", Strength.SMALL), ("GBP 5M", Strength.UNREADABLE), ("USD 10", Strength.SMALL),
    ],
)  # fmt: skip
def test_classes(text: str, found: Strength) -> None:
    assert strength_of(text, RATES) is found


def test_without_a_rate_of_the_dollar_only_dollars_are_classed() -> None:
    assert strength_of("USD 6M", {}) is Strength.GIANT
    assert strength_of("RMB 6M", {}) is Strength.UNREADABLE


@given(st.integers(min_value=1, max_value=999_999_999))
def test_every_whole_amount_falls_into_its_class(amount: int) -> None:
    found = strength_of(f"USD {amount:,}", RATES)
    assert FLOORS[found] <= amount
    assert all(floor > amount for one, floor in FLOORS.items() if floor > FLOORS[found])


@given(st.text(max_size=60))
def test_any_text_has_a_class(text: str) -> None:
    assert strength_of(text, RATES) in Strength
