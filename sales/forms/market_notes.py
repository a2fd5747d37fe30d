"""What people type into notes of markets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import MarketRegion
from core.forms_once import FormTokenField
from customers.forms.fields import TextField
from sales.forms.sample_fields import ModelNumberField
from sales.models import MarketQuestion
from sales.services.market_notes import MarketNoteValues


class MarketNoteForm(forms.Form):
    """Which market, what about, and what was learned; a product where one is meant."""

    form_token = FormTokenField()
    region = forms.ModelChoiceField(MarketRegion.objects.none(), label=_("Market"), empty_label=None)
    question = forms.ChoiceField(label=_("About"), choices=MarketQuestion.choices)
    text = TextField(
        label=_("What you learned"), max_length=2000, help_text=_("Everybody who sells reads it: no buyer's name.")
    )  # fmt: skip
    product = ModelNumberField(help_text=_("If it is about one of our products."))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["product"].user = user
        fields["region"].queryset = MarketRegion.objects.visible_to(user)

    def values(self) -> MarketNoteValues:
        """Return what the service takes."""
        return MarketNoteValues(
            **{name: self.cleaned_data[name] for name in MarketNoteValues.__dataclass_fields__}
        )


class MarketNoteFilterForm(forms.Form):
    """The filters of the list: GET, in the URL."""

    region = forms.ModelChoiceField(
        MarketRegion.objects.none(), required=False, empty_label=_("Every market")
    )
    question = forms.ChoiceField(required=False, choices=[("", _("About anything")), *MarketQuestion.choices])

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["region"].queryset = MarketRegion.objects.visible_to(user)
        for name, label in (("region", _("Market")), ("question", _("About"))):
            fields[name].widget.attrs |= {"class": "form-select", "aria-label": label}
