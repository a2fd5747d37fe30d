"""A product and what belongs to it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import (
    Attribute,
    Category,
    Certificate,
    Product,
    SampleStock,
)
from catalogue.services import Parameter
from catalogue.services.products import FIELDS
from core.forms_once import FormTokenField
from core.text import clean_line
from core.ui.fields import CurrencyField, DayField, LineField, TextField, field_for

VALUE_LENGTH = 120


class VersionForm(forms.Form):
    """Carries the version that it was filled from (trust.md C6)."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ProductForm(VersionForm, forms.ModelForm):
    """Everything that is told of a product; prices, pictures and papers have forms of their own, its cost as well."""

    form_token = FormTokenField()

    class Meta:
        model = Product
        fields = FIELDS
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.empty_label = "–"
        responsible: Any = self.fields["responsible"]
        responsible.queryset, responsible.empty_label = User.objects.active().order_by("name"), "–"
        self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        """What is packed weighs less than what it is packed in."""
        data = super().clean() or {}
        gross, net = data.get("gross_kg"), data.get("net_kg")
        if gross is not None and net is not None and net > gross:
            self.add_error("net_kg", _("More than the gross weight."))
        return data

    def validate_unique(self) -> None:
        """A model number that is taken is the service's to refuse, behind its lock."""

    def values(self) -> dict[str, Any]:
        """Return what the service writes."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class ParametersForm(forms.Form):
    """The technical parameters of the product's category, one field each."""

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = dict(product.parameters.values_list("attribute_id", "value"))
        self.attributes: Iterable[Attribute] = list(product.category.attributes.all())
        for one in self.attributes:
            label = f"{one} ({one.unit})" if one.unit else str(one)
            self.fields[f"attribute_{one.pk}"] = LineField(
                label=label, max_length=VALUE_LENGTH, required=False, initial=held.get(one.pk, "")
            )

    def values(self) -> dict[int, str]:
        """Return the values by attribute."""
        return {one.pk: self.cleaned_data[f"attribute_{one.pk}"] for one in self.attributes}


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=18, decimal_places=4, min_value=Decimal("0.0001"), required=False
    )


class CostForm(VersionForm):
    """What a product costs us, and its floor price; never shown to who may not see them."""

    currency = CurrencyField()
    cost = _amount(_("Cost"))
    floor_price = _amount(_("Floor price"))


class StockForm(VersionForm, forms.ModelForm):
    """The physical samples as they were counted."""

    class Meta:
        model = SampleStock
        fields = ("quantity", "is_approved", "location", "low_limit")
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        self.fields["low_limit"].help_text = _("Empty: not set, nobody is reminded.")


class PictureForm(forms.Form):
    """A picture to add."""

    form_token = FormTokenField()
    file = forms.FileField(
        label=_("Picture"),
        max_length=255,
        help_text=_("JPEG, PNG or WebP, at most 20 MB and 50 megapixels"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class CertificateForm(forms.ModelForm):
    """A certificate, and its paper."""

    form_token = FormTokenField()
    expires_on = DayField(label=_("Valid until"), required=False)
    paper = forms.FileField(label=_("The paper itself"), max_length=255, required=False)

    class Meta:
        model = Certificate
        fields = ("name", "number", "expires_on")
        formfield_callback = field_for

    def validate_unique(self) -> None:
        """One that is there already is the service's to refuse, behind its lock."""


class DocumentForm(forms.Form):
    """A paper about a product."""

    form_token = FormTokenField()
    title = LineField(label=_("Title"), max_length=120, required=False)
    file = forms.FileField(label=_("File"), max_length=255)


class CategoryForm(forms.ModelForm):
    """A category and its technical parameters, a line each: `齿数 | Teeth | unit`."""

    form_token = FormTokenField()
    parameters = TextField(
        label=_("Technical parameters"),
        required=False,
        help_text=_("A line each: Chinese | English | unit. Example: 齿数 | Teeth"),
    )

    class Meta:
        model = Category
        fields = ("name_zh", "name_en", "position")
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parameters"].widget.attrs["rows"] = 8
        if self.instance.pk:
            lines = [
                " | ".join(filter(None, (one.name_zh, one.name_en, one.unit)))
                for one in self.instance.attributes.all()
            ]
            self.initial["parameters"] = "\n".join(lines)

    def clean_parameters(self) -> list[Parameter]:
        """Read the lines; each has a name in both languages, and no two the same."""
        found: dict[str, Parameter] = {}
        for line in self.cleaned_data["parameters"].splitlines():
            parts = [clean_line(part) for part in line.replace("｜", "|").split("|")]
            if not any(parts):
                continue
            lengths = [80, 80, 20]
            if not 2 <= len(parts) <= 3 or not all(parts[:2]) or any(map(_is_longer, parts, lengths)):
                raise forms.ValidationError(
                    _("Not a parameter: “%(line)s”. Example: 齿数 | Teeth"), params={"line": line[:80]}
                )
            if parts[1].casefold() in found:
                raise forms.ValidationError(_("Twice: %(name)s"), params={"name": parts[1]})
            found[parts[1].casefold()] = Parameter(*parts)
        return list(found.values())

    def validate_unique(self) -> None:
        """A name that is taken is the service's to refuse, behind its lock."""


def _is_longer(part: str, length: int) -> bool:
    return len(part) > length
