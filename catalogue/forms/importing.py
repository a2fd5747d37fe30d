"""Taking in a price list: the file, and what its prices are for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.domain.importing.columns import fields
from catalogue.models import CustomerType, ProductImport
from catalogue.selectors.import_words import FIELD_WORDS
from catalogue.services.importing import TERMS
from core.forms_once import FormTokenField
from core.ui.fields import CurrencyField, DayField, field_for


class TermsForm(forms.ModelForm):
    """What the prices of the list are for, and where new products belong."""

    currency = CurrencyField(label=_("Currency where none is named"))
    valid_from = DayField(label=_("Prices hold from"))
    valid_until = DayField(label=_("Prices hold until"), required=False)

    class Meta:
        model = ProductImport
        fields = TERMS
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", timezone.localdate())
        self.initial["valid_from"] = self.initial["valid_from"] or timezone.localdate()
        region: Any = self.fields["region"]
        region.empty_label = _("Any market")
        category: Any = self.fields["category"]
        category.empty_label = _("as each row says")
        category.help_text = _("Where a row names none; products that are there stay where they are.")
        customer_type: Any = self.fields["customer_type"]
        customer_type.choices = CustomerType.choices
        self.fields["valid_until"].help_text = _("Empty: until another price takes its place.")

    def clean(self) -> dict[str, Any]:
        """A price ends after it begins."""
        data = super().clean() or {}
        begin, end = data.get("valid_from"), data.get("valid_until")
        if begin and end and end < begin:
            self.add_error("valid_until", _("Before the price begins."))
        return data

    def terms(self) -> dict[str, Any]:
        """Return what the service keeps."""
        return {name: self.cleaned_data[name] for name in TERMS}


class PriceListForm(TermsForm):
    """A price list to bring."""

    form_token = FormTokenField()
    file = forms.FileField(
        label=_("Price list"),
        max_length=255,
        help_text=_(
            "Excel (.xlsx) with its pictures; .xls, .ods and CSV without. At most 50 MB and 1,000 pictures."
        ),
    )


class ReadAgainForm(TermsForm):
    """Another sheet, other columns, or other terms."""

    sheet = forms.TypedChoiceField(label=_("Sheet"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = list(enumerate(self.instance.sheets))  # type: ignore[attr-defined]
        self.initial["sheet"] = self.instance.sheet
        choices = [("", _("leave out")), *((name, FIELD_WORDS[name]) for name in fields())]
        for place, column in enumerate(self.instance.columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column["heading"], choices=choices, required=False, initial=column["field"]
            )

    def chosen(self) -> list[str]:
        """Return what each column is taken for."""
        return [self.cleaned_data[f"column_{place}"] for place in range(len(self.instance.columns))]

    def columns(self) -> list[forms.BoundField]:
        """Return the fields of the columns, in their order."""
        return [self[f"column_{place}"] for place in range(len(self.instance.columns))]
