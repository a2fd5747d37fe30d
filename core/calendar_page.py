"""The calendar's page: a year in months, what each day is and why, and the company's own days to come and gone."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import policy
from core.domain import official_calendar
from core.forms import OwnDayForm
from core.ui.formats import CHINESE, ENGLISH, is_chinese
from core.work_days import SECTION, CompanyCalendar, calendar_of, unannounced_year

YEARS_BACK, YEARS_AHEAD = 3, 2


@dataclass(frozen=True)
class DayCell:
    """A day of the year's view. `kind`: off, holiday, make_up, own_off, own_on, or "" for an ordinary working day."""

    day: date
    kind: str
    mark: str
    words: str
    is_today: bool


@dataclass(frozen=True)
class MonthView:
    """A month: its weeks from Monday on, None where the week belongs to another month; and its working days."""

    first: date
    weeks: list[list[DayCell | None]]
    working: int


@dataclass(frozen=True)
class OwnDay:
    """One of the company's own days; one that has passed stands as it was."""

    day: date
    works: bool
    why: str
    is_over: bool


def calendar_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the page shows besides the form: `?year=` picks the year."""
    at = timezone.now()
    company = policy.get(SECTION, CompanyCalendar)
    today = calendar_of(company).day_of(at)
    year = _year_in(request, today)
    return {
        "unannounced_year": unannounced_year(at),
        "year": year,
        "is_announced": official_calendar.is_announced(year),
        "years": list(range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)),
        "weekdays": weekday_heads(),
        "months": read_year(company, year, today),
        "own_days": own_days_of(company, today),
        "own_day_form": OwnDayForm(),
        "time_zone": company.rule.time_zone,
    }


def _year_in(request: HttpRequest, today: date) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today.year
    return min(max(year, today.year - YEARS_BACK), today.year + YEARS_AHEAD)


def weekday_heads() -> list[tuple[str, str]]:
    """Return each day of the week from Monday on as `(name, head of its column)`."""
    style = CHINESE if is_chinese() else ENGLISH
    return [
        (str(WEEKDAYS[n]), name[1:] if is_chinese() else name[:2]) for n, name in enumerate(style.weekdays)
    ]


def own_days_of(company: CompanyCalendar, today: date) -> list[OwnDay]:
    """Return the company's own days, those to come first, then the newest of those that have passed."""
    words = dict(company.own_day_words)
    rows = [OwnDay(day, works, words.get(day, ""), day < today) for day, works in company.own_days]
    return [row for row in rows if not row.is_over] + [row for row in reversed(rows) if row.is_over]


def read_year(company: CompanyCalendar, year: int, today: date) -> list[MonthView]:
    """Return the twelve months of `year` as the company works them."""
    own, words = dict(company.own_days), dict(company.own_day_words)
    working = calendar_of(company)

    def cell(day: date) -> DayCell:
        kind = _kind_of(
            day,
            own,
            is_working=working.is_working_day(day),
            is_rest=day.weekday() in company.rule.weekly_rest_days,
        )
        return DayCell(day, kind, _mark(kind), _words(kind, words.get(day, "")), day == today)

    def month(number: int) -> MonthView:
        weeks = Calendar().monthdatescalendar(year, number)
        cells = [[cell(day) if day.month == number else None for day in week] for week in weeks]
        first = date(year, number, 1)
        return MonthView(first, cells, working.working_days_in_month(first))

    return [month(number) for number in range(1, 13)]


def _kind_of(day: date, own: dict[date, bool], *, is_working: bool, is_rest: bool) -> str:
    if day in own:
        return "own_on" if own[day] else "own_off"
    if official_calendar.is_make_up_day(day):
        return "make_up"
    if is_working:
        return ""
    return "off" if is_rest and not official_calendar.is_public_holiday(day) else "holiday"


def _mark(kind: str) -> str:
    """The small sign in the corner of a day: colour is never the only one."""
    if kind in {"holiday", "own_off"}:
        return pgettext("mark of a day", "H")
    return pgettext("mark of a day", "W") if kind in {"make_up", "own_on"} else ""


def _words(kind: str, why: str) -> str:
    said = {
        "off": _("weekly day off"),
        "holiday": _("public holiday"),
        "make_up": _("make-up working day"),
        "own_off": _("off by the company's decision"),
        "own_on": _("worked by the company's decision"),
    }.get(kind, "")
    return f"{said}: {why}" if why else said
