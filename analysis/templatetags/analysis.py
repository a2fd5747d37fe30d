"""Words of the figures."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.domain.diagnosis import Diagnosis, Factor
from analysis.selectors.losses import ReasonRow
from analysis.selectors.products import Cell
from analysis.selectors.structure import Slice
from core.ui.formats import EN_DASH, percent, unit_price

register = template.Library()


@register.filter
def factor_word(factor: Factor) -> str:
    """The factor by its name."""
    return {Factor.SOURCE: pgettext("factor", "Source"), Factor.MARKETING: pgettext("factor", "Marketing"), Factor.PRODUCT: pgettext("factor", "Product")}[factor]  # fmt: skip


@register.filter
def factor_advice(factor: Factor) -> str:
    """What one looks at when the factor is weak."""
    return {
        Factor.SOURCE: _("Look at the sources: what is published, at fairs, in mailings, and how many inquiries are real."),
        Factor.MARKETING: _("Look at the answers: in time, cadence kept, and a quote for each real inquiry."),
        Factor.PRODUCT: _("Look at the offer: price beside others', quality, certificates, minimum quantity."),
    }[factor]  # fmt: skip


@register.filter
def weakest_index(diagnosis: Diagnosis) -> float | None:
    """The index of the weakest factor."""
    return diagnosis.indices[diagnosis.weakest] if diagnosis.weakest else None


@register.filter
def most_of(rows: Iterable[Slice | ReasonRow]) -> int:
    """The largest count of the rows, at least 1: how long the longest bar beside them is."""
    return max((row.count for row in rows), default=0) or 1


@register.filter
def size_of(number: float) -> float:
    """Without its sign."""
    return abs(number)


@register.simple_tag
def measured(cell: Cell, measure: str) -> SafeString | str:
    """A cell by one measure."""
    if measure == "price":
        return unit_price(cell.price, cell.currency) if cell.price is not None else _unsaid(cell.currency)
    if measure == "won":
        return percent(cell.win_share) if cell.win_share is not None else _unsaid(cell.decided)
    return str(getattr(cell, measure))


def _unsaid(some: str | int) -> SafeString | str:
    """Nothing is said: of some that are too few, or of none at all."""
    return format_html('<span class="note">{}</span>', _("too few")) if some else EN_DASH
