"""What stands in the tables of reports: values that a workbook can count with, and their words on pages and on paper."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.sheets.writing import Share
from core.ui.formats import EN_DASH, hours_and_minutes, percent
from core.work_days import current_calendar

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Part:
    """So many of `whole`: `7/9`; of nothing: an en dash."""

    count: int
    whole: int

    def __str__(self) -> str:
        return f"{self.count}/{self.whole}" if self.whole else EN_DASH

    @property
    def share(self) -> Share | None:
        """Count ÷ whole, None of nothing."""
        return Share(self.count / self.whole) if self.whole else None


# A moment is aware, None is what is not known.
Value = str | int | Part | Share | date | time | datetime | timedelta | None


def said(value: Value) -> str:
    """Return the words of a value: `7/9`, `83%`, `2026-11-21`, `13:30`, `2026-11-21 13:30`, `1:06`; of None an en dash."""
    match value:
        case None:
            return EN_DASH
        case Share():
            return percent(value)
        case datetime():
            return f"{current_calendar().local(value):%Y-%m-%d %H:%M}"
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return hours_and_minutes(value // MINUTE)
    return str(value)
