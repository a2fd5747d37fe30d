"""The closed set of components. What each takes and when it is used: `docs/components.md`.

Tags for hot rows build their few characters here; larger ones are drawn by `templates/components/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ui import formats
from core.ui.charts import Chart
from core.ui.ruler import RulerTick, RulerWindow, lay_out_ruler
from core.ui.shapes import bars, points, ring, share_of
from core.ui.strict import component, one_of
from core.ui.there import local_time as look_up_local_time
from core.ui.words import CLOCK_LOOKS, DUE_LOOKS, GRADE_MEANINGS, NOT_GRADED, clock_words, due_words

register = template.Library()

for _format in (
    formats.company_day,
    formats.short_day,
    formats.relative_day,
    formats.table_date,
    formats.company_time,
    formats.company_moment,
    formats.weekday_moment,
    formats.duration,
    formats.hours_and_minutes,
    formats.working_days,
    formats.money,
    formats.money_short,
    formats.percent,
    formats.figure,
    formats.unit_price,
):
    register.filter(_format.__name__, _format)

NOTICE_KINDS = {"soon": "", "late": "notice-late", "plain": "notice-plain"}
TARGET_MINUTES = 120


# ── small marks, built here because lists repeat them hundreds of times ─────


@component(register, is_constant=True)
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite: decoration, unless `label` says what it means."""
    source = static("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, source, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', source, name)


@component(register, is_constant=True)
def key(keys: str) -> SafeString:
    """The key that presses the button it stands in. It is decoration: `aria-keyshortcuts` is not needed twice."""
    return format_html('<kbd class="key" aria-hidden="true">{}</kbd>', keys)


@component(register)
def grade(value: str | None, size: str = "", why: str = "") -> SafeString:
    """A customer's or inquiry's grade; None is drawn as `?`. `size="lg"` heads a record; `why` replaces the definition."""
    one_of(size, ("", "lg"), "grade size")
    known = one_of(str(value), GRADE_MEANINGS, "grade") if value else ""
    css = f"grade grade-{known.lower() or 'none'}{' grade-lg' if size else ''}"
    return _grade_mark(css, str(why or GRADE_MEANINGS.get(known, NOT_GRADED)), known)


@lru_cache(maxsize=256)
def _grade_mark(css: str, meaning: str, known: str) -> SafeString:
    return format_html(
        '<span class="{}" title="{}"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>',
        css, meaning, known or "?", meaning,
    )  # fmt: skip


@component(register)
def clock(
    state: str,
    minutes: int | None = None,
    target_at: datetime | None = None,
    limit_at: datetime | None = None,
    total: int = TARGET_MINUTES,
    why: str = "",
    prefix: str = "",
) -> SafeString:
    """A reply clock's chip.

    `minutes` are working minutes left to (or past) the target, clock minutes past the limit, or minutes taken when
    answered. A running clock is counted on by the page's one timer. `why` is the line on hover.
    """
    look = CLOCK_LOOKS[one_of(str(state), CLOCK_LOOKS, "clock state")]
    mark = icon(look.icon) if look.icon else ring(minutes or 0, total)
    return format_html(
        '<span class="clock {}"{} title="{}">{}<span data-clock-words>{}{}</span></span>',
        look.css, _clock_data(state, minutes, target_at, limit_at, total, prefix) if look.is_running else "", why, mark,
        f"{prefix} \N{MIDDLE DOT} " if prefix else "", clock_words(state, minutes),
    )  # fmt: skip


def _clock_data(
    state: str,
    minutes: int | None,
    target_at: datetime | None,
    limit_at: datetime | None,
    total: int,
    prefix: str,
) -> SafeString:
    return format_html(
        ' data-clock="{}" data-minutes="{}" data-total="{}" data-at="{}" data-target="{}" data-limit="{}" data-prefix="{}"',
        state, "" if minutes is None else minutes, total, timezone.now().isoformat(timespec="seconds"),
        target_at.isoformat() if target_at else "", limit_at.isoformat() if limit_at else "", prefix,
    )  # fmt: skip


@component(register)
def due(
    state: str, on: date | None = None, count: int | None = None, why: str = "", label: str = ""
) -> SafeString:
    """A due date: `on` for later, `count` = working days overdue or rounds missed; `label` replaces the words."""
    look = DUE_LOOKS[one_of(str(state), DUE_LOOKS, "due state")]
    mark = icon(look.icon) if look.icon else ""
    words = label or due_words(state, count, formats.short_day(on))
    title = format_html(' title="{}"', why) if why else ""
    return format_html('<span class="due {}"{}>{}{}</span>', look.css, title, mark, words)


@component(register)
def local_time(zone: str, country: str = "", at: datetime | None = None, note: str = "") -> SafeString:
    """The buyer's local time and whether someone is in the office; without a known zone nothing."""
    if not zone:
        return SafeString()
    there = look_up_local_time(zone, country, at or timezone.now())
    css = "there-open" if there.is_open else "there-shut"
    return format_html(
        '<span class="there {}">{} <b>{}</b> {}</span>', css, there.city, there.clock, note or there.word
    )


@component(register)
def chip(
    label: str, url: str = "", drop_url: str = "", is_on: bool = False, count: int | None = None
) -> SafeString:
    """A filter: `is_on` marks the chosen one, `drop_url` takes it away, `url` chooses it."""
    css = "chip chip-on" if is_on or drop_url else "chip"
    number = "" if count is None else format_html(' <span class="count">{}</span>', count)
    if drop_url:
        text = _("Remove %(label)s") % {"label": label}
        drop = format_html('<a class="chip-drop" href="{}" aria-label="{}">{}</a>', drop_url, text, icon("x"))
        return format_html('<span class="{}">{}{} {}</span>', css, label, number, drop)
    if url:
        current = format_html(' aria-current="true"') if is_on else ""
        return format_html('<a class="{}" href="{}"{}>{}{}</a>', css, url, current, label, number)
    return format_html('<span class="{}">{}{}</span>', css, label, number)


@component(register)
def copy(text: str, label: str = "") -> SafeString:
    """A button that puts `text` on the clipboard; without scripts it is not there."""
    name = label or _("Copy %(text)s") % {"text": text}
    return format_html(
        '<button class="btn btn-quiet btn-icon btn-sm" type="button" data-copy="{}" aria-label="{}" hidden>{}</button>',
        text, name, icon("copy"),
    )  # fmt: skip


@component(register)
def skeleton(lines: int = 3) -> SafeString:
    """Where content will appear; announced as loading."""
    bars = format_html("{}", SafeString('<div class="skeleton"></div>' * lines))
    return format_html(
        '<div role="status"><span class="visually-hidden">{}</span>{}</div>', _("Loading"), bars
    )


@component(register)
def progress(
    done: int, total: int, label: str, expected: int | None = None, is_behind: bool = False
) -> SafeString:
    """`done` of `total` as a bar with its figures; `expected` draws the mark of where today should be."""
    context = {
        "share": share_of(done, total), "mark": None if expected is None else share_of(expected, total),
        "done": done, "total": total, "label": label, "is_behind": is_behind,
    }  # fmt: skip
    return render_to_string("components/progress.html", context)


# ── larger parts of a page ──────────────────────────────────────────────────


def _trimmed(content: SafeString) -> SafeString:
    """Block content without the white space around it, so that an empty one is false. It was escaped when it was rendered."""
    return SafeString(content.strip())


@component(register, is_block=True)
def page_head(content: SafeString, title: str, note: str = "") -> SafeString:
    """The page's `h1`, one line of note, and the actions between the tags (at most one `btn-primary`)."""
    return render_to_string(
        "components/page_head.html", {"title": title, "note": note, "content": _trimmed(content)}
    )


@component(register, is_block=True)
def panel(
    content: SafeString,
    title: str,
    count: int | str | None = None,
    note: str = "",
    more_url: str = "",
    more: str = "",
    name: str = "",
    is_late: bool = False,
    is_padded: bool = False,
) -> SafeString:
    """A titled sheet. `name` is the id of its heading; `is_padded` for text and forms, not for lists."""
    return render_to_string("components/panel.html", dict(locals()))


@component(register, is_block=True)
def blank(content: SafeString, title: str = "", text: str = "") -> SafeString:
    """What belongs into an empty list and how to begin; the buttons stand between the tags."""
    return render_to_string(
        "components/blank.html", {"title": title, "text": text, "content": _trimmed(content)}
    )


@component(register, is_block=True)
def notice(
    content: SafeString, kind: str = "soon", symbol: str = "alert-triangle", is_alert: bool = False
) -> SafeString:
    """What is wrong and what to do. `kind` soon, late, or plain for what is only good to know; `is_alert` when it answers what was just sent."""
    css = NOTICE_KINDS[one_of(kind, NOTICE_KINDS, "notice kind")]
    role = SafeString(' role="alert"') if is_alert else ""
    return format_html(
        '<div class="notice {}"{}>{}<span>{}</span></div>', css, role, icon(symbol), _trimmed(content)
    )


@component(register)
def form_errors(form: forms.BaseForm) -> SafeString:
    """Above a form once: how many places to change, each a link to its field; nothing when it is valid or unsent."""
    if not form.errors:
        return SafeString()
    fields = [field for field in form if field.errors]
    return render_to_string(
        "components/form_errors.html", {"form": form, "fields": fields, "count": len(fields)}
    )


@component(register)
def field(bound: forms.BoundField, css: str = "", note: str = "", placeholder: str = "") -> SafeString:
    """One form field as the look wants it: label, control, help, error. `css` = half, third or empty (whole row)."""
    one_of(css, ("", "half", "third"), "field width")
    if placeholder:
        bound.field.widget.attrs["placeholder"] = placeholder
    context = {
        "field": bound,
        "wrapper_class": css,
        "label_note": note,
        "form_show_labels": True,
        "form_show_errors": True,
    }
    return render_to_string("bootstrap5/field.html", context)


@component(register)
def tabs(items: Sequence[Any], label: str) -> SafeString:
    """Saved views: `items` with label, url, is_current, count (or None)."""
    return render_to_string("components/tabs.html", {"items": items, "label": label})


@component(register)
def seg(
    name: str,
    choices: Iterable[tuple[str, str]],
    value: str = "",
    label: str = "",
    icons: Mapping[str, str] | None = None,
) -> SafeString:
    """One of two to five values outside a Django form (in one, use `core.ui.widgets.SegmentedRadio`)."""
    options = [(key_, text, (icons or {}).get(key_, "")) for key_, text in choices]
    return render_to_string(
        "components/seg.html", {"name": name, "options": options, "value": value, "label": label}
    )


@component(register)
def pager(
    first: int = 0,
    last: int = 0,
    total: int | None = None,
    prev_url: str = "",
    next_url: str = "",
    is_capped: bool = False,
) -> SafeString:
    """`1–50 / 10,000+` and the two ways on; an empty url means there is no more. `is_capped`: at least `total`."""
    return render_to_string("components/pager.html", dict(locals()))


@component(register, is_block=True)
def dialog(content: SafeString, name: str, title: str, is_wide: bool = False) -> SafeString:
    """A dialog that a `data-opens="name"` button opens. What comes from the server uses `data-dialog` links instead."""
    return render_to_string(
        "components/dialog.html", {"content": content, "name": name, "title": title, "is_wide": is_wide}
    )


@component(register, is_block=True)
def menu(
    content: SafeString, label: str, symbol: str = "dots", text: str = "", side: str = "end"
) -> SafeString:
    """A button that opens a list of actions (`<li>` with a link or a form button); works without scripts."""
    one_of(side, ("end", "start"), "menu side")
    return render_to_string("components/menu.html", dict(locals()))


@component(register, is_block=True)
def timeline_item(
    content: SafeString,
    at: datetime,
    symbol: str,
    title: str,
    note: str = "",
    side: str = "",
    is_incoming: bool = False,
    is_last: bool = False,
    url: str = "",
    remarks: int = 0,
    correct_url: str = "",
) -> SafeString:
    """One entry of a customer's history. `side` stands at the right (a due date, a clock); `is_last` of its day.

    The title leads to `url`, the record behind it, which has so many `remarks`; `correct_url` is its form for who may
    correct it.
    """
    css = f"tl-item{' tl-in' if is_incoming else ''}{' tl-last' if is_last else ''}"
    said = format_html(' <span class="note">{}</span>', note) if note else ""
    head = format_html('<a href="{}">{}</a>', url, title) if url else title
    moment = timezone.localtime(at)
    if remarks:
        words = ngettext("%(count)d comment", "%(count)d comments", remarks) % {"count": remarks}
        side = format_html('{}<a class="note" href="{}#remarks">{}</a>', side, url, words)
    if correct_url:
        side = format_html('{}<a class="note" href="{}">{}</a>', side, correct_url, _("Correct"))
    return format_html(
        '<li class="{}"><time datetime="{}">{}</time><span class="tl-icon">{}</span><div><div class="line">'
        '<span class="grow"><b>{}</b>{}</span>{}</div>{}</div></li>',
        css, moment.isoformat(timespec="seconds"), f"{moment.hour}:{moment.minute:02d}", icon(symbol), head, said, side, content,
    )  # fmt: skip


@component(register)
def stat(
    label: str,
    value: str | int | None,
    url: str,
    unit: str = "",
    base: str = "",
    change: int | None = None,
    series: Sequence[float] = (),
    is_good_up: bool = True,
) -> SafeString:
    """A figure against one's own past: `series` oldest first, the last one is now; `change` is shown with an arrow.

    `url` "": its reader may not see the records behind it.
    """
    shown = formats.EN_DASH if value is None else value
    measure = format_html("<small>{}</small>", unit) if unit else ""
    before = (
        format_html('<span class="base">{}{}</span>', base, _change(change, is_good_up=is_good_up))
        if base
        else ""
    )
    inside = format_html('<span class="label">{}</span><span class="value">{}{}</span>{}{}', label, shown, measure, _spark(series), before)  # fmt: skip
    if not url:
        return format_html('<li><div class="figure">{}</div></li>', inside)
    return format_html('<li><a class="figure" href="{}">{}</a></li>', url, inside)


def _spark(series: Sequence[float]) -> SafeString:
    """The last bar is now."""
    drawn = bars(series)
    if not drawn:
        return SafeString()
    rows = [
        (SafeString(' class="now"' if bar is drawn[-1] else ""), bar["x"], bar["y"], bar["height"])
        for bar in drawn
    ]
    rects = format_html_join("", '<rect{} x="{}" y="{}" width="10" height="{}"/>', rows)
    return format_html('<svg class="spark" viewBox="0 0 64 24" aria-hidden="true">{}</svg>', rects)


def _change(change: int | None, *, is_good_up: bool) -> SafeString:
    if not change:
        return SafeString()
    css = "up" if (change > 0) == is_good_up else "down"
    return format_html(' <span class="{}">{}{}</span>', css, "↑" if change > 0 else "↓", abs(change))


@component(register)
def trend(series: Sequence[float | None]) -> SafeString:
    """Shares from 0 to 1 over some weeks, oldest first, all people on one scale; gaps are left out. The figure stands beside it."""
    drawn = points(series)
    if len(drawn) < 2:
        return SafeString()
    line = SafeString(" ".join(f"{x},{y}" for x, y in drawn))
    return format_html(
        '<svg class="trend" viewBox="0 0 72 28" aria-hidden="true"><polyline points="{}"/><circle class="end" cx="{}" cy="{}" r="2.5"/></svg>',
        line, *drawn[-1],
    )  # fmt: skip


@component(register)
def chart(figure: Chart) -> SafeString:
    """A `core.ui.charts.Chart` and its figures as a table. The page loads `js/charts.js` in its `scripts` block."""
    return render_to_string("components/chart.html", {"chart": figure, "data": json.dumps(figure.as_data())})


@component(register)
def day_ruler(
    windows: Sequence[RulerWindow], now: datetime | None = None, ticks: Sequence[RulerTick] = ()
) -> SafeString:
    """Today's working windows with the deadlines that fall into them; on a day off (no window) nothing."""
    if not windows:
        return SafeString()
    return render_to_string(
        "components/day_ruler.html", {"ruler": lay_out_ruler(windows, now or timezone.now(), ticks)}
    )


# ── the frame ───────────────────────────────────────────────────────────────


@register.filter
def undo_url(message: Any) -> str:
    """The address that takes a message's action back, from `extra_tags="undo=/path/"` (see `core.ui.toasts`)."""
    return next(
        (tag.removeprefix("undo=") for tag in (message.extra_tags or "").split() if tag.startswith("undo=")),
        "",
    )


@component(register, takes_context=True)
def server_now(context: Context) -> str:
    """The present instant for the page's timer; `now` of the context wins, so that tests can freeze it."""
    moment = context.get("now")
    return (moment if isinstance(moment, datetime) else timezone.now()).isoformat(timespec="milliseconds")


@component(register)
def window_instants(windows: Sequence[Any] | None) -> str:
    """Working windows (objects with `start` and `end`) as `start/end start/end`, for the page's timer."""
    return " ".join(f"{window.start.isoformat()}/{window.end.isoformat()}" for window in windows or ())
