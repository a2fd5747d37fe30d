"""Choosing the products of an e-sample."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Product
from catalogue.services import MOST_PRODUCTS
from core.forms_once import FormTokenField
from core.ui.fields import LineField


class ESampleForm(forms.Form):
    """A name for oneself, and the products; what is not in sight or withdrawn is no choice."""

    form_token = FormTokenField()
    name = LineField(label=_("Name"), max_length=80, help_text=_("For yourself: the buyer does not see it."))
    products = forms.ModelMultipleChoiceField(
        label=_("Products"), queryset=Product.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products: Any = self.fields["products"]
        products.queryset = Product.objects.visible_to(user).offered().order_by("name_sort", "pk")

    def clean_products(self) -> Any:
        """At most so many as a page can be."""
        chosen = self.cleaned_data["products"]
        if len(chosen) > MOST_PRODUCTS:
            raise forms.ValidationError(_("At most %(count)d products."), params={"count": MOST_PRODUCTS})
        return chosen
