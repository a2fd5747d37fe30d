"""What the charts of these pages show."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalogue.selectors.markets import OTHER_MARKETS
from core.ui.charts import Chart, Series
from core.ui.formats import is_chinese, table_date
from managing.models import Plan
from managing.selectors.plan import Standing
from managing.selectors.snapshots import FUNNEL, Measured, stocks_over_time
from managing.selectors.team import Trends

PLANNED = ("potentials", "a_customers", "sample_askers", "visits", "first_orders", "repeat_orders", "key_accounts", "quality_potentials")  # fmt: skip


def habits_chart(trends: Trends) -> Chart:
    """How answers and cadence went, week by week: the habits (S2)."""
    totals = trends.totals
    series = [
        Series(_("Answered in target"), [one.target_share for one in totals]),
        Series(_("Cadence kept"), [one.cadence_share for one in totals]),
    ]
    return Chart("line", _("Habits, week by week"), _weeks(trends), series, unit="percent", note=_as_reported(), label_head=_("Week until"))  # fmt: skip


def answers_chart(trends: Trends) -> Chart:
    """How inquiries were answered, week by week."""
    totals = trends.totals
    series = [
        Series(_("In target"), [one.in_target for one in totals], "ok"),
        Series(_("In limit"), [one.in_limit for one in totals], "mid"),
        Series(_("Late"), [one.late for one in totals], "late"),
    ]
    return Chart("stacked", _("Answers, week by week"), _weeks(trends), series, note=_as_reported(), label_head=_("Week until"))  # fmt: skip


def results_chart(trends: Trends) -> Chart:
    """What came of it, week by week."""
    totals = trends.totals
    series = [
        Series(_("Quotes"), [one.quotes for one in totals]),
        Series(_("Samples"), [one.samples for one in totals]),
        Series(_("Orders"), [one.orders for one in totals]),
    ]
    return Chart("bar", _("Results, week by week"), _weeks(trends), series, note=_as_reported(), label_head=_("Week until"))  # fmt: skip


def _weeks(trends: Trends) -> list[str]:
    return [table_date(week) for week in trends.weeks]


def _as_reported() -> str:
    return _("as the weekly reports say")


def funnel_chart(measured: Measured) -> Chart:
    """From inquiry to repeat order, in customers."""
    names = {
        "inquiries": _("Asked"), "quoted": _("Quoted"), "sampled": _("Got samples"), "ordered": _("Ordered"),
        "repeated": _("Ordered again"),
    }  # fmt: skip
    values = [measured.funnel.get(step, 0) for step in FUNNEL]
    labels = [names[step] for step in FUNNEL]
    return Chart("funnel", _("From inquiry to repeat order"), labels, [Series(_("Customers"), values)], note=_("customers who asked within twelve months"), label_head=_("Step"))  # fmt: skip


def market_heat(
    rows: Mapping[Any, Mapping[int, int]], names: Mapping[Any, str], measured: Measured, title: str, note: str, head: str
) -> Chart:  # fmt: skip
    """Rows by market; markets in which there is nothing are left out."""
    held = {market for counts in rows.values() for market in counts}
    markets = [pk for pk in (*measured.markets, OTHER_MARKETS) if pk in held]
    labels = [_market(measured, pk) for pk in markets]
    series = [
        Series(names[key], [counts.get(market, 0) for market in markets])
        for key, counts in rows.items()
        if key in names
    ]
    return Chart("heat", title, labels, series, note=note, label_head=head)


def _market(measured: Measured, pk: int) -> str:
    english, chinese = measured.markets.get(pk, ("", ""))
    return (chinese if is_chinese() and chinese else english) or _("Other countries")


def stock_chart(history: Sequence[Measured], standing: Standing, plan: Plan, title: str) -> Chart:
    """A figure of the plan over time, with what the plan asks: from nothing at its beginning to the goal at its day."""
    days = [one.day for one in history]
    actual = stocks_over_time(history, standing.step.measure)
    planned = [_planned(day, standing, plan) for day in days]
    series = [Series(_("Actual"), actual), Series(_("Plan"), planned, is_plan=True)]
    return Chart("line", title, [f"{day:%y-%m-%d}" for day in days], series, label_head=_("Day"))


def _planned(day: date, standing: Standing, plan: Plan) -> float:
    """A straight line to the goal: the plan names the goal and its months, not the way."""
    whole = (standing.due_on - plan.starts_on).days or 1
    passed = min(whole, max(0, (day - plan.starts_on).days))
    return round(standing.goal * passed / whole, 1)


__all__ = ["PLANNED", "answers_chart", "funnel_chart", "habits_chart", "market_heat", "results_chart", "stock_chart"]  # fmt: skip
