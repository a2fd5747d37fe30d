from datetime import UTC, datetime

import pytest

from core.work_days import unannounced_year, windows_from


@pytest.mark.parametrize(
    ("day", "year"),
    [((2026, 10, 1), None), ((2026, 11, 16), 2027), ((2027, 3, 1), 2027), ((2020, 6, 1), None)],
)
def test_year_not_announced_is_told_in_time(db: None, day: tuple[int, int, int], year: int | None) -> None:
    assert unannounced_year(datetime(*day, 4, tzinfo=UTC)) == year


def test_windows_for_the_countdown_leave_days_off_out(db: None) -> None:
    windows = windows_from(datetime(2026, 11, 21, 2, tzinfo=UTC), days=3)  # Saturday, Sunday, Monday
    assert [(w.start.day, w.start.hour, w.end.hour) for w in windows] == [
        (21, 1, 3),
        (21, 5, 9),
        (23, 1, 3),
        (23, 5, 9),
    ]
