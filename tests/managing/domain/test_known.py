"""What the records know of milestones: shares are shares, weeks are weeks (S153-S160, S173)."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from managing.domain.known import (
    WEEKS,
    PlatformFigures,
    Structure,
    first_week,
    noted_of,
    platform_of,
    second_year,
)

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
mondays = st.integers(-20, 3)
TODAY = date(2026, 11, 25)  # a Wednesday
MONDAY = date(2026, 11, 23)


def told(weeks: int, rate: str | None = None, updated: int | None = None) -> PlatformFigures:
    return PlatformFigures(MONDAY - timedelta(weeks=weeks), Decimal(rate) if rate else None, updated)


@given(days)
def test_the_first_week_is_a_monday_of_twelve_whole_weeks_before(today: date) -> None:
    first = first_week(today)
    assert first.weekday() == 0
    assert timedelta(0) <= today - first - timedelta(weeks=WEEKS) < timedelta(weeks=1)


@given(st.lists(st.tuples(mondays, st.none() | st.integers(0, 100), st.none() | st.integers(0, 50))))
def test_weeks_of_the_platform(rows: list[tuple[int, int | None, int | None]]) -> None:
    figures = [
        PlatformFigures(MONDAY + timedelta(weeks=week), None if rate is None else Decimal(rate), updated)
        for week, rate, updated in rows
    ]
    found = platform_of(figures, TODAY)
    within = [(week, rate, updated) for week, rate, updated in rows if -WEEKS <= week <= 0]
    assert found.weeks == len({week for week, _rate, _updated in within if week < 0}) <= WEEKS
    assert (found.rate is None) == all(rate is None for _week, rate, _updated in within)
    assert (found.rated_on is None) == (found.rate is None)
    ended = [updated for week, _rate, updated in within if week < 0 and updated is not None]
    assert found.updated == (sum(ended) if ended else None)


def test_the_newest_rate_is_that_of_the_newest_week_that_tells_one() -> None:
    rows = [told(1, updated=3), told(2, "91.5", 4), told(3, "99"), told(13, "10", 100), told(-1, "1")]
    found = platform_of(rows, TODAY, is_part=True)
    assert (found.weeks, found.rate, found.rated_on) == (3, Decimal("91.5"), MONDAY - timedelta(weeks=2))
    assert (found.updated, found.is_part) == (7, True)
    running = platform_of([told(0, "88", 2)], TODAY)
    assert (running.weeks, running.rate, running.updated) == (0, Decimal(88), None)


def test_markets_without_a_note_are_named() -> None:
    found = noted_of([("Europe", True), ("Africa", False), ("Oceania", False)])
    assert (found.markets, found.noted, found.missing) == (3, 1, ("Africa", "Oceania"))
    assert found.unnamed().missing == ()
    assert noted_of([]).markets == 0


@given(
    st.lists(st.integers(1, 40)),
    st.dictionaries(st.integers(0, 6), st.integers(0, 30)),
)
def test_shares_of_the_structure(numbers: list[int], by_market: dict[int, int]) -> None:
    numbers.sort()
    found = Structure(sum(numbers), max(numbers, default=0), sum(numbers[-5:]), by_market, {}, other=0)
    if numbers:
        assert found.largest_share is not None
        assert found.five_share is not None
        assert 0 < found.largest_share <= found.five_share <= 1
    else:
        assert found.largest_share is found.five_share is None
    own = {pk: number for pk, number in by_market.items() if pk and number}
    assert found.own_markets == own
    if own:
        assert found.main_market in own
        assert found.main_share is not None
        assert own[found.main_market] == max(own.values())
        assert 0 < found.main_share <= 1
    else:
        assert found.main_market is found.main_share is None


def test_what_the_night_did_not_know_is_no_share() -> None:
    assert Structure(10, None, 6).largest_share is None


@given(days)
def test_the_second_year_follows_the_first(starts_on: date) -> None:
    days_of_it = second_year(starts_on)
    assert 365 <= (days_of_it.first - starts_on).days + 1 <= 367
    assert 364 <= (days_of_it.last - days_of_it.first).days <= 366
