"""Source times product times marketing (S179)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.domain.diagnosis import Counts, Factor, diagnose


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    numbers = sorted((draw(st.integers(0, 500)) for _ in range(4)), reverse=True)
    return Counts(*numbers, people=draw(st.integers(1, 12)), days=draw(st.integers(1, 300)))


@given(counts())
def test_the_factors_multiply_to_the_deals(one: Counts) -> None:
    product = one.source * one.days * one.people * (one.marketing or 0) * (one.product or 0)
    assert product == pytest.approx(one.deals)


@given(counts())
def test_any_zero_makes_all_zero(one: Counts) -> None:
    if 0 in {one.source, one.marketing, one.product}:
        assert one.deals == 0


@given(counts())
def test_beside_oneself_only_a_zero_is_weak(one: Counts) -> None:
    found = diagnose(one, one)
    zeros = [factor for factor in Factor if one.value_of(factor) == 0]
    assert found.weakest in ([None] if found.is_few or not zeros else zeros)
    assert {index for index in found.indices.values() if index is not None} <= {0.0, 1.0}


@given(counts(), counts())
def test_the_weakest_is_below_the_reference_and_no_other_is_weaker(own: Counts, reference: Counts) -> None:
    found = diagnose(own, reference)
    if found.weakest is not None:
        known = [index for index in found.indices.values() if index is not None]
        assert found.indices[found.weakest] == min(known)
        assert min(known) < 1


def test_who_quotes_little_is_weak_in_marketing() -> None:
    department = Counts(200, 150, 90, 20, people=5, days=60)
    person = Counts(40, 30, 6, 2, people=1, days=60)
    found = diagnose(person, department)
    assert found.weakest is Factor.MARKETING
    assert found.indices[Factor.SOURCE] == pytest.approx(1.0)
    assert found.indices[Factor.MARKETING] == pytest.approx(0.2 / 0.6)


@pytest.mark.parametrize(
    ("own", "weakest"),
    [
        (Counts(20, 0, 0, 0), Factor.SOURCE),
        (Counts(20, 15, 0, 0), Factor.MARKETING),
        (Counts(20, 15, 6, 0), Factor.PRODUCT),
    ],
)
@pytest.mark.parametrize(
    "reference",
    [Counts(), Counts(30, 0, 0, 0), Counts(30, 20, 0, 0), Counts(30, 20, 9, 0), Counts(9, 9, 9, 9)],
)
def test_a_zero_is_the_weakest_whatever_the_reference(
    own: Counts, weakest: Factor, reference: Counts
) -> None:
    """Any zero makes all zero (S179): also where all together, or the time before, had none either."""
    found = diagnose(own, reference)
    assert (found.weakest, found.indices[weakest]) == (weakest, 0.0)
    later = list(Factor)[list(Factor).index(weakest) + 1 :]
    assert [found.indices[factor] for factor in later] == [None] * len(later)


def test_without_a_reference_nothing_is_compared() -> None:
    found = diagnose(Counts(20, 15, 6, 2), Counts())
    assert (found.weakest, found.is_few, found.is_alone) == (None, False, True)
    assert not diagnose(Counts(20, 15, 6, 2), Counts(10, 8, 0, 0)).is_alone


def test_of_nine_inquiries_nothing_is_said() -> None:
    found = diagnose(Counts(9, 9, 0, 0), Counts(100, 90, 50, 20))
    assert found.is_few
    assert found.weakest is None


@pytest.mark.parametrize("numbers", [(1, 2, 0, 0), (3, 2, 3, 0), (3, 3, 1, 2), (-1, -1, -1, -1)])
def test_counts_lie_inside_each_other(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="quoted"):
        Counts(*numbers)
