"""Date lines. Only an instant that is beyond doubt is certain; every other reading is offered."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import product
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("Asia/Shanghai")  # a line without a zone was most likely printed by our own mail program
_MONTHS = {
    1: "january jan januar enero ene janeiro janvier janv gennaio gen januari styczeń января ocak يناير",
    2: "february feb februar febrero fevereiro fev février févr febbraio februari luty февраля şubat فبراير",
    3: "march mar märz marzo março mars maart marzec марта mart مارس",
    4: "april apr abril abr avril aprile kwietnia апреля nisan أبريل ابريل",
    5: "may mai mayo maio maggio mag mei maja мая mayıs مايو",
    6: "june jun juni junio junho juin giugno giu czerwca июня haziran يونيو",
    7: "july jul juli julio julho juillet juil luglio lug lipca июля temmuz يوليو",
    8: "august aug agosto ago août augustus sierpnia августа ağustos أغسطس",
    9: "september sep sept septiembre setembro septembre settembre set września сентября eylül سبتمبر",
    10: "october oct oktober okt octubre outubro out octobre ottobre ott października октября ekim أكتوبر",
    11: "november nov noviembre novembro novembre listopada ноября kasım نوفمبر",
    12: "december dec dezember dez diciembre dic dezembro décembre déc dicembre grudnia декабря aralık ديسمبر",
}  # fmt: skip
_MONTH_OF_WORD = {word: month for month, words in _MONTHS.items() for word in words.split()}
_ZONES = {"gmt": 0, "utc": 0, "z": 0, "edt": -4, "est": -5, "cdt": -5, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8, "cet": 1, "cest": 2, "msk": 3, "gst": 4, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "北京时间": 8, "beijing time": 8, "aest": 10, "pkt": 5, "brt": -3}  # fmt: skip
_TIME = re.compile(r"(?P<before>上午|下午|晚上|凌晨|中午|早上|오전|오후|午前|午後)?\s?(?<!\d)(?P<hour>\d{1,2})[:：.hH时時](?P<minute>\d{2})(?:[:：.分](?P<second>\d{2}))?秒?(?:[.,]\d{1,6})?\s?(?P<after>[AaPp]\.?\s?[Mm]\b\.?|[صم](?![\u0621-\u064a]))?")  # fmt: skip
_OFFSET = re.compile(
    r"(?:(?:GMT|UTC)\s?)?(?P<sign>[+\-−])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)", re.IGNORECASE
)
_ZONE_WORD = re.compile(
    r"(?<![A-Za-z])("
    + "|".join(re.escape(zone) for zone in sorted(_ZONES, key=len, reverse=True))
    + r")(?![A-Za-z])",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>20\d\d|19\d\d)\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})(?!\d)"
)
_NUMBERS = re.compile(
    r"(?<!\d)(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>20\d\d|\d\d)(?!\d)"
)
_DAY_WORD = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er|º)?[\s-](?:de |of )?(?P<word>[^\W\d_]{3,12})\.?,?[\s-](?:de |del )?(?P<year>20\d\d)"
)
_WORD_DAY = re.compile(r"(?P<word>[^\W\d_]{3,12})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year>20\d\d)")


def read_dates(written: str, at: datetime) -> tuple[datetime | None, tuple[datetime, ...]]:
    """(the instant in UTC when certain, else None; possible instants in UTC, the likeliest first).

    Certain: day, month, time and zone are plain, and the instant is not later than a day after `at`.
    """
    written = " ".join(written.split())[:120]
    standard = _read_standard(written)
    if standard:
        return (standard, ()) if _is_plausible(standard, at) else (None, (standard,))
    days = _days(written)
    rest = _without_day(written)
    clock = _clock(rest)
    zone, is_stated = _zone(rest)
    instants = tuple(
        instant
        for day, (hour, minute, second) in product(days, [clock or (0, 0, 0)])
        if (instant := _instant(day, hour, minute, second, zone)) is not None and _is_plausible(instant, at)
    )
    if len(instants) == 1 and len(days) == 1 and clock and is_stated:
        return instants[0], ()
    return None, instants


def _read_standard(written: str) -> datetime | None:
    if not re.search(r"\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d{1,2}:\d{2}.*[+-]\d{4}", written):
        return None
    try:
        parsed = parsedate_to_datetime(written)
        return parsed.astimezone(UTC) if parsed.tzinfo else None
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _is_plausible(instant: datetime, at: datetime) -> bool:
    return datetime(1995, 1, 1, tzinfo=UTC) < instant <= at + timedelta(days=1)


def _days(written: str) -> list[tuple[int, int, int]]:
    match = _YEAR_FIRST.search(written)
    if match:
        return [(int(match["year"]), int(match["month"]), int(match["day"]))]
    for pattern in (_DAY_WORD, _WORD_DAY):
        match = pattern.search(written)
        month = _MONTH_OF_WORD.get(match["word"].casefold()) if match else None
        if match and month:
            return [(int(match["year"]), month, int(match["day"]))]
    match = _NUMBERS.search(written)
    if not match:
        return []
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    year += 2000 if year < 100 else 0
    if match["mark"] == ".":
        return [(year, second, first)]
    return list(dict.fromkeys(day for day in ((year, second, first), (year, first, second)) if day[1] <= 12))


def _without_day(written: str) -> str:
    """The line without its day, so that 21.04.2026 is not taken for four minutes past nine in the evening."""
    for pattern in (_YEAR_FIRST, _NUMBERS):
        if pattern.search(written):
            return pattern.sub(" ", written, count=1)
    return written


def _clock(written: str) -> tuple[int, int, int] | None:
    for match in _TIME.finditer(written):
        hour = int(match["hour"])
        before, after = match["before"] or "", (match["after"] or "")[:1].lower()
        if hour < 12 and (before in ("下午", "晚上", "오후", "午後") or after in ("p", "م")):
            hour += 12
        elif hour == 12 and (after in ("a", "ص") or before in ("凌晨", "上午", "오전", "午前")):
            hour = 0
        if hour < 24 and int(match["minute"]) < 60:
            return hour, int(match["minute"]), min(int(match["second"] or 0), 59)
    return None


def _zone(written: str) -> tuple[timezone | ZoneInfo, bool]:
    time = _TIME.search(written)
    tail = written[time.end() :] if time else ""
    offset = _OFFSET.search(tail) or re.search(
        r"(?:GMT|UTC)\s?(?P<sign>[+\-−])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?",
        written,
        re.IGNORECASE,
    )
    if offset and int(offset["hours"]) <= 14:
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        return timezone(timedelta(minutes=minutes if offset["sign"] == "+" else -minutes)), True
    word = _ZONE_WORD.search(tail) or _ZONE_WORD.search(written)
    if word:
        return timezone(timedelta(hours=_ZONES[word[1].lower()])), True
    if re.search(r"T\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?Z", written):
        return UTC, True
    return HOME_ZONE, False


def _instant(
    day: tuple[int, int, int], hour: int, minute: int, second: int, zone: timezone | ZoneInfo
) -> datetime | None:
    try:
        return datetime(*day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
