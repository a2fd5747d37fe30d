"""The form that tries the lookup on any two buyers."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.countries import CountryChoiceField
from customers.domain.lookup import Subject

LINE = 300


class TryForm(forms.Form):
    """One buyer as it may be typed; two of them, told apart by their prefix, are compared. Nothing is kept."""

    name = forms.CharField(label=_("Company"), max_length=LINE, required=False)
    country = CountryChoiceField(label=_("Country"), required=False)
    email = forms.CharField(label=pgettext_lazy("address", "E-mail"), max_length=LINE, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=LINE, required=False)
    website = forms.CharField(label=_("Web site"), max_length=LINE, required=False)

    def subject(self) -> Subject:
        """Return what the lookup would know of this buyer. The form is valid."""
        given = self.cleaned_data
        return Subject(
            name=given["name"],
            country=str(given["country"]) or None,
            emails=tuple(filter(None, (given["email"],))),
            phones=tuple(filter(None, (given["phone"],))),
            sites=tuple(filter(None, (given["website"],))),
        )
