"""The quote's editor: its head, and a row a line, as plain forms."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.fields import CurrencyField, DayField
from customers.forms.fields import LineField, TextField
from customers.models import Contact
from sales.domain.quotes import NOTE_LETTERS, TOO_MUCH, written_cell, written_price_cell
from sales.models import Quote, QuoteLine, QuoteVersion
from sales.models.quotes import INCOTERM_CHOICES
from sales.papers.words import languages
from sales.selectors.quote_pricing import word_why
from sales.services.quote_values import HEAD_FIELDS, MAX_LINES, HeadValues

PREFIX = "lines"
SPARE_ROWS = 3
NUMBERS = ("quantity", "price", "moq", "per_carton", "carton_volume", "carton_weight")
CELLS = (
    "model", "words", "quantity", "unit", "price", "moq", "per_carton", "carton_volume", "carton_weight", "includes", "note",
)  # fmt: skip
ROW_CELLS = (*CELLS, "listed")
NOTES_AT_MOST = 9


class HeadForm(forms.Form):
    """The head of the paper, with the version that it was read in."""

    hides_optional = True

    contact = forms.ModelChoiceField(
        label=_("Contact person"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    buyer = LineField(label=_("To"), max_length=200)
    attention = LineField(
        label=_("Attention"),
        max_length=120,
        required=False,
        help_text=_("As it stands in the quote: Ms. Carol Jensen"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=())
    currency = CurrencyField()
    incoterm = forms.ChoiceField(label=_("Incoterm"), choices=INCOTERM_CHOICES)
    place = LineField(label=_("Named place"), max_length=80, required=False)
    payment = LineField(label=_("Payment"), max_length=200, required=False)
    lead_days = forms.IntegerField(label=_("Lead time (days)"), min_value=0, max_value=730, required=False)
    valid_until = DayField(label=_("Valid until"), required=False)
    notes = TextField(
        label=pgettext_lazy("quote", "Notes"), required=False, max_length=4000,
        help_text=_("What a price is worth its money for. A paragraph is a note: the first is A, the next B."),
    )  # fmt: skip
    remarks = TextField(
        label=_("Remarks"), required=False, max_length=4000, help_text=_("Printed at the end, as typed")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, quote: Quote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Contact.objects.filter(customer=quote.customer_id)
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
        choices = [(code, words.name) for code, words in languages().items()]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_notes(self) -> tuple[str, ...]:
        """Read the paragraphs as notes."""
        return paragraphs(self.cleaned_data["notes"])

    def head(self) -> HeadValues:
        """Return the valid form's values."""
        data = self.cleaned_data
        return HeadValues(
            contact=data["contact"], notes=data["notes"], **{name: data[name] for name in HEAD_FIELDS}
        )


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, each on one line."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return tuple(" ".join(part.split()) for part in parts if part.strip())[:NOTES_AT_MOST]


def head_initial(version: QuoteVersion) -> dict[str, Any]:
    """Return the head as the form begins."""
    found = {name: getattr(version, name) for name in HEAD_FIELDS}
    quote = version.quote
    return {
        **found,
        "notes": "\n\n".join(version.notes),
        "contact": quote.contact_id,
        "version": quote.version,
    }


def _number(label: Any, digits: int, places: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=digits, decimal_places=places, min_value=0, required=False,
        error_messages={"invalid": _("Digits only, for example 6.45")},
    )  # fmt: skip


class LineForm(forms.Form):
    """A line: its cells in the order in which they stand. `listed`: the price that the catalogue gave last.

    A price that is still `listed` follows the quantity; one that was typed stays.
    """

    model = LineField(label=_("Model"), max_length=40, required=False)
    words = LineField(label=_("Description"), max_length=300, required=False)
    quantity = _number(_("Quantity"), 14, 2)
    unit = LineField(label=_("Unit"), max_length=20, required=False)
    price = _number(_("Price"), 18, 4)
    moq = _number(_("MOQ"), 14, 2)
    per_carton = _number(_("Per carton"), 10, 2)
    carton_volume = _number(_("Carton (m³)"), 12, 6)
    carton_weight = _number(_("Carton (kg)"), 10, 3)
    includes = LineField(label=_("Includes"), max_length=300, required=False)
    note = forms.ChoiceField(
        label=pgettext_lazy("quote", "Note"), required=False, choices=[("", "–"), *((letter, letter) for letter in NOTE_LETTERS[:NOTES_AT_MOST])]
    )  # fmt: skip
    listed = forms.DecimalField(max_digits=18, decimal_places=4, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CELLS:
            field = self.fields[name]
            kind = forms.Select if name == "note" else forms.TextInput
            attrs = {"class": "cell", "aria-label": field.label, "data-cell": name, "autocomplete": "off"}
            if name in NUMBERS:
                attrs |= {"inputmode": "decimal", "class": "cell num"}
            choices = {"choices": field.choices} if kind is forms.Select else {}  # type: ignore[attr-defined]  # a ChoiceField
            field.widget = kind(attrs=attrs, **choices)

    def clean(self) -> dict[str, Any]:
        """A row with figures has to say of what."""
        data = super().clean() or {}
        named = data.get("model") or data.get("words")
        if not named and any(data.get(name) is not None for name in ("quantity", "price")):
            self.add_error("words", _("Which product?"))
        quantity, price = data.get("quantity"), data.get("price")
        if quantity == 0:
            self.add_error("quantity", _("More than nothing; empty for an offer"))
        elif quantity is not None and price is not None and quantity * price >= TOO_MUCH:
            self.add_error("quantity", _("So much? Look at quantity and price again"))
        return data

    @property
    def cells(self) -> dict[str, Any]:
        """The bound fields by name, for the grid."""
        return {name: self[name] for name in CELLS}


LineFormSet = forms.formset_factory(
    LineForm, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
)


def line_initial(line: QuoteLine) -> dict[str, Any]:
    """Return a stored line as its row begins: figures without needless noughts, and why the price is the one that it is."""
    found = {name: written_cell(getattr(line, name)) for name in CELLS} | {
        "price": written_price_cell(line.price)
    }
    listed = line.why.get("price", "")
    is_listed = bool(listed) and line.price is not None and Decimal(listed) == line.price
    return {**found, "listed": found["price"] if is_listed else "", "why": word_why(line.why)}


def formset_of(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Return the grid with these rows and some empty ones."""
    filled = list(rows)
    spare = max(min(SPARE_ROWS, MAX_LINES - len(filled)), 0)
    return LineFormSet(initial=[*filled, *({} for _place in range(spare))][:MAX_LINES], prefix=PREFIX)


def typed_rows(data: Any) -> list[dict[str, str]]:
    """Return the posted rows that hold something, as they were typed, not judged yet."""
    try:
        count = min(int(data.get(f"{PREFIX}-TOTAL_FORMS", 0)), MAX_LINES)
    except ValueError:
        count = 0
    rows = [
        {name: data.get(f"{PREFIX}-{place}-{name}", "").replace("\0", "") for name in ROW_CELLS}
        for place in range(count)
    ]
    return [row for row in rows if any(row[name].strip() for name in CELLS)]
