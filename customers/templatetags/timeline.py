"""The days of a customer's history: up to thirty entries, so each is drawn in one call and by no template."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr, truncatechars
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.templatetags.ui import timeline_item
from core.ui.formats import company_day, relative_day, short_day

register = template.Library()

MOST_SHOWN = 600
MOST_OF_ANOTHER = 120


@register.simple_tag
def timeline_days(days: Sequence[Any]) -> SafeString:
    """Draw each day with its entries, as `customers.selectors.detail` words them."""
    return format_html_join(
        "\n",
        '<div class="tl-day">{}</div><ol>{}</ol>',
        (
            (_word_day(day.day), format_html_join("", "{}", ((_item(line),) for line in day.lines)))
            for day in days
        ),
    )


def _word_day(day: Any) -> str:
    near = relative_day(day)
    return f"{near} {company_day(day)}" if near != short_day(day) else company_day(day)


def _item(line: Any) -> SafeString:
    entry, behind = line.entry, line.behind
    return timeline_item(
        _said(entry, behind), at=entry.at, symbol=line.icon, title=line.title, note=line.note, is_incoming=entry.is_inbound,
        is_last=line.is_last, url=behind.url, remarks=behind.remarks, correct_url=behind.correct_url,
    )  # fmt: skip


def _said(entry: Any, behind: Any) -> SafeString:
    """What was said, else the first words of the record behind."""
    if entry.text:
        css = "tl-quote" if entry.is_inbound else ""
        return format_html('<p class="{}" dir="auto">{}</p>', css, linebreaksbr(_cut(entry.text, MOST_SHOWN)))
    if behind.words:
        return format_html('<p class="muted" dir="auto">{}</p>', _cut(behind.words, MOST_OF_ANOTHER))
    return SafeString()


def _cut(text: str, most: int) -> str:
    return truncatechars(text, most) if len(text) > most else text
