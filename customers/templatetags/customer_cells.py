"""The cells of the customers' list: fifty rows of up to ten cells, so each is one call and no template of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.ui import due as due_mark
from core.ui.formats import table_date

register = template.Library()

Cell = Callable[[Any], SafeString]


def _plain(read: Callable[[Any], Any]) -> Cell:
    return lambda row: format_html('<td class="nowrap">{}</td>', read(row))


def _cut(read: Callable[[Any], Any]) -> Cell:
    return lambda row: format_html('<td class="cell-what"><span class="cut">{}</span></td>', read(row))


def _due(row: Any) -> SafeString:
    if row.customer.do_not_contact:
        shown = format_html('<span class="note">{}</span>', _("do not contact"))
    else:
        shown = due_mark(row.due.state, on=row.due.on, count=row.due.count, why=row.due_why)
    return format_html('<td class="on-card nowrap">{}</td>', shown)


def _last(row: Any) -> SafeString:
    customer = row.customer
    said = (
        f"{row.last_channel} {customer.last_contact_text}"
        if customer.last_contact_at
        else _("not contacted yet")
    )
    cell = '<td class="on-card-wide cell-last"><span class="cut"><span class="muted">{}</span> {}</span></td>'
    return format_html(cell, table_date(customer.last_contact_at), said)


CELLS: dict[str, Cell] = {
    "country": _plain(lambda row: row.country),
    "contact": _plain(lambda row: row.contact),
    "asks": _cut(lambda row: row.asks),
    "due": _due,
    "last": _last,
    "inquiries": lambda row: format_html('<td class="num">{}</td>', row.customer.open_inquiries or ""),
    "owner": _plain(lambda row: row.customer.owner.name if row.customer.owner else "–"),
    "stage": _plain(lambda row: row.customer.get_stage_display()),
    "source": _plain(lambda row: row.customer.get_source_display()),
    "city": _plain(lambda row: row.customer.city),
    "tags": _cut(lambda row: row.tags),
    "created": _plain(lambda row: table_date(row.customer.created_at)),
}


@register.simple_tag
def customer_cells(row: Any, columns: Sequence[str]) -> SafeString:
    """The chosen columns' cells of one row, in their order."""
    return format_html_join("", "{}", ((CELLS[column](row),) for column in columns))
