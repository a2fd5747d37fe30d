"""When a grade asks to be confirmed (rules.md §2)."""

from datetime import date


def asks_confirmation(graded_on: date, today: date, days: int) -> bool:
    """Whether a grade given or last confirmed on the company's day `graded_on` is older than `days` days."""
    return (today - graded_on).days > days
