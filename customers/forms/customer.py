"""The customer's form, new and in edit."""

import uuid
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from accounts.scoping import colleagues_of
from core.ui.countries import CountryChoiceField
from core.ui.widgets import SegmentedRadio
from customers.forms.fields import LineField, MailField, ReasonField, field_for, helper_of
from customers.models import Customer, FormOfAddress, Grade, Stage
from customers.permissions import can_allow_duplicate
from customers.services import PRIVATE_FIELDS, ContactValues, CustomerValues

COMPANY = ("name", "local_name", "country", "city", "website", "phone", "fax")
MORE = (
    "address", "delivery_address", "time_zone", "business_type", "annual_purchase", "horizon", "our_rank", "credit",
    "credit_note", "payment_habit", "habits", "note", "do_not_contact", "is_seed", "is_key",
)  # fmt: skip


def _third(*names: str) -> list[Field]:
    return [Field(name, wrapper_class="third") for name in names]


def _half(*names: str) -> list[Field]:
    return [Field(name, wrapper_class="half") for name in names]


class CustomerForm(forms.ModelForm):
    """Particulars in edit. Grade, stage and owner change by actions of their own.

    `may_read_private`: motive and bottom line are there; for everybody else they do not exist. `has_duplicates`: the
    first try met another customer, so who may allow a second office can write why.
    """

    hides_optional = True  # nearly everything is

    country = CountryChoiceField(label=gettext_lazy("Country"))
    tags = LineField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=800,
        help_text=gettext_lazy("Separated by commas"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    duplicate_reason = ReasonField(label=gettext_lazy("Why it is another office"))

    class Meta:
        model = Customer
        fields = (*COMPANY, "source", *MORE, *PRIVATE_FIELDS)
        formfield_callback = field_for

    def __init__(
        self, *args: Any, user: User, may_read_private: bool, has_duplicates: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not may_read_private:
            for name in PRIVATE_FIELDS:
                del self.fields[name]
        if not (has_duplicates and can_allow_duplicate(user)):
            del self.fields["duplicate_reason"]
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)
            self.initial.setdefault(
                "tags", ", ".join(sorted(self.instance.tags.values_list("name", flat=True)))
            )
        self.fields["name"].widget.attrs["data-composing"] = ""
        self.helper = helper_of(*self._layout())

    def _layout(self) -> list[Any]:
        private = [name for name in PRIVATE_FIELDS if name in self.fields]
        duplicate = ["duplicate_reason"] if "duplicate_reason" in self.fields else []
        return [
            Field("version"),
            Fieldset(_("Company"), Div(*self._company(), *duplicate, css_class="form-grid")),
            Fieldset(_("More"), Div(*self._more(private), css_class="form-grid")),
        ]

    def _company(self) -> list[Any]:
        return [
            *_half("name", "local_name"),
            *_third("country", "city", "source"),
            *_third("website", "phone", "fax"),
            "tags",
        ]

    def _more(self, private: list[str]) -> list[Any]:
        return [
            *_half("address", "delivery_address"),
            *_third("time_zone", "business_type", "annual_purchase", "horizon", "our_rank", "payment_habit"),
            *_half("credit", "credit_note", "habits", "note", *private),
            *_third("do_not_contact", "is_seed", "is_key"),
        ]

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"])

    def clean_tags(self) -> list[str]:
        return [
            name
            for name in self.cleaned_data["tags"].replace("，", ",").replace("、", ",").split(",")
            if name.strip()
        ]

    def values(self) -> dict[str, Any]:
        """Return what the service takes, by field name."""
        left_out = {"version", "duplicate_reason"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    @property
    def reason(self) -> str:
        """The manager's reason for a second office, or ""."""
        return str(self.cleaned_data.get("duplicate_reason", ""))


class NewCustomerForm(CustomerForm):
    """A new customer with its first contact; the lookup runs beside it while one types."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"),
        choices=Grade.choices,
        widget=SegmentedRadio(grades=True),
        initial=Grade.D,
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=Stage.choices, initial=Stage.NEW, required=False
    )
    owner = forms.ModelChoiceField(label=gettext_lazy("Owner"), queryset=User.objects.none(), empty_label="–")
    contact_name = LineField(label=gettext_lazy("Contact person"), max_length=120, required=False)
    contact_form_of_address = forms.ChoiceField(
        label=gettext_lazy("Form of address"), choices=[("", "—"), *FormOfAddress.choices], required=False
    )
    contact_job_title = LineField(label=gettext_lazy("Job title"), max_length=120, required=False)
    contact_email = MailField(label=pgettext_lazy("address", "E-mail"), max_length=200, required=False)
    contact_phone = LineField(label=gettext_lazy("Contact's telephone"), max_length=60, required=False)
    contact_whatsapp = LineField(label=gettext_lazy("WhatsApp"), max_length=60, required=False)
    contact_wechat = LineField(label=gettext_lazy("WeChat"), max_length=60, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, may_read_private=True, **kwargs)
        owners = colleagues_of(user)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["owner"].initial = user.pk
        if list(owners.values_list("pk", flat=True)[:2]) == [user.pk]:
            del self.fields["owner"]
        self.initial.setdefault("form_token", uuid.uuid4())
        self.helper = helper_of(*self._layout())

    def _layout(self) -> list[Any]:
        who = [name for name in ("owner",) if name in self.fields]
        first, *rest = super()._layout()
        contact = Div(
            *_half("contact_name", "contact_email"),
            *_third("contact_phone", "contact_whatsapp", "contact_wechat"),
            *_half("contact_form_of_address", "contact_job_title"),
            css_class="form-grid",
        )
        judge = Div(*_half("grade", "stage"), *who, css_class="form-grid")
        company, more = rest
        return [
            first, Field("form_token"), company, Fieldset(_("Contact person"), contact), Fieldset(_("Grade and owner"), judge),
            HTML("<details><summary class=\"link\">{{ more_label }}</summary>"), more, HTML("</details>"),
        ]  # fmt: skip

    def customer_values(self) -> CustomerValues:
        """Return the customer's values for the service."""
        values = {**self.values(), "tags": tuple(self.cleaned_data["tags"])}
        return CustomerValues.from_mapping({**values, "stage": values.get("stage") or Stage.NEW})

    def contact_values(self) -> ContactValues:
        """Return the first contact's values for the service."""
        prefix = "contact_"
        found = {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }
        return ContactValues.from_mapping(found)

    def chosen_owner(self) -> User:
        """Return who is to own the customer."""
        chosen = self.cleaned_data.get("owner")
        return chosen if isinstance(chosen, User) else self.user
