"""Forms of the exchange rates."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.domain.currencies import read_currency
from core.domain.rates import BASE, Rate
from core.ui.fields import DayField


class CurrencyField(forms.CharField):
    """A currency, as its ISO code or as people write it; the usual ones are offered."""

    widget = forms.TextInput(
        attrs={"list": "currencies", "autocapitalize": "characters", "autocomplete": "off"}
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 12, "label": gettext_lazy("Currency"), **kwargs})

    def clean(self, value: Any) -> str:
        """Return the ISO code; raise ValidationError for what is no currency."""
        text: str = super().clean(value)
        code = read_currency(text)
        if text and not code:
            raise forms.ValidationError(_("Not a currency. Example: USD"), code="invalid")
        return code


class PastDayField(DayField):
    """A day that is not still to come."""

    def clean(self, value: Any) -> Any:
        """Return the day; raise ValidationError for one after today."""
        day = super().clean(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("That is still to come."), code="in_future")
        return day


class RateForm(forms.Form):
    """A rate: so many yuan for so many units."""

    currency = CurrencyField()
    per_unit = forms.DecimalField(
        label=gettext_lazy("Yuan"), max_digits=18, decimal_places=8, min_value=Decimal("0.00000001"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    per = forms.ChoiceField(
        label=gettext_lazy("For"), choices=[("1", gettext_lazy("1 unit")), ("100", gettext_lazy("100 units"))],
        help_text=gettext_lazy("Banks tell it for 100 units."),
    )  # fmt: skip
    day = PastDayField(label=gettext_lazy("Day"))
    source = forms.CharField(label=gettext_lazy("Source"), max_length=80, required=False)

    def clean_currency(self) -> str:
        """The base itself has no rate."""
        code: str = self.cleaned_data["currency"]
        if code == BASE:
            raise forms.ValidationError(_("Rates are told in yuan: the yuan needs none."))
        return code

    def clean_source(self) -> str:
        return " ".join(self.cleaned_data["source"].replace("\0", "").split())

    def clean(self) -> dict[str, Any]:
        """What is left of 100 units has to be something."""
        data = super().clean() or {}
        if data.get("per_unit") and data.get("per") and not self._per_unit(data):
            self.add_error("per_unit", _("Too small."))
        return data

    @staticmethod
    def _per_unit(data: dict[str, Any]) -> Decimal:
        exact: Decimal = data["per_unit"] / Decimal(data["per"])
        return exact.quantize(Decimal("1E-8"))

    def rate(self) -> Rate:
        """Return the rate of the valid form."""
        data = self.cleaned_data
        return Rate(data["currency"], data["day"], self._per_unit(data))


class RateFileForm(forms.Form):
    """A table of rates to take in."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Excel or CSV with the columns currency, rate, and if you like date and per (100)."
        ),
    )
    file_day = PastDayField(
        label=gettext_lazy("Day where a row names none"),
        required=False,
        help_text=gettext_lazy("Empty: today"),
    )
