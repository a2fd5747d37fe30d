"""Markets and what an added value costs in them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.forms.products import VersionForm
from catalogue.models import MarketRegion, ValueLine
from core.forms_once import FormTokenField
from core.ui.countries import country_choices
from core.ui.fields import CurrencyField, field_for
from core.ui.widgets import SegmentedRadio


class RegionForm(VersionForm, forms.ModelForm):
    """A market, its countries, and how it is quoted to."""

    form_token = FormTokenField()
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        choices=country_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A country that stands in another market comes to this one."),
    )

    class Meta:
        model = MarketRegion
        fields = ("name_zh", "name_en", "policy", "hint", "position")
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["policy"]
        choices.widget = SegmentedRadio(choices=choices.choices)
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        if self.instance.pk:
            own = [str(one.country) for one in self.instance.countries.all()]
            self.initial["countries"] = own
            countries: Any = self.fields["countries"]
            countries.choices = sorted(countries.choices, key=lambda choice: choice[0] not in own)

    def validate_unique(self) -> None:
        """A name that is taken is the service's to refuse, behind its lock."""


class ValueLineForm(forms.ModelForm):
    """An added value: what it costs, and the sentence that explains it to the buyer (S19)."""

    form_token = FormTokenField()
    currency = CurrencyField()

    class Meta:
        model = ValueLine
        fields = ("label", "amount", "currency", "percent", "sentence_en", "sentence_es", "sentence_zh")
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sentence_en", "sentence_es", "sentence_zh"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2, "maxlength": 400})

    def clean(self) -> dict[str, Any]:
        """Either an amount or a percentage."""
        data = super().clean() or {}
        if not {"amount", "percent"} & set(self.errors) and (data.get("amount") is None) == (
            data.get("percent") is None
        ):
            self.add_error("amount", _("Either an amount or a percentage."))
        return data

    def validate_constraints(self) -> None:
        """Said in words above."""
