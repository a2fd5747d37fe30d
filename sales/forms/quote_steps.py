"""Forms of a quote's steps."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms_once import FormTokenField
from core.ui.fields import CurrencyField
from customers.forms.fields import LineField, ReasonField
from customers.models import Channel, Contact, Customer
from inquiries.forms.fields import MomentField
from inquiries.models import Inquiry
from sales.models import Quote
from sales.models.quotes import DeclineReason


class OpenForm(forms.Form):
    """A new quote, from one of the customer's inquiries or from nothing. Its token makes a double click one (C5)."""

    form_token = FormTokenField()
    inquiry = forms.ModelChoiceField(
        queryset=Inquiry.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, *args: Any, user: User | None = None, customer: Customer | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "quote_%s", **kwargs})
        if customer is not None:
            rows = Inquiry.objects.visible_to(user).filter(customer=customer)
            self.fields["inquiry"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField


class SendForm(forms.Form):
    """How the quote went out."""

    hides_optional = True

    form_token = FormTokenField()
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    contact = forms.ModelChoiceField(
        label=_("Contact person"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    sent_at = MomentField(label=_("Sent (empty: now)"), required=False)
    other_channel_reason = LineField(label=_("Why not by fax"), max_length=200, required=False)

    def __init__(self, *args: Any, quote: Quote, needs_fax: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "send_%s", **kwargs})
        people = Contact.objects.filter(customer=quote.customer_id, left_on=None)
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
        if not needs_fax:
            del self.fields["other_channel_reason"]


class BundleForm(SendForm):
    """How quote, e-sample and company profile went out. `link`: the address of an e-sample that exists, read as its secret."""

    link = LineField(
        label=_("Link that you sent before"), max_length=300, required=False,
        help_text=_("Empty: a new link is made. A link that exists has to show all the products quoted."),
    )  # fmt: skip

    def clean_link(self) -> str:
        """Return the secret: the last part of the address."""
        path = re.split(r"[?#]", self.cleaned_data["link"])[0]
        return path.rstrip("/").rpartition("/")[2]


class DeclineForm(forms.Form):
    """Why the buyer said no."""

    hides_optional = True

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *DeclineReason.choices])
    note = LineField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "decline_%s", **kwargs})


class SendBackForm(forms.Form):
    """Why a confirmed quote is to be changed."""

    hides_optional = True

    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "back_%s", **kwargs})


class CostForm(forms.Form):
    """What one unit costs."""

    hides_optional = True

    cost = forms.DecimalField(
        label=_("Cost"), max_digits=18, decimal_places=4, min_value=0, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )  # fmt: skip
    currency = CurrencyField()
    remark = LineField(label=_("Remark"), max_length=300, required=False)
