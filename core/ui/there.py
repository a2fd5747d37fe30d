"""The buyer's local time and whether it is office hours there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_location
from django.utils.translation import gettext as _

from core.ui.formats import is_chinese

OPENS_AT, CLOSES_AT = time(9), time(17)
SOON = timedelta(minutes=60)
SATURDAY_AND_SUNDAY, FRIDAY_AND_SATURDAY, FRIDAY = frozenset({5, 6}), frozenset({4, 5}), frozenset({4})
OTHER_WEEKENDS = {
    **dict.fromkeys(
        ("BD", "BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"),
        FRIDAY_AND_SATURDAY,
    ),
    "IR": FRIDAY,
}


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What `{% local_time %}` shows: `city` and `clock` there, `is_open`, and a word that says the same."""

    city: str
    clock: str
    is_open: bool
    word: str


def local_time(zone: str, country: str, at: datetime) -> LocalTime:
    """The time at `at` in the IANA `zone`; `country` (ISO 3166) decides the weekend. Raises `ZoneInfoNotFoundError`."""
    local = at.astimezone(ZoneInfo(zone))
    is_open, word = _office_state(local, country)
    locale = "zh_CN" if is_chinese() else "en"
    return LocalTime(_city(zone, locale), f"{local.hour}:{local.minute:02d}", is_open, word)


@lru_cache(maxsize=1024)
def _city(zone: str, locale: str) -> str:
    return get_timezone_location(zone, locale=Locale.parse(locale), return_city=True)


def _office_state(local: datetime, country: str) -> tuple[bool, str]:
    if local.weekday() in OTHER_WEEKENDS.get(country, SATURDAY_AND_SUNDAY):
        return False, _("weekend")
    opens = local.replace(hour=OPENS_AT.hour, minute=0, second=0, microsecond=0)
    closes = local.replace(hour=CLOSES_AT.hour, minute=0, second=0, microsecond=0)
    if opens <= local < closes:
        return True, _("closing soon") if closes - local <= SOON else _("office hours")
    if timedelta() < opens - local <= SOON:
        return False, _("opens at 9:00")
    return False, _("closed")
