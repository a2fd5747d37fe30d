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
        ("HK$5,000,000", 5_000_000, "HKD"), ("NT$30,000,000", 30_000_000, "TWD"), ("A$900k", 900_000, "AUD"), ("CA$ 1.2m", 1_200_000, "CAD"),
        ("R$ 6,000,000", 6_000_000, "BRL"), ("2 mln USD", 2_000_000, "USD"), ("USD 3MM", 3_000_000, "USD"), ("US$1.2 Mill.", 1_200_000, "USD"),
        ("INR 5 crore", 50_000_000, "INR"), ("500 tsd EUR", 500_000, "EUR"), ("usd 50k", 50_000, "USD"), ("USD 20 to 30 k", 20_000, "USD"),
        ("每年50万元以上", 500_000, "CNY"), ("港币200万", 2_000_000, "HKD"),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: int, currency: str) -> None:
    assert read_yearly(text) == (amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "large",
        "20 containers",
        "12个柜",
        "USD",
        "3 x 40HQ",
        "2024: 50k, 2025: 80k",
        "USD 20 containers",
        "USD 3 mil",
        "60%",
        "all brands USD 2 million",
        "USD 500k or EUR 450k",
        "新台币500万元",
        "500万澳门元",
        "XYZ 500k",
        "40HQ USD",
    ],
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
