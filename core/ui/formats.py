"""Dates, times, spans and money as the office writes them, in Chinese and in English.

Aware datetimes are shown in the active time zone (the company's). Nothing here decides anything:
what is due or late is told by the apps' `domain`, and only written out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.request_context import today

MINUTES_PER_HOUR = 60
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class DateStyle:
    """Patterns in Django's date syntax; `weekdays` start on Monday and replace `{weekday}`."""

    day: str
    day_of_other_year: str
    short: str
    short_of_other_year: str
    month: str
    month_of_other_year: str
    weekdays: tuple[str, ...]


CHINESE = DateStyle(
    day="n月j日 {weekday}",
    day_of_other_year="Y年n月j日 {weekday}",
    short="n月j日",
    short_of_other_year="Y年n月j日",
    month="n月",
    month_of_other_year="Y年n月",
    weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
)
ENGLISH = DateStyle(
    day="{weekday} j M",
    day_of_other_year="{weekday} j M Y",
    short="j M",
    short_of_other_year="j M Y",
    month="F",
    month_of_other_year="M Y",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)


def is_chinese() -> bool:
    """Whether the page being written is in Chinese."""
    return (get_language() or "").startswith("zh")


def as_day(value: date | datetime) -> date:
    """The company's calendar day of a date or of an aware datetime."""
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value


def _date_style() -> DateStyle:
    return CHINESE if is_chinese() else ENGLISH


def company_day(value: date | datetime | None) -> str:
    """`4月22日 周三`, `Wed 22 Apr`; with the year when it is not the current one."""
    if value is None:
        return ""
    day, style = as_day(value), _date_style()
    return _formatted(day, style.day if day.year == today().year else style.day_of_other_year, style)


def short_day(value: date | datetime | None) -> str:
    """`4月24日`, `24 Apr`; with the year when it is not the current one."""
    if value is None:
        return ""
    day, style = as_day(value), _date_style()
    return _formatted(day, style.short if day.year == today().year else style.short_of_other_year, style)


def month(value: date | datetime | None) -> str:
    """`3月`, `March`; with the year when it is not the current one."""
    if value is None:
        return ""
    day, style = as_day(value), _date_style()
    pattern = style.month if day.year == today().year else style.month_of_other_year
    return _formatted(day.replace(day=1), pattern, style)


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, style: DateStyle) -> str:
    before, found, after = pattern.partition("{weekday}")
    weekday = style.weekdays[day.weekday()] if found else ""
    return "".join((before and date_format(day, before), weekday, after and date_format(day, after)))


def relative_day(value: date | datetime | None) -> str:
    """`今天`, `明天`, `昨天`, else `short_day`."""
    if value is None:
        return ""
    day = as_day(value)
    match (day - today()).days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case -1:
            return _("yesterday")
    return short_day(day)


def table_date(value: date | datetime | None) -> str:
    """`4-18` in a table column, in English `18 Apr`; another year `2025-12-19`; nothing yet: an en dash."""
    if value is None:
        return EN_DASH
    day = as_day(value)
    if day.year != today().year:
        return day.isoformat()
    return f"{day.month}-{day.day}" if is_chinese() else short_day(day)


def company_time(value: datetime | None) -> str:
    """`9:20`, 24 hours, in the active time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.hour}:{local.minute:02d}"


def company_moment(value: datetime | None) -> str:
    """Day and time of a deadline: `今天 17:00`, `明天 9:20`, `4月24日 9:20`."""
    return "" if value is None else f"{relative_day(value)} {company_time(value)}"


def weekday_moment(value: datetime | None) -> str:
    """`周六 19:30`, `Sat 19:30`: a moment of any week. Midnight belongs to the day that it ends: `周一 24:00`."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    is_end = local.hour == local.minute == 0
    day = local.date() - timedelta(days=1) if is_end else local.date()
    return f"{_date_style().weekdays[day.weekday()]} {'24:00' if is_end else company_time(value)}"


def duration(minutes: int | timedelta | None) -> str:
    """A span in minutes (or a timedelta) as `14 分`, from an hour on `1:06`."""
    if minutes is None:
        return ""
    if isinstance(minutes, timedelta):
        minutes = int(minutes.total_seconds() // MINUTES_PER_HOUR)
    if minutes < MINUTES_PER_HOUR:
        return _("{minutes} min").format(minutes=minutes)
    return hours_and_minutes(minutes)


def hours_and_minutes(minutes: int) -> str:
    """`0:18`, `1:06`, `27:00`: how much too late something is, or how long it took."""
    return f"{minutes // MINUTES_PER_HOUR}:{minutes % MINUTES_PER_HOUR:02d}"


def working_days(count: int | None) -> str:
    """`3 个工作日`, `3 working days`."""
    if count is None:
        return ""
    if count == 1:
        return _("1 working day")
    return _("%(count)d working days") % {"count": count}


def money(amount: Decimal | int | None, currency: str = "") -> str:
    """`USD 19,350.00`: with the decimals of the currency, as documents want it."""
    if amount is None:
        return EN_DASH
    places = get_currency_precision(currency) if currency else 2
    return f"{currency} {amount:,.{places}f}".strip().replace("-", MINUS)


def money_short(amount: Decimal | int | None, currency: str = "") -> str:
    """`USD 19,350`: without decimals, for lists and figures."""
    if amount is None:
        return EN_DASH
    return f"{currency} {amount:,.0f}".strip().replace("-", MINUS)


def figure(number: Decimal | int | None) -> str:
    """`1,200`, `0.35`: a number without the zeros that say nothing."""
    if number is None:
        return EN_DASH
    plain = Decimal(number).normalize()
    return f"{plain:,.{max(0, -int(plain.as_tuple().exponent))}f}".replace("-", MINUS)


def unit_price(price: Decimal | None, currency: str = "") -> str:
    """`6.45`, `0.1275`: with as many decimals as it has, at least the currency's; without the currency."""
    if price is None:
        return EN_DASH
    least = get_currency_precision(currency) if currency else 2
    return f"{price:,.{max(least, -int(price.normalize().as_tuple().exponent))}f}"


def percent(share: float | Decimal | None) -> str:
    """A share from 0 to 1 as `71%`, without decimals; unknown: an en dash."""
    return EN_DASH if share is None else f"{share * 100:.0f}%"
