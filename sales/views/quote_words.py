"""How the pages of quotes word what the services refuse, and what changed."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sales.domain.quotes import Change, written_cell
from sales.models import QuoteLine, QuoteVersion

REFUSALS = {
    "state": gettext_lazy("The quote has moved on meanwhile: look at where it stands now."),
    "no_lines": gettext_lazy("It has no line yet."),
    "no_price": gettext_lazy("Each line needs a price."),
    "no_place": gettext_lazy("The Incoterm needs its named place, such as FOB Ningbo."),
    "no_products": gettext_lazy(
        "No product of the catalogue is quoted that an e-sample could show: send the quote alone."
    ),
    "too_much": gettext_lazy("So much? Look at quantity and price again"),
    "ended": gettext_lazy("Its validity is over: choose a later day."),
    "floor": gettext_lazy("A price is below the floor: the manager has to approve it first."),
    "costed": gettext_lazy("Every cost is known or asked for already."),
    "answered": gettext_lazy("It was answered already."),
    "no_reason": gettext_lazy("Say why."),
    "foreign_inquiry": gettext_lazy("That inquiry is another buyer's."),
}
_FIELDS = {"notes": pgettext_lazy("quote", "Notes"), "line": gettext_lazy("Line")}


def word_refusal(code: str) -> str:
    """Return why a step was refused."""
    return str(REFUSALS[code])


def word_changes(changes: list[Change]) -> list[dict[str, str]]:
    """Return what changed as a table says it: of what, which field, before, after."""
    return [
        {
            "line": change.line,
            "field": _label(change),
            "before": _said(change.before),
            "after": _said(change.after),
        }
        for change in changes
    ]


def _label(change: Change) -> str:
    if change.field in _FIELDS:
        return str(_FIELDS[change.field])
    model = QuoteLine if change.line else QuoteVersion
    return str(model._meta.get_field(change.field).verbose_name)  # type: ignore[union-attr]  # a column


def _said(value: Any) -> str:
    if value in (None, "", ()):
        return "–"
    if isinstance(value, Decimal):
        return str(written_cell(value))
    return _("; ").join(value) if isinstance(value, tuple) else str(value)
