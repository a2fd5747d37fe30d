"""Products asked for: a row each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.fields import LineField
from inquiries.services import LineValues

MAX_LINES = 50


class LineForm(forms.Form):
    """A product in the buyer's words, with quantity and target price where they named them."""

    words = LineField(label=_("Product"), max_length=120, required=False)
    quantity = forms.DecimalField(
        label=_("Quantity"), max_digits=14, decimal_places=2, min_value=0, required=False,
        error_messages={"invalid": _("Digits only, for example 3000")},
    )  # fmt: skip
    unit = LineField(label=_("Unit"), max_length=20, required=False)
    target_price = forms.DecimalField(
        label=_("Target price"), max_digits=18, decimal_places=4, min_value=0, required=False,
        error_messages={"invalid": _("Digits only, for example 6.45")},
    )  # fmt: skip
    currency = LineField(label=_("Currency"), max_length=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.update(
                {"class": "form-control", "aria-label": field.label, "placeholder": field.label}
            )
        for name in ("quantity", "target_price"):
            self.fields[name].widget = forms.TextInput(
                attrs={**self.fields[name].widget.attrs, "inputmode": "decimal"}
            )

    def clean(self) -> dict[str, Any]:
        """A row with figures has to say of what."""
        data = super().clean() or {}
        if not data.get("words") and any(data.get(name) is not None for name in ("quantity", "target_price")):
            self.add_error("words", _("Which product?"))
        return data


LineFormSet = forms.formset_factory(
    LineForm, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
)
PREFIX = "lines"


def values_of(lines: Any) -> tuple[LineValues, ...]:
    """Return the valid formset's rows that name a product."""
    return tuple(LineValues(**form.cleaned_data) for form in lines if form.cleaned_data.get("words"))


def initial_of(data: Any) -> list[dict[str, str]]:
    """Return the posted rows as they were typed, for a form that is shown again without being judged."""
    try:
        count = min(int(data.get(f"{PREFIX}-TOTAL_FORMS", 0)), MAX_LINES)
    except ValueError:
        count = 0
    names = LineForm.base_fields
    return [{name: data.get(f"{PREFIX}-{place}-{name}", "") for name in names} for place in range(count)]
