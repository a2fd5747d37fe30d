"""Forms of requests to other departments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms_once import FormTokenField
from core.ui.fields import DayField
from customers.forms.fields import LineField, TextField
from customers.models import Customer
from inquiries.models import Inquiry
from sales.models import RequestKind
from sales.services.requests import RequestValues, departments


class DepartmentField(forms.ModelChoiceField):
    """A colleague of another department."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **{"label": _("Whom do you ask"), **kwargs})

    def narrow(self) -> None:
        """Offer who can be asked now."""
        self.queryset = departments().order_by("-is_production", "name")


class RequestForm(forms.Form):
    """What is asked of whom, until when; `customer` or `inquiry` say what it is for."""

    form_token = FormTokenField()
    to = DepartmentField()
    kind = forms.ChoiceField(label=_("About"), choices=RequestKind.choices, initial=RequestKind.COST)
    words = LineField(label=_("Product"), max_length=120, required=False)
    text = TextField(
        label=_("What do you ask"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The other department reads this and knows no buyers: no name here."),
    )  # fmt: skip
    due_on = DayField(label=_("Answer until"))
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, widget=forms.HiddenInput)
    inquiry = forms.ModelChoiceField(Inquiry.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["to"].narrow()
        fields["customer"].queryset = Customer.objects.visible_to(user).current()
        fields["inquiry"].queryset = Inquiry.objects.visible_to(user)

    def values(self) -> RequestValues:
        """Return what the service takes."""
        return RequestValues(**{name: self.cleaned_data[name] for name in RequestValues.__dataclass_fields__})


class RequestMessageForm(forms.Form):
    """A message of the thread."""

    form_token = FormTokenField()
    text = TextField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 3}))


class ReaddressForm(forms.Form):
    """Somebody else, or another day."""

    to = DepartmentField()
    due_on = DayField(label=_("Answer until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].narrow()  # type: ignore[attr-defined]  # a DepartmentField
