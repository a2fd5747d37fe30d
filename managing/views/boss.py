"""The overview of who answers for the whole: targets, what is stuck, habits beside results, the way to the order (S1, S2)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from core.access import allow
from core.capabilities import Can
from core.panels import render_slot
from core.work_days import current_calendar
from managing.charts import funnel_chart, habits_chart, market_heat, results_chart
from managing.domain.frames import Frame, days_of
from managing.plan_words import PHASES, STEPS
from managing.row_words import changes_of, exception_cards
from managing.selectors.exceptions import read_exceptions
from managing.selectors.plan import read_plan, read_plan_page
from managing.selectors.snapshots import Measured, newest_measured
from managing.selectors.team import span_of
from managing.views.team import read_figures


@allow(Can.READ_COMPANY, "GET")
def boss(request: Request) -> HttpResponse:
    """The first screen says what changed, what is stuck and how the goals stand; below it why."""
    at, user = timezone.now(), request.user
    today = current_calendar().day_of(at)
    figures = read_figures(user, span_of(days_of(Frame.WEEK, today), at), at)
    has_links = user.can(Can.WORK_WITH_CUSTOMERS)
    plan, measured = read_plan(), newest_measured(today)
    page = read_plan_page(plan, measured.stocks, today) if plan else None
    company = [one for one in figures.standings if one.target.person_id is None]
    people = [one for one in figures.standings if one.target.person_id is not None]
    context = {
        "now": at, "has_links": has_links, "parts": render_slot("boss", "top", request, user),
        "changes": changes_of(figures.total, figures.trends, days_of(Frame.WEEK, today), has_links=has_links),
        "stuck": exception_cards(read_exceptions(None, today, at), figures.people, has_links=has_links),
        "standings": company, "behind": [one for one in people if one.pace.is_behind], "people_count": len(people),
        "page": page, "phase": PHASES[page.phase] if page and page.phase else None,
        "milestones": [(one, STEPS[one.step.code][0]) for one in page.due[:6]] if page else [],
        "measured": measured, "charts": _charts(user, figures, measured), "may_set": user.can(Can.SET_TARGETS),
        "moves": _moves(figures),
    }  # fmt: skip
    return render(request, "managing/boss.html", context)


def _charts(user: Any, figures: Any, measured: Measured) -> list[Any]:
    """Why it stands so. Models are the catalogue's: who does not read that sees no products."""
    names = {person.pk: person.short_name for person in figures.roll.people}
    charts = [habits_chart(figures.trends), results_chart(figures.trends), funnel_chart(measured)]
    if user.can(Can.READ_CATALOGUE):
        charts.append(_products_chart(measured))
    return [*charts, _people_chart(names, measured)]


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


def _moves(figures: Any) -> list[Any]:
    """Whose A and B customers moved this week, the largest fall first."""
    moved = [(part.person, row) for part, row in figures.rows.items() if row.risen or row.fallen]
    return sorted(moved, key=lambda pair: (pair[1].net_moves, pair[0].name))
