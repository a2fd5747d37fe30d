"""Forms of negotiation sheets and of competitors' prices."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.models import Unit
from core.forms import PolicyForm
from core.forms_once import FormTokenField
from core.ui.countries import CountryChoiceField, CountrySelect
from core.ui.fields import CurrencyField, PastDayField
from core.ui.widgets import SegmentedRadio
from customers.forms.fields import LineField, TextField
from customers.models import Contact, Customer
from sales.domain.quotes import written_price_cell
from sales.domain.rival_prices import LONGEST, RivalPolicy
from sales.forms.orders import amount_field
from sales.forms.sample_fields import ModelNumberField
from sales.models import Negotiation, Order, Outcome, PriceSource, Quote
from sales.models.quotes import INCOTERM_CHOICES
from sales.services.competitor_prices import RivalValues
from sales.services.negotiations import NegotiationValues


class NegotiationForm(forms.Form):
    """How far we go: of each mark a price, words, or both. Contacts, quotes and orders are the customer's."""

    hides_optional = True

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    subject = LineField(label=_("About"), max_length=120, help_text=_("Such as: price of the trial order"))
    currency = CurrencyField(initial="USD")
    opening_price = amount_field(_("We open with"), required=False)
    opening = LineField(label=_("in words"), max_length=200, required=False)
    target_price = amount_field(_("We want"), required=False)
    target = LineField(label=_("in words"), max_length=200, required=False)
    walk_away_price = amount_field(_("We walk away at"), required=False)
    walk_away = LineField(label=_("in words"), max_length=200, required=False)
    decision_maker = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Who decides"), required=False, empty_label="–"
    )
    decision_note = LineField(
        label=_("How it is decided"), max_length=200, required=False,
        help_text=_("Who has a say besides, what counts for them, by when."),
    )  # fmt: skip
    quote = forms.ModelChoiceField(
        Quote.objects.none(), label=_("Of a quote"), required=False, empty_label="–"
    )
    order = forms.ModelChoiceField(
        Order.objects.none(), label=_("Of an order"), required=False, empty_label="–"
    )
    outcome = forms.ChoiceField(
        label=_("State"), choices=Outcome.choices, initial=Outcome.OPEN, widget=SegmentedRadio
    )

    def __init__(self, *args: Any, user: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["decision_maker"].queryset = Contact.objects.visible_to(user).filter(customer=customer)
        fields["quote"].queryset = Quote.objects.visible_to(user).filter(customer=customer).order_by("-pk")
        fields["order"].queryset = Order.objects.visible_to(user).filter(customer=customer).order_by("-pk")

    def values(self) -> NegotiationValues:
        """Return what the service takes."""
        return NegotiationValues(
            **{name: self.cleaned_data[name] for name in NegotiationValues.__dataclass_fields__}
        )


def initial_of(sheet: Negotiation) -> dict[str, Any]:
    """Return a sheet as its form begins."""
    keys = {"decision_maker", "quote", "order"}
    names = NegotiationValues.__dataclass_fields__
    found = {name: getattr(sheet, f"{name}_id" if name in keys else name) for name in names}
    return {
        name: written_price_cell(value) if name.endswith("_price") else value for name, value in found.items()
    } | {"version": sheet.version}


class ConcessionForm(forms.Form):
    """What we gave, and what for."""

    form_token = FormTokenField()
    what = LineField(label=_("What we gave"), max_length=200)
    in_return = LineField(
        label=_("What we got for it"),
        max_length=200,
        required=False,
        help_text=_("Nothing is given for nothing."),
    )
    given_on = PastDayField(label=_("Day"))


class RivalForm(forms.Form):
    """What somebody else asks: who, how much, for what; the rest is filled in or left out."""

    hides_optional = True

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    competitor = LineField(label=_("Competitor"), max_length=120)
    price = amount_field(_("Price"))
    currency = CurrencyField(initial="USD")
    product = ModelNumberField(help_text=_("As in our catalogue; else say it in words."))
    words = LineField(label=_("Product in words"), max_length=160, required=False)
    country = CountryChoiceField(label=_("Market"))
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.PIECE)
    incoterm = forms.ChoiceField(label=_("Incoterm"), choices=[("", "–"), *INCOTERM_CHOICES], required=False)
    seen_on = PastDayField(label=_("Seen on"))
    source = forms.ChoiceField(label=_("Source"), choices=PriceSource.choices, initial=PriceSource.BUYER)
    source_note = LineField(label=_("Where exactly"), max_length=200, required=False)
    note = TextField(label=_("Note"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].user = user  # type: ignore[attr-defined]  # a ModelNumberField

    def values(self) -> RivalValues:
        """Return what the service takes."""
        return RivalValues(**{name: self.cleaned_data[name] for name in RivalValues.__dataclass_fields__})


class RivalFilterForm(forms.Form):
    """The filters of the list: GET, in the URL."""

    hides_optional = True

    q = LineField(label=_("Product or competitor"), max_length=100, required=False)
    country = CountryChoiceField(label=_("Market"))
    fresh = forms.BooleanField(label=_("Without aged ones"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search, country = self.fields["q"], self.fields["country"]
        named = {"class": "form-control", "aria-label": search.label, "placeholder": search.label}
        search.widget = forms.TextInput(attrs={"type": "search", "data-list-search": True, **named})
        country.widget = CountrySelect(
            attrs={"class": "form-select", "aria-label": country.label}, empty_label=_("Every market")
        )


class RivalPolicyForm(PolicyForm):
    """When a competitor's price is too old to go by."""

    refusals: ClassVar[Mapping[str, Promise]] = {"days": _("Between 1 and 1,095 days.")}

    aged_after_days = forms.IntegerField(
        label=_("Aged after (days)"), min_value=1, max_value=LONGEST,
        help_text=_("An aged price is marked, and is no hint while quoting."),
    )  # fmt: skip

    @classmethod
    def summary_of(cls, policy: RivalPolicy) -> str:
        """Return it in a line."""
        return str(_("aged after %(days)s days")) % {"days": policy.aged_after_days}
