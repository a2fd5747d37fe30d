"""The filters of the list of quotes: GET, in the URL; what makes no sense is left out rather than refused."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import owners_of
from customers.forms.fields import LineField
from sales.models import QuoteState
from sales.selectors.quote_lists import TAB_OPEN, TABS, QuoteFilter


class QuoteFilterForm(forms.Form):
    """Tab, words, owner, state, days."""

    hides_optional = True

    tab = forms.ChoiceField(choices=[(tab, tab) for tab in TABS], required=False, widget=forms.HiddenInput)
    q = LineField(
        label=_("Search"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *QuoteState.choices], required=False)
    since = forms.DateField(
        label=_("Sent from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=_("until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_of(user, self.data.get("owner", ""))  # type: ignore[attr-defined]  # a ModelChoiceField

    def wanted(self) -> QuoteFilter:
        """Return the filter; a value that is none counts as not given."""
        self.is_valid()
        data = self.cleaned_data
        return QuoteFilter(
            tab=data.get("tab") or TAB_OPEN, q=data.get("q") or "",
            owner_id=owner.pk if (owner := data.get("owner")) else None, state=data.get("state") or "",
            sent_from=data.get("since"), sent_until=data.get("until"),
        )  # fmt: skip

    def active(self) -> list[tuple[str, str, str]]:
        """Return (name, label, words) of the filters that are on, for their chips."""
        states = {str(value): str(label) for value, label in QuoteState.choices}
        given = {name: self.cleaned_data.get(name) for name in ("q", "owner", "state", "since", "until")}
        return [
            (name, str(self.fields[name].label), states.get(str(value), str(value)))
            for name, value in given.items()
            if value
        ]
