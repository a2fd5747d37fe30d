"""The rows of the customers' list: fifty of up to twelve cells, so each is drawn in one call and by no template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.ui import due as due_mark
from core.templatetags.ui import grade as grade_mark
from core.templatetags.ui import icon
from core.ui.addresses import address_of_each
from core.ui.formats import table_date

register = template.Library()

HEAD = (
    '<tr data-keys-row data-customer="{}"><td><input class="form-check-input" type="checkbox" name="customer" value="{}" aria-label="{} {}"></td>'
    '<td class="on-card">{}</td><td class="on-card cell-name"><a class="strong cut" href="{}"><bdi>{}</bdi></a>{}</td>'
)
SHARED = ' <span class="tag" title="{}">{}</span>'
FOOT = '<td class="num">{}</td></tr>'
PENCIL = '<a class="btn btn-quiet btn-icon btn-sm" href="{}?next={}" data-dialog aria-label="{}: {}">{}</a>'


@dataclass(frozen=True)
class Cell:
    """A column: the markup of its cell and what of a row stands in it."""

    markup: str
    read: Callable[[Any], tuple[Any, ...]]


def _plain(read: Callable[[Any], Any]) -> Cell:
    return Cell('<td class="nowrap">{}</td>', lambda row: (read(row),))


def _cut(read: Callable[[Any], Any]) -> Cell:
    return Cell('<td class="cell-what"><span class="cut">{}</span></td>', lambda row: (read(row),))


def _due(row: Any) -> tuple[SafeString]:
    if row.customer.do_not_contact:
        return (format_html('<span class="note">{}</span>', _("do not contact")),)
    return (due_mark(row.due.state, on=row.due.on, count=row.due.count, why=row.due_why),)


def _last(row: Any) -> tuple[str, str]:
    customer = row.customer
    if customer.last_contact_at is None:
        return table_date(None), _("not contacted yet")
    return table_date(customer.last_contact_at), f"{row.last_channel} {customer.last_contact_text}"


def _shared_mark(who: str) -> SafeString:
    return format_html(
        SHARED, _("A colleague shares this customer with you"), _("shared by %(person)s") % {"person": who}
    )


CELLS: dict[str, Cell] = {
    "country": _plain(lambda row: row.country),
    "contact": _plain(lambda row: row.contact),
    "asks": _cut(lambda row: row.asks),
    "due": Cell('<td class="on-card nowrap">{}</td>', _due),
    "last": Cell('<td class="on-card-wide cell-last"><span class="cut"><span class="muted">{}</span> {}</span></td>', _last),
    "inquiries": Cell('<td class="num">{}</td>', lambda row: (row.customer.open_inquiries or "",)),
    "owner": _plain(lambda row: row.customer.owner.short_name if row.customer.owner else "–"),
    "stage": _plain(lambda row: row.customer.get_stage_display()),
    "horizon": _plain(lambda row: row.customer.get_horizon_display()),
    "our_rank": _plain(lambda row: row.customer.get_our_rank_display()),
    "source": _plain(lambda row: row.customer.get_source_display()),
    "city": _plain(lambda row: row.customer.city),
    "tags": _cut(lambda row: row.tags),
    "created": _plain(lambda row: table_date(row.customer.created_at)),
}  # fmt: skip


@register.simple_tag
def customer_rows(rows: Sequence[Any], columns: Sequence[str], here: str) -> SafeString:
    """Draw the table's rows with the chosen columns in their order; `here` is the page to come back to, quoted."""
    cells = [CELLS[column] for column in columns]
    markup = HEAD + "".join(cell.markup for cell in cells) + FOOT
    tick, change = _("Tick"), _("Change the grade")
    page, grading, pencil = (
        address_of_each("customers:detail"),
        address_of_each("customers:grade"),
        icon("pencil"),
    )

    def values_of(row: Any) -> tuple[Any, ...]:
        pk, name = row.customer.pk, str(row.customer)
        mark = _shared_mark(row.shared_by) if row.shared_by else ""
        head = (pk, pk, tick, name, grade_mark(row.customer.grade), page(pk), name, mark)
        foot = format_html(PENCIL, grading(pk), here, change, name, pencil) if row.may_grade else ""
        return (*head, *(value for cell in cells for value in cell.read(row)), foot)

    return format_html_join("", markup, map(values_of, rows))
