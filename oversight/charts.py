"""What the charts of these pages show."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.ui.charts import Chart, Series
from core.ui.formats import table_date
from oversight.selectors.platform import WeekLine


def platform_charts(people: Sequence[tuple[Any, Sequence[WeekLine]]]) -> list[Chart]:
    """Return how the weeks of these people went together: what the platform showed, and what came of it; [] without a figure (S105).

    The lines of each person are of the same weeks, newest first; the charts read from the oldest on.
    """
    weeks = [list(lines) for lines in zip(*(reversed(lines) for _person, lines in people), strict=True)]
    labels = [table_date(lines[0].monday) for lines in weeks]

    def chart(title: str, *series: tuple[str, Callable[[WeekLine], int | None]]) -> Chart:
        drawn = [Series(name, [_sum(value, lines) for lines in weeks]) for name, value in series]
        return Chart("line", title, labels, drawn, label_head=_("Week from"))

    charts = [
        chart(_("Shown on the platform"), (_("Exposure"), _told("exposure"))),
        chart(
            _("Clicks and visitors on the platform"),
            (_("Clicks"), _told("clicks")),
            (_("Visitors on the platform"), _told("visitors")),
        ),
        chart(
            _("Inquiries there, replies and quotes here"),
            (_("Inquiries on the platform"), _told("inquiries")),
            (_("Replies here"), lambda line: line.replies),
            (_("Quotes here"), lambda line: line.quotes),
        ),
    ]
    return charts if any(one.has_values for one in charts[:2]) else []


def _told(name: str) -> Callable[[WeekLine], int | None]:
    return lambda line: getattr(line.platform, name, None)


def _sum(value: Callable[[WeekLine], int | None], lines: Sequence[WeekLine]) -> int | None:
    """Of a week of which the platform told nothing there is a gap, not a zero."""
    known = [number for number in map(value, lines) if number is not None]
    return sum(known) if known else None
