"""List prices, and the question which of them fits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import CustomerType, PriceTier
from core.forms_once import FormTokenField
from core.ui.countries import CountryChoiceField
from core.ui.fields import CurrencyField, DayField, field_for


class TierForm(forms.ModelForm):
    """A list price."""

    form_token = FormTokenField()
    currency = CurrencyField()
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"), required=False)

    class Meta:
        model = PriceTier
        fields = (
            "region", "customer_type", "min_quantity", "currency", "price", "valid_from", "valid_until", "note",
        )  # fmt: skip
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.empty_label = _("Any market")
        customer_type: Any = self.fields["customer_type"]
        customer_type.choices = CustomerType.choices
        self.fields["valid_until"].help_text = _("Empty: until another price takes its place.")

    def clean(self) -> dict[str, Any]:
        """A price ends after it begins."""
        data = super().clean() or {}
        begin, end = data.get("valid_from"), data.get("valid_until")
        if begin and end and end < begin:
            self.add_error("valid_until", _("Before the price begins."))
        return data

    def validate_unique(self) -> None:
        """A price that is there already is the service's to refuse, behind its lock."""

    def validate_constraints(self) -> None:
        """The same: two who save at once meet in the database."""


class PriceQueryForm(forms.Form):
    """For whom a price is looked for: the filter of the product's page."""

    country = CountryChoiceField(label=_("Country"))
    customer_type = forms.ChoiceField(
        label=pgettext_lazy("price", "For"), choices=CustomerType.choices, required=False
    )
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=100_000_000, required=False, initial=1
    )
    currency = CurrencyField(required=False, initial="USD")
