"""Forms of samples: what is asked for, and each step that needs to know something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms_once import FormTokenField
from core.ui.fields import CurrencyField, DayField
from core.ui.widgets import SegmentedRadio
from customers.forms.fields import LineField, TextField
from customers.models import Contact, Customer
from inquiries.models import Inquiry
from sales.forms.sample_fields import ModelNumberField, amount_field, pieces_field
from sales.models import Freight, Proof, Sample, Verdict
from sales.services.samples import ArticleValues, SampleValues

MAX_LINES = 20
FREIGHT_ICONS = {"collect": "coin", "account": "truck-delivery", "prepaid": "building"}


class SampleLineForm(forms.Form):
    """One article: words, or a model number of the catalogue, and how many."""

    words = LineField(label=_("Product"), max_length=120, required=False)
    product = ModelNumberField()
    quantity = pieces_field()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].user = user  # type: ignore[attr-defined]  # a ModelNumberField
        self.fields["quantity"].required = False
        for field in self.fields.values():
            field.widget.attrs |= {
                "class": "form-control",
                "aria-label": field.label,
                "placeholder": field.label,
            }

    def values(self) -> ArticleValues | None:
        """Return the article; None for an empty row."""
        data = self.cleaned_data
        words = data.get("words") or (
            (data["product"].name_en or data["product"].name_zh) if data.get("product") else ""
        )
        return ArticleValues(words[:120], data.get("quantity") or 1, data.get("product")) if words else None


SampleLines = forms.formset_factory(
    SampleLineForm, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
)


class SampleForm(forms.Form):
    """What a sample is asked for with. `customer`, `inquiry` and `proof` say for what; the choices are the customer's."""

    hides_optional = True

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    inquiry = forms.ModelChoiceField(
        Inquiry.objects.none(), label=_("Inquiry"), required=False, empty_label="–"
    )
    proof = forms.ModelChoiceField(Proof.objects.none(), required=False, widget=forms.HiddenInput)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("For whom"), required=False, empty_label="–"
    )
    is_from_production = forms.BooleanField(
        label=_("Production makes it"), required=False,
        help_text=_("Otherwise it comes from the sample room."),
    )  # fmt: skip
    for_production = TextField(
        label=_("For production"), required=False,
        help_text=_("Surface, colour, packing, marks. Production reads this and knows no buyers: no name here."),
    )  # fmt: skip
    wanted_on = DayField(label=_("Needed by"), required=False)
    e_sample_on = DayField(
        label=_("E-sample sent on"),
        required=False,
        help_text=_("First the electronic sample: at once, and free."),
    )
    freight = forms.ChoiceField(
        label=_("Freight"),
        choices=Freight.choices,
        initial=Freight.COLLECT,
        widget=SegmentedRadio(icons=FREIGHT_ICONS),
    )
    courier_account = LineField(label=_("Courier account of the buyer"), max_length=60, required=False)
    offers_freight = forms.BooleanField(
        label=_("The buyer offered to pay the freight"), required=False,
        help_text=_("A sign of intent: it then depends on the quality of the sample."),
    )  # fmt: skip
    fee = amount_field(_("Sample fee"))
    value = amount_field(_("Value of the goods"))
    currency = CurrencyField(initial="USD")
    pays_first = forms.BooleanField(label=_("The buyer pays by T/T first"), required=False)
    note = TextField(label=_("Note"), required=False, help_text=_("For us; production does not read it."))

    def __init__(self, *args: Any, user: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        people = Contact.objects.visible_to(user).filter(customer=customer, left_on=None)
        fields["contact"].queryset = people.order_by("-is_primary", "name")
        inquiries = Inquiry.objects.visible_to(user).filter(customer=customer)
        fields["inquiry"].queryset = inquiries.order_by("-received_at")
        fields["proof"].queryset = Proof.objects.visible_to(user).filter(customer=customer)

    def values(self) -> SampleValues:
        """Return what the service takes."""
        data = self.cleaned_data
        return SampleValues(**{name: data[name] for name in SampleValues.__dataclass_fields__})


class ReasonForm(forms.Form):
    """Why it is refused, or not wanted any more."""

    reason = LineField(label=_("Reason"), max_length=300)


class CheckForm(forms.Form):
    """The quality check: passed, or back to production with what is wrong."""

    result = forms.ChoiceField(
        label=_("Quality check"), choices=[("passed", _("Passed")), ("failed", _("Back to production"))],
        widget=SegmentedRadio(icons={"passed": "check", "failed": "x"}), initial="passed",
    )  # fmt: skip
    note = LineField(label=_("Found at the check"), max_length=300, required=False)


class PaidForm(forms.Form):
    """The day of the T/T receipt."""

    paid_on = DayField(label=_("T/T received on"))


class ESampleForm(forms.Form):
    """The day on which the electronic sample went."""

    e_sample_on = DayField(label=_("E-sample sent on"))


class SendForm(forms.Form):
    """By which courier, under which number, and when it should be there."""

    carrier = LineField(label=_("Courier"), max_length=60)
    tracking = LineField(label=_("Tracking number"), max_length=60, required=False)
    sent_on = DayField(label=_("Sent on"))
    expected_on = DayField(
        label=_("Expected there"), help_text=_("On this day you get a task: ask whether it has arrived.")
    )


class ReceiveForm(forms.Form):
    """The day on which the buyer has it."""

    received_on = DayField(label=_("Received on"))


class JudgeForm(forms.Form):
    """What the buyer says of the sample."""

    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Verdict.choices, widget=SegmentedRadio(icons={"good": "thumb-up", "changes": "pencil", "bad": "thumb-down"}),
        initial=Verdict.GOOD,
    )  # fmt: skip
    feedback = TextField(label=_("In the buyer's words"))


def initial_of(sample: Sample) -> dict[str, Any]:
    """Return what a form that changes a sample begins with."""
    found = {name: getattr(sample, name) for name in SampleValues.__dataclass_fields__}
    return {**found, "contact": sample.contact_id, "inquiry": sample.inquiry_id, "version": sample.version}
