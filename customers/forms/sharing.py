"""Sharing a customer with a colleague."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.forms_once import FormTokenField
from customers.forms.fields import ReasonField, helper_of
from customers.models import Access, Customer


class ShareForm(forms.Form):
    """With whom, how far, why, until when; who sees the customer anyway is no choice."""

    form_token = FormTokenField()
    person = forms.ModelChoiceField(label=gettext_lazy("Colleague"), queryset=User.objects.none())
    access = forms.ChoiceField(
        label=gettext_lazy("Access"),
        choices=[
            (Access.READ, gettext_lazy("Read: the customer, its history, inquiries and files")),
            (Access.ACT, gettext_lazy("Act as well: reply, log follow-ups, add contacts")),
        ],
        initial=Access.READ,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    reason = ReasonField(
        required=True, help_text=gettext_lazy("For example: speaks Spanish, meets the buyer at the fair")
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: until somebody ends it."),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = customer.owner
        people = User.objects.active().filter(Q(is_salesperson=True) | Q(is_manager=True), is_boss=False)
        people = people.exclude(pk=customer.owner_id)
        if owner is not None and owner.team is not None:
            people = people.exclude(pk=owner.team.manager_id, is_manager=True)
        self.fields["person"].queryset = people.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.helper = helper_of()
