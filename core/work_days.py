"""The company's work calendar: the pure rule with the company's policy and own days (rules.md §1)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import policy
from core.domain.refused import Refused
from core.domain.work_calendar import CalendarPolicy, Window, WorkCalendar
from core.policy_sources import handbook, ours, tell_sources
from core.request_context import once

SECTION = "core.calendar"
FURTHEST = timedelta(days=731)


@dataclass(frozen=True)
class CompanyCalendar:
    """The calendar's policy and the company's own days, on or off, which win over all (N1), each with a word why."""

    rule: CalendarPolicy = field(default_factory=CalendarPolicy)
    own_days: tuple[tuple[date, bool], ...] = ()
    own_day_words: tuple[tuple[date, str], ...] = ()


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
    if "weekly_rest_days" in values:
        rule["weekly_rest_days"] = frozenset(int(day) for day in values["weekly_rest_days"])
    own = {date.fromisoformat(day): bool(works) for day, works in values.get("own_days", {}).items()}
    words = {date.fromisoformat(day): str(why) for day, why in values.get("own_day_words", {}).items()}
    return CompanyCalendar(CalendarPolicy(**rule), tuple(sorted(own.items())), tuple(sorted(words.items())))


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


def set_own_day(*, actor: Any, day: date, works: bool, why: str, at: datetime) -> None:
    """Make `day` worked or off whatever the public calendar says (N1), with a word why.

    Raises Refused for a day that has passed (a rule never applies backwards) or lies more than two years ahead.
    """
    policy.change_by(SECTION, _with_own_day(day, works=works, why=why, at=at), actor=actor, at=at)


def drop_own_day(*, actor: Any, day: date, at: datetime) -> None:
    """Leave `day` to the public calendar again. Raises Refused for a day that has passed."""
    _check_coming(day, at)

    def edit(stored: dict[str, Any]) -> dict[str, Any]:
        return {
            name: {iso: value for iso, value in stored.get(name, {}).items() if iso != day.isoformat()}
            for name in ("own_days", "own_day_words")
        }

    policy.change_by(SECTION, edit, actor=actor, at=at)


def with_own_day(day: date, *, works: bool, why: str, at: datetime) -> CompanyCalendar:
    """Return the calendar as it would be with this day; nothing is written. Raises Refused like `set_own_day`."""
    stored = policy.stored_values().get(SECTION, {})
    return load({**stored, **_with_own_day(day, works=works, why=why, at=at)(stored)})


def _with_own_day(
    day: date, *, works: bool, why: str, at: datetime
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    _check_coming(day, at)
    iso = day.isoformat()
    return lambda stored: {
        "own_days": {**stored.get("own_days", {}), iso: works},
        "own_day_words": {**stored.get("own_day_words", {}), iso: why},
    }


def _check_coming(day: date, at: datetime) -> None:
    today = current_calendar().day_of(at)
    if day < today:
        raise Refused("day_passed", "A rule never applies backwards.")
    if day > today + FURTHEST:
        raise Refused("day_too_far", "Own days are set at most two years ahead.")


def calendar_of(company: CompanyCalendar) -> WorkCalendar:
    """Return the calendar of a policy that may be only a thought: what it would change is told before it is saved."""
    return _build(replace(company, own_day_words=()))


@lru_cache(maxsize=16)
def _build(company: CompanyCalendar) -> WorkCalendar:
    return WorkCalendar(company.rule, dict(company.own_days))


def current_calendar() -> WorkCalendar:
    """Return the company's calendar as the policy is now; built once per policy, looked up once per request or job."""
    return once("calendar", lambda: calendar_of(policy.get(SECTION, CompanyCalendar)))


policy.register(SECTION, CompanyCalendar, load, title=_("Work calendar"), form="core.forms.CalendarForm")
tell_sources(
    SECTION,
    {
        "windows": handbook(
            "S121",
            "上午:09:00-11:30工作 … 下午:13:30-17:00工作",
            "Morning 09:00–11:30 work … afternoon 13:30–17:00 work",
        ),
        "evening": handbook(
            "S122",
            "晚上:18:00-20:00工作(不做限制,公司鼓励晚上加班联系客户)",
            "Evening 18:00–20:00 work (not compulsory; the company encourages contacting customers in the evening)",
        ),
        "evening_counts": ours(
            _("What is not compulsory does not make a clock run, unless the company says so.")
        ),
        "weekly_rest_days": handbook("S123", "周日休息", "Sunday off"),
        "own_days": ours(_("Days that only this company works or has off.")),
        "own_day_words": ours(),
        "time_zone": ours(_("Set by who runs the installation.")),
    },
)
