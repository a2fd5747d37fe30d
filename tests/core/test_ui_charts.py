"""Charts: the table that is always there, what the script gets, and what is refused."""

import json
import re
from html import unescape

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.ui.charts import HEAT_STEPS, Chart, Series, heat_step, shown


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def draw(figure: Chart) -> str:
    return Template("{% load ui %}{% chart figure %}").render(Context({"figure": figure}))


def cells(drawn: str) -> list[str]:
    return re.findall(r"<td[^>]*>([^<]*)</td>", drawn)


LINE = Chart("line", "Answered", ["4-4", "4-11"], [Series("Linda", [0.58, None])], unit="percent")


def test_the_figures_stand_open_below_the_drawing():
    drawn = draw(LINE)
    assert '<details class="chart-figures" open>' in drawn
    assert cells(drawn) == ["58%", "–"]


def test_the_script_gets_the_plain_values_and_a_gap_stays_one():
    data = json.loads(unescape(re.search(r'data-chart="([^"]*)"', draw(LINE)).group(1)))
    assert data["series"][0] == {"name": "Linda", "values": [0.58, None], "tone": "", "plan": False}


def test_a_chart_without_figures_says_so_and_loads_nothing():
    drawn = draw(Chart("bar", "Orders", ["4-4"], [Series("Orders", [None])]))
    assert ("No figures yet" in drawn, "data-chart" in drawn, "<table" in drawn) == (True, False, False)


def test_a_funnel_says_how_much_of_each_step_came_on():
    funnel = Chart("funnel", "Way", ["Inquiries", "Quotes", "Orders"], [Series("Customers", [420, 105, 21])])
    assert cells(draw(funnel)) == ["420", "–", "105", "25%", "21", "20%"]


def test_a_heat_map_is_its_table():
    heat = Chart(
        "heat", "Markets", ["46 pc", "5 m"], [Series("Germany", [12, 0]), Series("Spain", [30, None])]
    )
    drawn = draw(heat)
    assert cells(drawn) == ["12", "0", "30", "–"]
    assert "data-chart" not in drawn
    assert re.findall(r"heat-\d", drawn) == ["heat-2", "heat-5"]


def test_labels_lead_to_their_records():
    heat = Chart("bar", "Customers", ["A"], [Series("Customers", [3])], urls=["/customers/?grade=A"])
    assert '<a href="/customers/?grade=A">A</a>' in draw(heat)


def test_names_are_escaped_in_table_and_data():
    evil = "<b onclick=x>&\"'"
    assert "<b " not in draw(Chart("bar", evil, [evil], [Series(evil, [1])], note=evil, unit=evil))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Chart("pie", "x", [], []),
        lambda: Chart("bar", "x", ["a"], [Series("x", [1, 2])]),
        lambda: Chart("funnel", "x", ["a"], [Series("x", [1]), Series("y", [1])]),
        lambda: Series("x", [1], tone="red"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match=r"Allowed|one"):
        wrong()


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_higher_figure_is_never_lighter(one, other):
    top = max(one, other)
    low, high = sorted([one, other])
    assert 0 <= heat_step(low, top) <= heat_step(high, top) <= HEAT_STEPS
    assert heat_step(high, top) == (HEAT_STEPS if high else 0)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(None, "", "–"), (1234, "", "1,234"), (2.5, "", "2.5"), (0.714, "percent", "71%"), (0, "percent", "0%")],
)
def test_figures_as_the_table_writes_them(value, unit, text):
    assert shown(value, unit) == text
