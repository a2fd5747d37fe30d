"""What the templates of briefings need beside the components."""

from django import template
from django.utils.safestring import SafeString

from briefings import words
from briefings.domain.page import Row
from core.templatetags.ui import due

register = template.Library()
register.filter("row_url", words.url_of)
register.filter("row_title", words.title_of)
register.filter("row_note", words.note_of)
register.filter("moment_of", words.moment_of)
register.filter("briefing_name", words.named)


@register.simple_tag
def row_mark(row: Row, as_of: str) -> SafeString | str:
    """How a row stands: how long it waits, how its day stands, or from which grade to which it went."""
    if row.kind == "ruling":
        state, label = words.ruling_due(row, as_of)
        return due(state, label=label)
    if row.asks:
        return due("overdue" if row.is_red else "today", label=words.days_waiting(row, as_of))
    return ""
