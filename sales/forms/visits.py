"""Forms of factory visits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms_once import FormTokenField
from core.ui.fields import DayField
from core.ui.widgets import SegmentedRadio
from customers.forms.fields import LineField, TextField
from sales.models import VisitKind
from sales.services.visits import VisitValues


class VisitForm(forms.Form):
    """Who comes when, who receives them, and what came of it."""

    hides_optional = True

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=VisitKind.choices, initial=VisitKind.VISIT,
        widget=SegmentedRadio(icons={"visit": "building", "audit": "clipboard-text"}),
    )  # fmt: skip
    on_day = DayField(label=_("Day"), help_text=_("A day to come: it is planned."))
    head_count = forms.IntegerField(label=_("How many"), min_value=1, max_value=500, initial=1)
    people = LineField(label=_("Who comes"), max_length=300, required=False)
    host = forms.ModelChoiceField(User.objects.none(), label=_("Received by"))
    result = TextField(
        label=_("Result"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What they looked at, praised, missed; what was agreed."),
    )  # fmt: skip

    def __init__(self, *args: Any, host: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.active()
        if host is not None:
            people = people | User.objects.filter(pk=host.pk)  # who left meanwhile stays who received them
        self.fields["host"].queryset = people.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField

    def values(self) -> VisitValues:
        """Return what the service takes."""
        return VisitValues(**{name: self.cleaned_data[name] for name in VisitValues.__dataclass_fields__})
