"""A contact person's form."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import pgettext_lazy

from core.forms_once import FormTokenField
from customers.forms.fields import MailField, field_for, helper_of
from customers.models import Contact


class ContactForm(forms.ModelForm):
    """A person at the buyer; `left_on` only for one who is there already."""

    email = MailField(label=pgettext_lazy("address", "E-mail"), max_length=200, required=False)

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form_token = FormTokenField()

    class Meta:
        model = Contact
        fields = (
            "name", "form_of_address", "job_title", "email", "phone", "whatsapp", "wechat", "language", "note",
            "is_decision_maker", "left_on",
        )  # fmt: skip
        widgets = {"left_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)
            del self.fields["form_token"]
        else:
            del self.fields["left_on"], self.fields["version"]
        hidden = ("version", "form_token")
        whole = (*hidden, "note", "is_decision_maker")
        halves = [name for name in self.fields if name not in whole]
        self.helper = helper_of(
            *(Field(name) for name in hidden if name in self.fields),
            *(Field(name, wrapper_class="half") for name in halves),
            "note",
            "is_decision_maker",
        )

    def values(self) -> dict[str, Any]:
        """Return what the service takes, by field name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
