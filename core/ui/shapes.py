"""Small drawings: a ring, bars, shares of a line. SVG attributes only, so that no style is needed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString


def ring(minutes: int, total: int) -> SafeString:
    """The share of `total` that is left, as a ring."""
    share = max(0, min(100, round(100 * minutes / total))) if total else 0
    return format_html(
        '<svg class="ring" viewBox="0 0 16 16" aria-hidden="true"><circle class="ring-rest" cx="8" cy="8" r="6"/>'
        '<circle class="ring-left" cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="{} 100"/></svg>',
        share,
    )


def bars(series: Sequence[float]) -> list[dict[str, str]]:
    """The bars of a spark, oldest first, scaled to the highest; a zero keeps a hairline."""
    top = max(series, default=0) or 1
    heights = [max(0.6, 22 * value / top) for value in series]
    return [
        {"x": str(13 * index), "y": f"{24 - height:.1f}", "height": f"{height:.1f}"}
        for index, height in enumerate(heights)
    ]


def points(shares: Sequence[float | None]) -> list[tuple[str, str]]:
    """The points of a trend of shares, from 2 to 68 across and 26 up to 2: 1 is the top."""
    step = 66 / max(1, len(shares) - 1)
    return [
        (f"{2 + step * place:.1f}", f"{26 - 24 * min(1.0, max(0.0, share)):.1f}")
        for place, share in enumerate(shares)
        if share is not None
    ]


def share_of(part: float, whole: float) -> str:
    """`part` of `whole` in per cent of a drawn line, at most all of it."""
    return f"{min(100.0, 100 * part / whole) if whole else 0:.1f}%"
