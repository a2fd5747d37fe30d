"""Giving a customer back to the open pool, and which of it one looks at."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from customers.forms.fields import LineField, ReasonField, helper_of
from customers.models import Grade


class ReleaseForm(forms.Form):
    """Why the customer goes back."""

    reason = ReasonField(required=True, help_text=gettext_lazy("Colleagues who take it out read this."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper_of()


class PoolFilter(forms.Form):
    """Part of a name, a grade, a country."""

    q = LineField(required=False, max_length=100, label=gettext_lazy("Search the pool"))
    grade = forms.ChoiceField(required=False, label=gettext_lazy("Grade"))
    country = forms.ChoiceField(required=False, label=gettext_lazy("Country"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["grade"].choices = [("", _("All grades")), *Grade.choices]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("All countries")), *countries]  # type: ignore[attr-defined]
        for name, one in self.fields.items():
            css = "form-control" if name == "q" else "form-select"
            one.widget.attrs |= {"class": css, "aria-label": one.label}
        self.fields["q"].widget.attrs |= {"type": "search", "placeholder": self.fields["q"].label}

    def chosen(self) -> dict[str, str]:
        """Return what is asked for by its name in the URL; what cannot be asked for is left out."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
