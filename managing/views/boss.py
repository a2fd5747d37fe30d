"""The overview of who answers for the whole: targets, what is stuck, habits beside results, the way to the order (S1, S2)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from accounts.models import User
from core.access import allow
from core.capabilities import Can
from core.panels import render_slot
from core.work_days import current_calendar
from managing.charts import PLANNED, funnel_chart, habits_chart, market_heat, results_chart, stock_chart
from managing.domain.frames import Days, Frame, days_of
from managing.domain.plan import StepState
from managing.domain.rows import Row
from managing.plan_words import PHASES, STEPS
from managing.row_words import behind_url, changes_of, exception_cards
from managing.selectors.behind import Behind
from managing.selectors.exceptions import read_exceptions
from managing.selectors.plan import PlanPage, read_plan, read_plan_page
from managing.selectors.snapshots import Measured, read_course
from managing.selectors.team import span_of
from managing.views.team import read_figures


@allow(Can.READ_COMPANY, "GET")
def boss(request: Request) -> HttpResponse:
    """The first screen says what changed, what is stuck and how the goals stand; below it why."""
    at, user = timezone.now(), request.user
    today = current_calendar().day_of(at)
    days = days_of(Frame.WEEK, today)
    figures = read_figures(user, span_of(days, at), at)
    has_links = user.can(Can.WORK_WITH_CUSTOMERS)
    plan = read_plan()
    course, measured = read_course(plan.starts_on if plan else None, today)
    page = read_plan_page(plan, measured.stocks, today) if plan else None
    company = [one for one in figures.standings if one.target.person_id is None]
    people = [one for one in figures.standings if one.target.person_id is not None]
    context = {
        "now": at, "has_links": has_links, "parts": render_slot("boss", "top", request, user),
        "changes": changes_of(figures.total, figures.trends, days, has_links=has_links),
        "stuck": exception_cards(read_exceptions(None, today, at), figures.people, has_links=has_links),
        "standings": company, "behind": [one for one in people if one.pace.is_behind], "people_count": len(people),
        "page": page, "phase": PHASES[page.phase] if page and page.phase else None,
        "milestones": [(one, STEPS[one.step.code][0]) for one in page.due[:6]] if page else [],
        "measured": measured, "charts": _charts(user, figures, measured), "plan_charts": _plan_charts(page, course), "may_set": user.can(Can.SET_TARGETS),
        "moves": _moves(figures, days if has_links else None),
    }  # fmt: skip
    return render(request, "managing/boss.html", context)


def _charts(user: Any, figures: Any, measured: Measured) -> list[Any]:
    """Why it stands so. Models and markets are the catalogue's: who does not read that sees neither by name."""
    names = {person.pk: person.short_name for person in figures.roll.people}
    charts = [habits_chart(figures.trends), results_chart(figures.trends), funnel_chart(measured)]
    if user.can(Can.READ_CATALOGUE):
        charts += [_products_chart(measured), _people_chart(names, measured)]
    return charts


def _plan_charts(page: PlanPage | None, course: list[Measured]) -> list[Any]:
    """Actual and planned, of what the plan counts and asks by now; what is still open comes first (S157-S169)."""
    if page is None:
        return []
    counted = [one for one in page.all if one.step.measure in PLANNED and one.state is not StepState.LATER]
    shown = sorted(counted, key=lambda one: one.state is StepState.REACHED)
    return (
        [stock_chart(course, one, page.plan, str(STEPS[one.step.code][0])) for one in shown]
        if len(course) > 1
        else []
    )


def _products_chart(measured: Measured) -> Any:
    return market_heat(
        measured.products, {model: model for model in measured.products}, measured,
        _("Products by market"), _("quoted within ninety days"), _("Product"),
    )  # fmt: skip


def _people_chart(names: dict[int, str], measured: Measured) -> Any:
    return market_heat(
        measured.people,
        names,
        measured,
        _("Who is strong where"),
        _("A and B customers now"),
        _("Salesperson"),
    )


def _moves(figures: Any, days: Days | None) -> list[tuple[User, Row, str]]:
    """Whose A and B customers moved this week, the largest fall first; with `days` where they stand."""
    moved = [
        (part.person, row, behind_url(Behind.MOVES, part.person, days) if days else "")
        for part, row in figures.rows.items()
        if row.risen or row.fallen
    ]
    return sorted(moved, key=lambda one: (one[1].net_moves, one[0].name))
