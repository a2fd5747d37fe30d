"""The records behind a figure, for those that no list of the product shows as they are counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import Request, hide
from core.access import allow
from core.capabilities import Can
from core.domain.work_calendar import FIRST_YEAR, LAST_YEAR, ONE_DAY
from core.ui.formats import EN_DASH, company_day, company_moment
from core.work_days import current_calendar
from inquiries.selectors.responsible import INSTANT
from managing.domain.frames import Days, Frame, days_of
from managing.row_words import BEHIND
from managing.selectors.behind import MESSAGES, RECORDS, Behind, Shown, of_department, read_behind
from managing.selectors.team import narrow_roll, span_of
from reports.domain.timetable import Span
from reports.selectors.roll import Part, Roll, leaders_at, read_roll

MOST_DAYS = 92
MOST_DIGITS = 9


@dataclass(frozen=True)
class Time:
    """The time that is asked for, and how it is said."""

    span: Span
    words: str


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def behind(request: Request, figure: str) -> HttpResponse:
    """What `figure` counts from `?since=` to `?until=`, days or moments, of which the last is not counted any more.

    Of `?person=` (in `?team=`), of the people of `?manager=` ("0": of those whom nobody leads; `?own=1`: with what a
    manager did who does not sell), or of all whose figures one reads; `?page=`.
    """
    at, user = timezone.now(), request.user
    asked, led_by = request.GET.get("person", ""), request.GET.get("manager", "")
    time = _time_in(request, at)
    if figure not in set(Behind) or time is None:
        hide(user, f"managing.behind:{figure}"[:120])
    with_own = request.GET.get("own") == "1"
    named = [int(one) for one in (asked, led_by) if _is_key(one)]
    everybody = read_roll(time.span, and_people=named, with_managers=not with_own)
    read = narrow_roll(everybody, user)
    person = next((one for one in read.people if str(one.pk) == asked), None)
    if (asked and person is None) or (led_by and not _is_key(led_by)):
        hide(user, f"managing.behind:{figure}:{asked or led_by}"[:120])
    leaders = leaders_at(time.span.ends_at)
    if led_by:
        read = of_department(read, int(led_by), leaders, with_own=with_own)
    if person is not None:
        read = Roll(part for part in read.parts[person.pk] if _is_of_team(part, request.GET.get("team")))
    page, rows = read_behind(
        Behind(figure), Shown(everybody, read), time.span, user, at, request.GET.get("page", "")
    )
    parts = (part for own in read.parts.values() for part in own)
    leading = {leader for part in parts if (leader := leaders.of_part(part))} if led_by else set()
    title, nothing = BEHIND[Behind(figure)]
    context = {
        "figure": figure, "title": title, "nothing": nothing, "people": [person] if person else leading, "time": time.words, "is_of_report": "T" in request.GET.get("since", ""), "page": page, "rows": rows,
        "are_messages": figure in MESSAGES, "are_records": figure in RECORDS, "reads_team": user.can(Can.READ_TEAM),
    }  # fmt: skip
    return render(request, "managing/behind.html", context)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def _is_of_team(part: Part, asked: str | None) -> bool:
    """Whether it is a part in the team with this key ("0": in none); without one it is."""
    return asked is None or str(part.team.pk if part.team else 0) == asked


def _time_in(request: Request, at: datetime) -> Time | None:
    """From `?since=` to `?until=`; without both the running week. None: no such time."""
    asked = [request.GET.get(name) for name in ("since", "until")]
    if asked == [None, None]:
        return _of_days(days_of(Frame.WEEK, current_calendar().day_of(at)), at)
    since, until = (text or "" for text in asked)
    try:
        if "T" in since:
            return _of_moments(datetime.fromisoformat(since), datetime.fromisoformat(until), at)
        days = Days(date.fromisoformat(since), date.fromisoformat(until))
    except ValueError:
        return None
    is_known = days.first.year >= FIRST_YEAR and days.last.year < LAST_YEAR
    return _of_days(days, at) if is_known and 0 <= (days.last - days.first).days < MOST_DAYS else None


def _of_days(days: Days, at: datetime) -> Time:
    words = f"{company_day(days.first)} {EN_DASH} {company_day(days.last)}"
    return Time(span_of(days, at), words)


def _of_moments(since: datetime, until: datetime, at: datetime) -> Time | None:
    """Up to now, which is included, if that is earlier. None: no such time."""
    is_whole = since.tzinfo is not None and until.tzinfo is not None
    if not is_whole or since.year < FIRST_YEAR or until.year >= LAST_YEAR:
        return None
    if not ONE_DAY * 0 < until - since < timedelta(days=MOST_DAYS) + ONE_DAY:
        return None
    words = f"{company_moment(since)} {EN_DASH} {company_moment(until)}"
    return Time(Span(since, max(since, min(until, at + INSTANT))), words)
