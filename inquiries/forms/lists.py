"""The list's filters: GET, in the URL; what makes no sense is left out rather than refused."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.scoping import owners_of
from core.ui.countries import CountryChoiceField, CountrySelect
from customers.forms.fields import LineField
from customers.models import Grade, Source
from inquiries.models import Outcome, State
from inquiries.selectors.lists import ANSWER, TABS, InquiryFilter

ANY = [("", _("All"))]


class FilterForm(forms.Form):
    """Tab, words, and what narrows the list."""

    hides_optional = True

    tab = forms.ChoiceField(choices=[(tab, tab) for tab in TABS], required=False, widget=forms.HiddenInput)
    q = LineField(
        label=_("Search"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("All")
    )
    source = forms.ChoiceField(label=_("Source"), choices=[*ANY, *Source.choices], required=False)
    grade = forms.ChoiceField(
        label=_("Grade"), choices=[*ANY, *((grade.value, grade.value) for grade in Grade)], required=False
    )
    country = CountryChoiceField(label=_("Country"), widget=CountrySelect(empty_label=_("All")))
    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *State.choices], required=False)
    clock = forms.ChoiceField(
        label=pgettext_lazy("filter", "Answered"), choices=[*ANY, *Outcome.choices], required=False
    )
    since = forms.DateField(
        label=_("Arrived from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=_("until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_of(user, self.data.get("owner", ""))  # type: ignore[attr-defined]  # a ModelChoiceField

    def wanted(self) -> InquiryFilter:
        """Return the filter; a value that is none counts as not given."""
        self.is_valid()
        data = self.cleaned_data
        return InquiryFilter(
            tab=data.get("tab") or ANSWER,
            q=data.get("q") or "",
            owner_id=owner.pk if (owner := data.get("owner")) else None,
            source=data.get("source") or "",
            grade=data.get("grade") or "",
            country=data.get("country") or "",
            state=data.get("state") or "",
            received_from=data.get("since"),
            received_until=data.get("until"),
            clock=data.get("clock") or "",
        )

    def active(self) -> list[tuple[str, str, str]]:
        """Return (name, label, words) of the filters that are on, for their chips."""
        found = []
        for name in ("q", "owner", "source", "grade", "country", "state", "clock", "since", "until"):
            value = self.cleaned_data.get(name)
            if value:
                found.append((name, str(self.fields[name].label), self._words(name, value)))
        return found

    def _words(self, name: str, value: Any) -> str:
        choices = getattr(self.fields[name], "choices", None)
        if name == "owner" or not choices:
            return str(value)
        return str(dict(choices).get(value, value))
