"""The company's work calendar: the pure rule with the company's policy and own days (rules.md §1)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import policy
from core.domain.work_calendar import CalendarPolicy, Window, WorkCalendar
from core.request_context import once

SECTION = "core.calendar"


@dataclass(frozen=True)
class CompanyCalendar:
    """The calendar's policy and the company's own days, on or off, which win over all (N1)."""

    rule: CalendarPolicy = field(default_factory=CalendarPolicy)
    own_days: tuple[tuple[date, bool], ...] = ()


def _window(values: list[str]) -> Window:
    opens, closes = (time.fromisoformat(value) for value in values)
    return Window(opens, closes)


def load(values: dict[str, Any]) -> CompanyCalendar:
    """Build the section from its JSON. Raises ValueError for windows that overlap or days that are none."""
    rule: dict[str, Any] = {"time_zone": settings.TIME_ZONE}
    if "windows" in values:
        rule["windows"] = tuple(_window(value) for value in values["windows"])
    if "evening" in values:
        rule["evening"] = _window(values["evening"])
    if "evening_counts" in values:
        rule["evening_counts"] = bool(values["evening_counts"])
    own = {date.fromisoformat(day): bool(works) for day, works in values.get("own_days", {}).items()}
    return CompanyCalendar(CalendarPolicy(**rule), tuple(sorted(own.items())))


@dataclass(frozen=True)
class OpenWindow:
    """A working window as two instants (UTC)."""

    start: datetime
    end: datetime
    is_optional: bool = False


def unannounced_year(at: datetime) -> int | None:
    """Return the year whose public holidays are not announced yet, if one begins within 60 days; else None (T1).

    Until then its Sundays are off and nothing else, which people should know before they promise a date.
    """
    calendar = current_calendar()
    day = calendar.day_of(at)
    years = {day.year, (day + timedelta(days=60)).year}
    return next((year for year in sorted(years) if not calendar.is_announced(year)), None)


def windows_from(at: datetime, days: int = 8) -> list[OpenWindow]:
    """Return the working windows from the company's day of `at` on, for the page's own countdown.

    The evening shift is among them only while it counts for reply clocks.
    """
    calendar = current_calendar()
    first = calendar.day_of(at)
    spans = (
        (day, w)
        for n in range(days)
        for day in (first + timedelta(days=n),)
        for w in calendar.windows_of(day)
    )
    return [
        OpenWindow(calendar.instant_of(day, w.opens), calendar.instant_of(day, w.closes)) for day, w in spans
    ]


@lru_cache(maxsize=16)
def _build(company: CompanyCalendar) -> WorkCalendar:
    return WorkCalendar(company.rule, dict(company.own_days))


def current_calendar() -> WorkCalendar:
    """Return the company's calendar as the policy is now; built once per policy, looked up once per request or job."""
    return once("calendar", lambda: _build(policy.get(SECTION, CompanyCalendar)))


policy.register(SECTION, CompanyCalendar, load, title=_("Work calendar"), form="core.forms.CalendarForm")
