"""Forms of complaints."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms_once import FormTokenField
from core.ui.fields import CurrencyField, DayField, PastDayField
from customers.forms.fields import LineField, TextField
from customers.models import Customer
from sales.forms.orders import amount_field
from sales.models import Complaint, Order
from sales.services.complaints import ComplaintValues


class ComplaintForm(forms.Form):
    """What the buyer complains of, and the four steps (S182)."""

    subject = LineField(label=gettext_lazy("What is wrong"), max_length=200)
    raised_on = PastDayField(label=gettext_lazy("Raised on"))
    order = forms.ModelChoiceField(
        Order.objects.none(),
        label=gettext_lazy("Order"),
        required=False,
        empty_label=gettext_lazy("No order"),
    )
    text = TextField(label=gettext_lazy("What the buyer says"), required=False)
    claimed = amount_field(gettext_lazy("Claimed amount"), required=False)
    currency = CurrencyField(required=False)
    due_on = DayField(label=gettext_lazy("To be settled by"), required=False)
    plan = TextField(
        label=pgettext_lazy("complaint", "Plan"), required=False,
        help_text=gettext_lazy("The cause, and what is to be done about it."),
    )  # fmt: skip
    done = TextField(
        label=pgettext_lazy("complaint", "Do"),
        required=False,
        help_text=gettext_lazy("What was done, by whom."),
    )
    checked = TextField(
        label=pgettext_lazy("complaint", "Check"), required=False,
        help_text=gettext_lazy("Whether it helped, and what the buyer says."),
    )  # fmt: skip
    improved = TextField(
        label=pgettext_lazy("complaint", "Improve"), required=False,
        help_text=gettext_lazy("What is done otherwise from now on."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()

    def __init__(self, *args: Any, user: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Order.objects.visible_to(user).filter(customer=customer).order_by("-ordered_on", "-pk")
        self.fields["order"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """An amount is of some currency: the order's, where there is one."""
        data = super().clean() or {}
        if data.get("claimed") and not data.get("currency") and "currency" not in self.errors:
            if data.get("order") is None:
                self.add_error("currency", _("Of which currency?"))
            else:
                data["currency"] = data["order"].currency
        return data

    def values(self) -> ComplaintValues:
        """Return what the service takes."""
        return ComplaintValues(
            **{name: self.cleaned_data[name] for name in ComplaintValues.__dataclass_fields__}
        )

    @staticmethod
    def initial_of(complaint: Complaint) -> dict[str, Any]:
        """Return the form's values of a complaint."""
        names = ComplaintValues.__dataclass_fields__
        return {name: getattr(complaint, name) for name in names} | {
            "order": complaint.order_id, "version": complaint.version,
        }  # fmt: skip
