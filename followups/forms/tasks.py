"""Tasks, and the one that explains a new contact person to the buyer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import colleagues_of
from core.forms_once import FormTokenField
from core.ui.fields import DayField
from customers.models import Contact, Customer
from followups.forms.fields import TEXT_LENGTH, choice_of
from inquiries.models import Channel


class TaskForm(forms.Form):
    """A task: what, for whom, until when, for which customer."""

    title = forms.CharField(label=_("Task"), max_length=200)
    due_on = DayField(label=_("Due"))
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("For"), required=False)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why"), max_length=200, required=False)
    form_token = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = colleagues_of(user) | User.objects.filter(pk=user.pk)
        choice_of(self, "assignee").queryset = people.distinct()
        choice_of(self, "assignee").empty_label = None
        self.fields["assignee"].initial = user.pk
        choice_of(self, "customer").queryset = Customer.objects.visible_to(user).current()

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        return " ".join(title.split())


class ExplanationLetterForm(forms.Form):
    """The letter that explains a new contact person, as it was sent."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Contact person"), required=False, empty_label="–"
    )
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)
    text = forms.CharField(label=_("Text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 14}))
    form_token = FormTokenField()

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "contact").queryset = customer.contacts.filter(left_on=None)


class ExplainedForm(forms.Form):
    """The change was explained by another way than a letter."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=[choice for choice in Channel.choices if choice[0] != Channel.EMAIL]
    )
    text = forms.CharField(
        label=_("What was said"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
    form_token = FormTokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "other_%s", **kwargs})  # beside the letter's form
