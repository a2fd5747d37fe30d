"""The records behind a figure, for those that no list of the product shows as they are counted."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import Request, hide
from core.access import allow
from core.capabilities import Can
from core.domain.work_calendar import FIRST_YEAR, LAST_YEAR
from core.work_days import current_calendar
from managing.domain.frames import Days, Frame, days_of
from managing.row_words import BEHIND
from managing.selectors.behind import Behind, Shown, read_behind
from managing.selectors.team import narrow_roll, span_of
from reports.selectors.roll import Part, Roll, read_roll

MOST_DAYS = 92


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def behind(request: Request, figure: str) -> HttpResponse:
    """What `figure` counts from `?since=` to `?until=` of `?person=` (in `?team=`), or of all whose figures one reads; `?page=`."""
    at, user = timezone.now(), request.user
    days, asked = _days_in(request, current_calendar().day_of(at)), request.GET.get("person", "")
    if figure not in set(Behind) or days is None:
        hide(user, f"managing.behind:{figure}"[:120])
    span = span_of(days, at)
    everybody = read_roll(span)
    read = narrow_roll(everybody, user)
    person = next((one for one in read.people if str(one.pk) == asked), None)
    if asked and person is None:
        hide(user, f"managing.behind:{figure}:{asked}"[:120])
    if person is not None:
        read = Roll(part for part in read.parts[person.pk] if _is_of_team(part, request.GET.get("team")))
    page, rows = read_behind(
        Behind(figure), Shown(everybody, read), span, user, at, request.GET.get("page", "")
    )
    title, nothing = BEHIND[Behind(figure)]
    context = {
        "figure": figure, "title": title, "nothing": nothing, "person": person, "days": days, "page": page, "rows": rows,
        "reads_team": user.can(Can.READ_TEAM),
    }  # fmt: skip
    return render(request, "managing/behind.html", context)


def _is_of_team(part: Part, asked: str | None) -> bool:
    """Whether it is a part in the team with this key ("0": in none); without one it is."""
    return asked is None or str(part.team.pk if part.team else 0) == asked


def _days_in(request: Request, today: date) -> Days | None:
    """From `?since=` to `?until=`; without both the running week. None: no such days."""
    if "since" not in request.GET and "until" not in request.GET:
        return days_of(Frame.WEEK, today)
    try:
        since, until = (date.fromisoformat(request.GET.get(name, "")) for name in ("since", "until"))
    except ValueError:
        return None
    is_known = since.year >= FIRST_YEAR and until.year < LAST_YEAR
    return Days(since, until) if is_known and 0 <= (until - since).days < MOST_DAYS else None
