"""Which pairs the list of twins shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.scoping import colleagues_of
from customers.domain.lookup import SURE


class TwinFilter(forms.Form):
    """Of one owner, and of how great a certainty."""

    owner = forms.ModelChoiceField(label=gettext_lazy("Owner"), queryset=User.objects.none(), required=False)
    certainty = forms.ChoiceField(label=gettext_lazy("Certainty"), required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        owner = self.fields["owner"]
        owner.queryset = colleagues_of(user)  # type: ignore[attr-defined]  # a ModelChoiceField
        owner.empty_label = _("All owners")  # type: ignore[attr-defined]
        self.fields["certainty"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("However sure")), ("sure", _("Certainly the same")), ("likely", _("Probably the same")),
        ]  # fmt: skip
        for name in ("owner", "certainty"):
            self.fields[name].widget.attrs |= {"class": "form-select", "aria-label": self.fields[name].label}

    def narrow(self, pairs: Any) -> Any:
        """Return those of `pairs` that were asked for; what cannot be asked for is left out."""
        self.is_valid()
        if owner := self.cleaned_data.get("owner"):
            pairs = pairs.owned_by(owner)
        match self.cleaned_data.get("certainty"):
            case "sure":
                return pairs.filter(certainty__gte=SURE)
            case "likely":
                return pairs.filter(certainty__lt=SURE)
        return pairs
