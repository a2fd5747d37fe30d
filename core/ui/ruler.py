"""Geometry of the day ruler: working windows, the present moment and today's deadlines on one line.

All positions are percentages of the line, so that the picture needs no script and no style attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.ui.formats import company_time

LABEL_ROOM = 5.5  # per cent of the line that one "14:40" takes


@dataclass(frozen=True, slots=True)
class RulerWindow:
    """A working window; an optional one (the evening shift) is drawn dashed."""

    start: datetime
    end: datetime
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class RulerTick:
    """A deadline on the ruler; `label` replaces its time, `is_soon` draws it in the act-now colour."""

    at: datetime
    label: str = ""
    is_soon: bool = False


@dataclass(frozen=True, slots=True)
class PlacedWindow:
    """A window ready to draw: positions in per cent of the line."""

    x: str
    end_x: str
    width: str
    start_text: str
    end_text: str
    is_optional: bool


@dataclass(frozen=True, slots=True)
class PlacedTick:
    """A mark ready to draw; an empty `text` had no room."""

    x: str
    text: str
    anchor: str
    is_soon: bool


@dataclass(frozen=True, slots=True)
class DayRuler:
    """Everything that `components/day_ruler.html` draws."""

    windows: Sequence[PlacedWindow]
    ticks: Sequence[PlacedTick]
    now: PlacedTick | None
    description: str


def lay_out_ruler(windows: Sequence[RulerWindow], now: datetime, ticks: Iterable[RulerTick]) -> DayRuler:
    """Place `windows` (in order, of one day), `now` and `ticks` on a line one hour longer than the day at its start.

    Ticks and a `now` outside the line are left out; a tick's label gives way where it would touch another.
    """
    start, end = windows[0].start - timedelta(hours=1), windows[-1].end
    inside = sorted((tick for tick in ticks if start <= tick.at <= end), key=lambda tick: tick.at)
    now_mark = _place_now(now, start, end) if start <= now <= end else None
    placed = _place_ticks(inside, start, end, _share(now, start, end) if now_mark else None)
    return DayRuler(
        tuple(_place_window(window, start, end) for window in windows),
        placed,
        now_mark,
        _describe(windows, now, inside),
    )


def _share(at: datetime, start: datetime, end: datetime) -> float:
    return 100 * ((at - start) / (end - start))


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _place_window(window: RulerWindow, start: datetime, end: datetime) -> PlacedWindow:
    left, right = _share(window.start, start, end), _share(window.end, start, end)
    return PlacedWindow(
        _percent(left),
        _percent(right),
        _percent(right - left),
        company_time(window.start),
        company_time(window.end),
        window.is_optional,
    )


def _place_now(now: datetime, start: datetime, end: datetime) -> PlacedTick:
    share = _share(now, start, end)
    anchor = "end" if share > 2 * LABEL_ROOM else "start"
    return PlacedTick(_percent(share), _("now %(time)s") % {"time": company_time(now)}, anchor, is_soon=False)


def _place_ticks(
    ticks: Sequence[RulerTick], start: datetime, end: datetime, now_share: float | None
) -> tuple[PlacedTick, ...]:
    placed, free_from = [], -LABEL_ROOM
    for tick in ticks:
        share = _share(tick.at, start, end)
        is_under_now = now_share is not None and now_share - 2 * LABEL_ROOM < share < now_share
        has_room = share >= free_from and not is_under_now
        text = (tick.label or company_time(tick.at)) if has_room else ""
        free_from = share + LABEL_ROOM if has_room else free_from
        placed.append(
            PlacedTick(_percent(share), text, "end" if share > 100 - LABEL_ROOM else "start", tick.is_soon)
        )
    return tuple(placed)


def _describe(windows: Sequence[RulerWindow], now: datetime, ticks: Sequence[RulerTick]) -> str:
    spans = ", ".join(
        f"{company_time(window.start)}\N{EN DASH}{company_time(window.end)}" for window in windows
    )
    times = ", ".join(company_time(tick.at) for tick in ticks) or _("none")
    text = _("Today's working windows: %(spans)s. Now %(now)s. Deadlines: %(times)s")
    return text % {"spans": spans, "now": company_time(timezone.localtime(now)), "times": times}
