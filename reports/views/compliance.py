"""How the cadence was kept, per person and grade; each cell leads to whom was missed (S139)."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Request, hide
from accounts.models import User
from core.access import allow
from core.capabilities import Can
from core.domain.work_calendar import FIRST_YEAR, LAST_YEAR
from core.ui.formats import month, short_day
from customers.permissions import can_export
from reports.papers.compliance import paper_of_compliance
from reports.papers.writing import Paper
from reports.selectors import compliance as selectors
from reports.views.papers import serve_paper
from reports.views.places import report_tabs

MOST_DAYS = 92


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def compliance(request: Request) -> HttpResponse:
    """Kept of asked over the last weeks, or with `?by=month` months; with `?before=` those that ended before that day."""
    by_month, at = _is_by_month(request), timezone.now()
    found = _columns_in(request)
    address = reverse("reports:compliance")
    switch = [
        {"label": pgettext("period", "Week"), "url": address, "is_current": not by_month},
        {"label": pgettext("period", "Month"), "url": f"{address}?by=month", "is_current": by_month},
    ]
    people = selectors.read_people(request.user, found.columns, at)
    context: dict[str, Any] = {
        "tabs": report_tabs(request.user, "reports:compliance"), "switch": switch,
        "columns": [month(one.first_on) if by_month else short_day(one.first_on) for one in found.columns],
        "people": selectors.read_compliance(people, found.columns),
        "query": _query(_day_in(request), by_month=by_month), "may_take_out": can_export(request.user),
        "earlier": found.earlier and _query(found.earlier, by_month=by_month),
        "later": found.later and _query(found.later, by_month=by_month),
    }  # fmt: skip
    return render(request, "reports/compliance.html", context)


def _is_by_month(request: Request) -> bool:
    return request.GET.get("by") == "month"


def _day_in(request: Request) -> date | None:
    """From `?before=`; None without it, or for nonsense."""
    try:
        day = date.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None


def _query(before: date | None, *, by_month: bool) -> str:
    asked = {"by": "month"} if by_month else {}
    return urlencode(asked | ({"before": before.isoformat()} if before else {}))


def _columns_in(request: Request) -> selectors.Columns:
    today = timezone.localdate(timezone.now())
    return selectors.read_columns(today, _day_in(request), by_month=_is_by_month(request))


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def compliance_paper(request: Request, kind: str) -> HttpResponse:
    """The table as a PDF or a workbook; who took it is in the trail."""
    columns = _columns_in(request).columns

    def make(_found: Any, user: Any, at: datetime) -> Paper:
        return paper_of_compliance(columns, user, at)

    return serve_paper(request, request.user, kind, make)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def missed(request: Request, pk: int, grade: str) -> HttpResponse:
    """Whom a person missed at a grade, from `?since=` to `?until=`, while in `?team=` ("0": in none; default: in all one led)."""
    column, at = _column_in(request), timezone.now()
    if grade not in selectors.GRADES or column is None:
        hide(request.user, f"reports.missed:{pk}:{grade}"[:120])
    people = selectors.read_people(request.user, [column], at, request.GET.get("team"))
    person = people.find(pk)
    if person is None:
        hide(request.user, f"reports.missed:{pk}:{grade}"[:120])
    rows = selectors.read_missed(person, grade, column, people, request.user, at)
    context = {
        "person": person,
        "grade": grade,
        "column": column,
        "rows": rows,
        "title": _title(person, grade),
    }
    return render(request, "reports/missed.html", context)


def _title(person: User, grade: str) -> str:
    return _("%(person)s: %(grade)s customers contacted too seldom") % {
        "person": person.short_name,
        "grade": grade,
    }


def _column_in(request: Request) -> selectors.Column | None:
    """From `?since=` to `?until=`; without both the weeks of the table. None: no such days."""
    if "since" not in request.GET and "until" not in request.GET:
        weeks = selectors.weeks_until(timezone.localdate(timezone.now()))
        return selectors.Column(weeks[0].first_on, weeks[-1].last_on)
    try:
        since, until = (date.fromisoformat(request.GET.get(name, "")) for name in ("since", "until"))
    except ValueError:
        return None
    is_known = since.year >= FIRST_YEAR and until.year < LAST_YEAR
    return selectors.Column(since, until) if is_known and 0 <= (until - since).days < MOST_DAYS else None
