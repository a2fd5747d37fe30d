"""What few numbers say: trends, shares, concentration."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.domain.figures import Trend, concentration, gap, middle, share, trend

COUNTS = st.integers(0, 10_000)
AMOUNTS = st.lists(st.decimals(Decimal("0.01"), Decimal(10**7), places=2), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (3, 4, Trend.UNKNOWN), (0, 8, Trend.RISING), (8, 0, Trend.FALLING), (8, 10, Trend.STEADY), (8, 11, Trend.RISING),
        (8, 6, Trend.STEADY), (8, 5, Trend.FALLING),
    ],
)  # fmt: skip
def test_a_change_of_a_quarter_is_a_trend(before: int, after: int, expected: Trend) -> None:
    assert trend(before, after) is expected


@given(COUNTS, COUNTS)
def test_what_rises_one_way_never_rises_the_other_way(before: int, after: int) -> None:
    assert {trend(before, after), trend(after, before)} != {Trend.RISING}


@given(COUNTS, COUNTS)
def test_a_share_is_said_of_five_at_least(part: int, rest: int) -> None:
    found = share(part, part + rest)
    assert (found is None) == (part + rest < 5)
    assert found is None or 0 <= found <= 1


def test_prices_side_by_side() -> None:
    assert middle([Decimal("1.20")]) == Decimal("1.20")
    assert middle([Decimal("1.20"), Decimal("1.40")]) == Decimal("1.30")
    assert middle([]) is None
    assert gap(Decimal("1.06"), Decimal(1)) == pytest.approx(0.06)
    assert gap(None, Decimal(1)) is None
    assert gap(Decimal(1), None) is None


@given(AMOUNTS)
def test_a_few_never_carry_more_than_all(amounts: list[Decimal]) -> None:
    found = concentration(amounts)
    assert found is not None
    assert 0 < found.largest <= found.three <= found.ten <= 1 + 1e-9
    assert 1 - 1e-9 <= found.even <= len(amounts) + 1e-6


@given(st.integers(1, 30))
def test_equal_customers_are_as_many_as_they_are(count: int) -> None:
    found = concentration([Decimal(100)] * count)
    assert found is not None
    assert found.even == pytest.approx(count)


def test_nothing_ordered_hangs_on_nobody() -> None:
    assert concentration([]) is None
    assert concentration([Decimal(0)]) is None
