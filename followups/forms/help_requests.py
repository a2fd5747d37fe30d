"""Help requests and suggestions to the boss."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms_once import FormTokenField
from customers.models import Customer
from followups.forms.fields import HELP_LENGTH, LINES, choice_of
from followups.models import FollowUp, Task
from followups.services import HelpSubject
from inquiries.models import Inquiry


class HelpForm(forms.Form):
    """What somebody cannot solve, and of which record: one that they see."""

    text = forms.CharField(label=_("What do you need help with"), max_length=HELP_LENGTH, widget=LINES)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, widget=forms.HiddenInput)
    inquiry = forms.ModelChoiceField(Inquiry.objects.none(), required=False, widget=forms.HiddenInput)
    follow_up = forms.ModelChoiceField(FollowUp.objects.none(), required=False, widget=forms.HiddenInput)
    task = forms.ModelChoiceField(Task.objects.none(), required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "customer").queryset = Customer.objects.visible_to(user).current()
        choice_of(self, "inquiry").queryset = Inquiry.objects.visible_to(user).select_related("customer")
        choice_of(self, "follow_up").queryset = FollowUp.objects.visible_to(user).select_related("customer")
        choice_of(self, "task").queryset = Task.objects.visible_to(user).select_related("customer")

    def subject(self) -> HelpSubject:
        """Return the record that was named."""
        return HelpSubject(
            *(self.cleaned_data[name] for name in ("customer", "inquiry", "follow_up", "task"))
        )


class HelpMessageForm(forms.Form):
    """A message of the thread: an answer, or a further question."""

    text = forms.CharField(
        label=_("Message"), max_length=HELP_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    form_token = FormTokenField()


class SuggestionForm(forms.Form):
    """A suggestion. `anonymous_key` is for what is not signed: nothing ties it to the token, nor either to a person."""

    text = forms.CharField(label=_("Suggestion"), max_length=HELP_LENGTH, widget=LINES)
    is_anonymous = forms.BooleanField(label=_("Without my name"), required=False)
    anonymous_key = FormTokenField()
    form_token = FormTokenField()


class RulingForm(forms.Form):
    """The boss's answer to a suggestion."""

    ruling = forms.CharField(
        label=_("Answer"), max_length=HELP_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_public = forms.BooleanField(
        label=_("Show suggestion and answer to everybody, without a name"), required=False
    )
