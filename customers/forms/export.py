"""What an export holds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms_once import FormTokenField
from core.ui.widgets import SegmentedRadio
from customers.forms.fields import helper_of

AS_LISTED, EVERYTHING = "list", "all"


class ExportForm(forms.Form):
    """Which columns, and whether every contact is listed on a sheet of its own. `query` is the list's."""

    form_token = FormTokenField()
    query = forms.CharField(max_length=8_000, required=False, widget=forms.HiddenInput)
    columns = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=[
            (AS_LISTED, gettext_lazy("As in the list")),
            (EVERYTHING, gettext_lazy("All particulars")),
        ],
        initial=AS_LISTED,
        widget=SegmentedRadio(),
    )
    has_contacts = forms.BooleanField(label=gettext_lazy("All contacts, on a second sheet"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper_of()
