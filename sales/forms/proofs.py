"""Forms of proofs: what is to be made, for when it is promised, what the buyer says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms_once import FormTokenField
from core.ui.fields import CurrencyField, DayField
from customers.forms.fields import LineField, TextField
from customers.models import Customer
from inquiries.models import Inquiry
from sales.forms.sample_fields import ModelNumberField, amount_field, pieces_field
from sales.services.proofs import ProofValues


class ProofForm(forms.Form):
    """What production is to make. It reads product, pieces, text and day: no buyer's name in them."""

    hides_optional = True

    form_token = FormTokenField()
    words = LineField(label=_("Product"), max_length=120)
    product = ModelNumberField()
    quantity = pieces_field()
    text = TextField(
        label=_("What is to be made"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Material, size, surface, logo, packing. Production reads this and knows no buyers: no name here."),
    )  # fmt: skip
    wanted_on = DayField(label=_("Needed by"), required=False)
    fee = amount_field(_("Proofing fee"))
    currency = CurrencyField(initial="USD")
    inquiry = forms.ModelChoiceField(
        Inquiry.objects.none(), label=_("Inquiry"), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, user: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["product"].user = user
        inquiries = Inquiry.objects.visible_to(user).filter(customer=customer)
        fields["inquiry"].queryset = inquiries.order_by("-received_at")

    def values(self) -> ProofValues:
        """Return what the service takes."""
        return ProofValues(**{name: self.cleaned_data[name] for name in ProofValues.__dataclass_fields__})


class PromiseForm(forms.Form):
    """The day on which it lies ready; another day than the promised one needs a reason."""

    promised_on = DayField(label=_("Promised for"))
    reason = LineField(label=_("Why another date"), max_length=300, required=False)


class SealForm(forms.Form):
    """The buyer approves it."""

    verdict = LineField(label=_("What the buyer says"), max_length=300, required=False)


class ReworkForm(forms.Form):
    """What the buyer wants otherwise: production reads it."""

    verdict = LineField(
        label=_("What is to be made otherwise"), max_length=300,
        help_text=_("Production reads this and knows no buyers: no name here."),
    )  # fmt: skip
