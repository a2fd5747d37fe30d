"""What a chart shows, in plain values; the tag `chart` draws it (`templates/components/chart.html`, `static/js/charts.js`).

The figures are always there as a table: without scripts it is what one sees, with scripts it stands one click under the
drawing. A heat map *is* its table, its cells shaded in five steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.ui import formats

KINDS = ("line", "bar", "stacked", "funnel", "heat")
TONES = ("", "ok", "mid", "late", "quiet")
HEAT_STEPS = 5

Value = float | None


@dataclass(frozen=True)
class Series:
    """One line, or one set of bars. None is a gap: nothing was asked, which is not zero.

    `tone` gives it a meaning of the look (`ok` kept, `mid` in the limit, `late` broken, `quiet` still open); without
    one the chart's own colours follow each other. `is_plan`: what was planned, drawn dashed.
    """

    name: str
    values: Sequence[Value]
    tone: str = ""
    is_plan: bool = False

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"Unknown tone {self.tone!r}. Allowed: {', '.join(TONES)}.")


@dataclass(frozen=True)
class Chart:
    """A drawing and its table: `labels` along the axis, a value of each series for each of them.

    `unit` is empty for counts, `percent` for shares from 0 to 1, else words that stand in the table's head. A funnel
    has one series, its widest step first. In a heat map `labels` are the columns and each series is a row.
    `urls` lead from a label to its records; they stand in the table.
    """

    kind: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    note: str = ""
    label_head: str = ""
    urls: Sequence[str] = ()
    is_small: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Unknown chart {self.kind!r}. Allowed: {', '.join(KINDS)}.")
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError("Each series has one value for each label.")
        if self.kind == "funnel" and len(self.series) != 1:
            raise ValueError("A funnel has one series.")

    @property
    def is_drawn(self) -> bool:
        """Whether a script draws it; a heat map is its table."""
        return self.kind != "heat"

    @property
    def has_values(self) -> bool:
        """Whether there is anything to look at."""
        return any(value is not None for series in self.series for value in series.values)

    @property
    def head(self) -> list[str]:
        """The columns of the table, behind the first."""
        if self.kind == "heat":
            return list(self.labels)
        of_first = [] if self.kind != "funnel" else ["%"]
        return [series.name for series in self.series] + of_first

    def rows(self) -> Iterator[Row]:
        """The table, a row for each label; in a heat map for each series."""
        if self.kind == "heat":
            yield from self._heat_rows()
            return
        for index, label in enumerate(self.labels):
            cells = [Cell(shown(series.values[index], self.unit)) for series in self.series]
            if self.kind == "funnel":
                cells.append(Cell(formats.percent(self._of_step_before(index))))
            yield Row(label, cells, self.urls[index] if self.urls else "")

    def _heat_rows(self) -> Iterator[Row]:
        top = max((value for series in self.series for value in series.values if value), default=0)
        for index, series in enumerate(self.series):
            cells = [
                Cell(shown(value, self.unit), heat_step(value, top), not value) for value in series.values
            ]
            yield Row(series.name, cells, self.urls[index] if self.urls else "")

    def _of_step_before(self, index: int) -> float | None:
        """How much of the step before came this far; the first step has none before it."""
        values = self.series[0].values
        before, here = (values[index - 1] if index else None), values[index]
        return here / before if before and here is not None else None

    def as_data(self) -> dict[str, Any]:
        """What the script draws."""
        return {
            "kind": self.kind, "unit": self.unit, "labels": [str(label) for label in self.labels], "small": self.is_small,
            "series": [
                {"name": str(series.name), "values": list(series.values), "tone": series.tone, "plan": series.is_plan}
                for series in self.series
            ],
        }  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A figure as it is written, and how dark a heat map draws it (0 to 5); a zero there is grey."""

    text: str
    step: int = 0
    is_nothing: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the table; `url` leads to the records behind it."""

    label: str
    cells: list[Cell]
    url: str = ""


def shown(value: Value, unit: str) -> str:
    """A figure as the table writes it: a gap is an en dash."""
    if value is None:
        return formats.EN_DASH
    if unit == "percent":
        return formats.percent(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def heat_step(value: Value, top: float) -> int:
    """The shade of a cell, 1 to 5 in equal parts of the highest; nothing is 0."""
    if not value or value <= 0 or not top:
        return 0
    return min(HEAT_STEPS, int(HEAT_STEPS * value / top - 1e-9) + 1)
