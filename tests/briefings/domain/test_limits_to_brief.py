"""Which limits stand in a briefing: the same ones as asked of each message (N8)."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from briefings.domain.limits import limits_to_brief
from core.domain.work_calendar import CalendarPolicy, WorkCalendar
from inquiries.domain.reply_clock import ReplyClock, brief_from

AUTUMN = datetime(
    2026, 9, 20, tzinfo=UTC
)  # with the holiday of October, a make-up day on Saturday, and Sundays
MINUTES = st.integers(0, 60 * 24 * 40)


def stands(limit_at: datetime, at: datetime, calendar: WorkCalendar, after_days: int) -> bool:
    spans = limits_to_brief(at, calendar, after_days)
    return (
        sum((span.first is None or span.first <= limit_at) and limit_at <= span.last for span in spans) == 1
    )


@given(MINUTES, MINUTES, st.integers(1, 3), st.booleans())
@example(int(timedelta(days=2, hours=16).total_seconds()) // 60, 60 * 24 * 3, 1, False)  # a limit at midnight
def test_as_asked_of_each_message(limit: int, later: int, after_days: int, evening: bool) -> None:
    calendar = WorkCalendar(CalendarPolicy(evening_counts=evening))
    limit_at = AUTUMN + timedelta(minutes=limit)
    clock = ReplyClock(limit_at, limit_at, limit_at, limit_at, limit_at)
    due = brief_from(clock, calendar, after_days)
    for at in (due, due - timedelta(microseconds=1), AUTUMN + timedelta(minutes=later)):
        assert stands(limit_at, at, calendar, after_days) == (due <= at), (limit_at, at, due)


def test_the_row_of_the_examples() -> None:
    """Limit Monday 23 November 04:40: in the briefing from Tuesday 17:00 on."""
    calendar = WorkCalendar()
    limit_at = datetime(2026, 11, 22, 20, 40, tzinfo=UTC)
    tuesday = calendar.instant_of(calendar.day_of(datetime(2026, 11, 24, 4, tzinfo=UTC)), time(17))
    assert stands(limit_at, tuesday, calendar, 1)
    assert not stands(limit_at, tuesday - timedelta(minutes=1), calendar, 1)
