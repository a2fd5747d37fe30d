"""The figure R1 on a short stretch: the first weeks of 2026, with a joiner, a leaver, and somebody who changes teams."""

from datetime import date

import pytest

from figures.plain_year.world_maker import Size
from figures.simulated_year import play_year

SHORT = Size(
    people=6, teams=2, customers_min=2, customers_max=3, merged_share=0.0, joins_after=(1, 12), moves_after=(1, 19), leaves_after=(1, 26),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_late_beat_with_dead_days_yields_what_the_rules_say() -> None:
    found = play_year("late", SHORT, seed=1, until=date(2026, 2, 7))
    assert found["differences"] == []
    assert found["compared"] > 1000
