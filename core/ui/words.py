"""The words and shapes of grades, reply clocks and due dates: one table each.

The state itself comes from the apps' `domain`; an unknown one is a programming error and raises `KeyError`
where it is looked up (the tags turn it into a `TemplateSyntaxError` that names the allowed ones).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.ui.formats import duration, hours_and_minutes

GRADE_MEANINGS: dict[str, Promise] = {
    "A": gettext_lazy("Grade A: clear intent, a deal is likely"),
    "B": gettext_lazy("Grade B: has intent but hesitates"),
    "C": gettext_lazy("Grade C: long-term purchase, many uncertainties"),
    "D": gettext_lazy("Grade D: intent unclear"),
}
NOT_GRADED = gettext_lazy("Not graded yet")


@dataclass(frozen=True, slots=True)
class ClockLook:
    """`css` and `icon` of a reply clock's chip; without an icon it draws the ring."""

    css: str
    icon: str
    is_running: bool


CLOCK_LOOKS = {
    "open": ClockLook("", "", is_running=True),
    "due_soon": ClockLook("clock-soon", "", is_running=True),
    "past_target": ClockLook("clock-past", "clock-exclamation", is_running=True),
    "past_limit": ClockLook("clock-late", "square-x", is_running=True),
    "in_target": ClockLook("clock-ok", "checks", is_running=False),
    "in_limit": ClockLook("clock-done", "check", is_running=False),
    "late": ClockLook("clock-past", "check", is_running=False),
}


def clock_words(state: str, minutes: int | None) -> str:
    """What the chip says. `minutes`: left, too late, or taken; working minutes up to the target, clock minutes past the limit."""
    span = "" if minutes is None else hours_and_minutes(abs(minutes))
    words = {
        "open": lambda: _("{span} left").format(span=duration(minutes)),
        "due_soon": lambda: _("{span} left").format(span=duration(minutes)),
        "past_target": lambda: _("{span} past target").format(span=span),
        "past_limit": lambda: _("{span} past limit").format(span=span),
        "in_target": lambda: _("In target {span}").format(span=span),
        "in_limit": lambda: _("In limit {span}").format(span=span),
        "late": lambda: _("Late {span}").format(span=span),
    }
    return words[state]().strip()


@dataclass(frozen=True, slots=True)
class DueLook:
    """`css` and `icon` of a due date."""

    css: str
    icon: str


DUE_LOOKS = {
    "later": DueLook("due-later", ""),
    "today": DueLook("due-today", "circle-dot"),
    "overdue": DueLook("due-over", "alert-triangle"),
    "missed": DueLook("due-missed", "square-x"),
    "done": DueLook("due-ok", "check"),
    "none": DueLook("due-later", ""),
}


def due_words(state: str, count: int | None, on_text: str) -> str:
    """`今天`, `逾期 3 天` (working days), `漏跟 1 轮` (whole intervals), else the date."""
    words = {
        "later": lambda: on_text,
        "today": lambda: pgettext("due", "Today"),
        "overdue": lambda: _overdue_words(count),
        "missed": lambda: _missed_words(count),
        "done": lambda: on_text or _("Done"),
        "none": lambda: on_text or _("No date"),
    }
    return words[state]()


def _overdue_words(days: int | None) -> str:
    if days is None:
        return _("Overdue")
    return _("1 day overdue") if days == 1 else _("%(count)d days overdue") % {"count": days}


def _missed_words(rounds: int | None) -> str:
    if rounds is None:
        return _("Missed")
    return _("1 round missed") if rounds == 1 else _("%(count)d rounds missed") % {"count": rounds}
