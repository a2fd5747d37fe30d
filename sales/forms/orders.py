"""Forms of an order: the contract with its lines, steps, plan, payments, result."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.scoping import colleagues_of, owners_of
from core.forms_once import FormTokenField
from core.ui.fields import CurrencyField, DayField, PastDayField
from customers.forms.fields import LineField, TextField
from customers.models import Contact, Customer
from inquiries.models import Inquiry
from sales.domain import orders as rules
from sales.domain.quotes import written_price_cell
from sales.models import (
    BalanceDue,
    Order,
    OrderKind,
    OrderState,
    OrderStep,
    PaymentMethod,
    Quote,
    QuoteLine,
    QuoteVersion,
)
from sales.models.quotes import INCOTERM_CHOICES
from sales.selectors.orders import ALL, OPEN, TABS, Wanted
from sales.services.order_payments import PaymentValues
from sales.services.order_steps import Shipping
from sales.services.orders import CONTRACT, OrderLineValues, OrderValues

MAX_LINES = 100
DECIMALS = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


def amount_field(label: Any, **more: Any) -> forms.DecimalField:
    """An amount above nothing, typed as digits."""
    values = {
        "max_digits": 18, "decimal_places": 4, "min_value": Decimal("0.0001"),
        "widget": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **more,
    }  # fmt: skip
    return forms.DecimalField(label=label, **values)


class OrderForm(forms.Form):
    """The contract. Contacts and inquiries are the customer's that the user sees."""

    ordered_on = PastDayField(label=gettext_lazy("Ordered on"))
    currency = CurrencyField()
    buyer_reference = LineField(label=gettext_lazy("Buyer's order number"), max_length=60, required=False)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=gettext_lazy("Contact person"), required=False, empty_label="–"
    )
    inquiry = forms.ModelChoiceField(
        Inquiry.objects.none(), label=gettext_lazy("From inquiry"), required=False, empty_label="–"
    )
    is_sample = forms.BooleanField(
        label=gettext_lazy("Sample order"), required=False,
        help_text=gettext_lazy("Trial and repeat orders are told apart by themselves."),
    )  # fmt: skip
    incoterm = forms.ChoiceField(
        label=gettext_lazy("Incoterm"), required=False, choices=[("", "–"), *INCOTERM_CHOICES]
    )
    named_place = LineField(label=gettext_lazy("Named place"), max_length=80, required=False)
    loading_port = LineField(label=gettext_lazy("Port of loading"), max_length=80, required=False)
    destination = LineField(label=gettext_lazy("Destination"), max_length=80, required=False)
    deposit_percent = forms.DecimalField(
        label=gettext_lazy("Deposit %"), max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False,
        widget=DECIMALS,
    )  # fmt: skip
    balance_due = forms.ChoiceField(label=gettext_lazy("Balance"), choices=BalanceDue.choices)
    balance_days = forms.IntegerField(
        label=gettext_lazy("Days after B/L"), min_value=0, max_value=365, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    payment_note = LineField(
        label=gettext_lazy("Payment terms in words"), max_length=200, required=False,
        help_text=gettext_lazy("Instead of the sentence that is made of the above."),
    )  # fmt: skip
    credit_number = LineField(label=gettext_lazy("L/C number"), max_length=60, required=False)
    credit_expires_on = DayField(label=gettext_lazy("L/C expires on"), required=False)
    credit_ship_by = DayField(label=gettext_lazy("Latest shipment"), required=False)
    marks = TextField(label=gettext_lazy("Shipping marks"), required=False)
    terms = TextField(
        label=gettext_lazy("Further terms"), required=False, help_text=gettext_lazy("Stand on the contract.")
    )
    note = TextField(
        label=gettext_lazy("Note"), required=False, help_text=gettext_lazy("For us; on no document.")
    )
    quote_version = forms.ModelChoiceField(
        QuoteVersion.objects.none(), required=False, widget=forms.HiddenInput
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()

    def __init__(
        self, *args: Any, user: Any, customer: Customer, order: Order | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quote_version"].queryset = versions_for(user, customer)  # type: ignore[attr-defined]
        kept = Q(left_on=None) | Q(pk=order.contact_id if order else None)
        people = Contact.objects.visible_to(user).filter(kept, customer=customer)
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
        asked = Inquiry.objects.visible_to(user).filter(customer=customer).order_by("-received_at")
        self.fields["inquiry"].queryset = asked  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Days after the bill of lading belong to that term alone; a credit's last shipment is not after its end."""
        data = super().clean() or {}
        if data.get("balance_due") == BalanceDue.AFTER and not data.get("balance_days"):
            self.add_error("balance_days", _("How many days?"))
        if data.get("balance_due") != BalanceDue.AFTER:
            data["balance_days"] = 0
        ship_by, expires_on = data.get("credit_ship_by"), data.get("credit_expires_on")
        if ship_by and expires_on and ship_by > expires_on:
            self.add_error("credit_ship_by", _("That is after the letter of credit expires."))
        return data

    def values(self) -> OrderValues:
        """Return what the service takes."""
        return OrderValues(**{name: self.cleaned_data[name] for name in CONTRACT})

    @staticmethod
    def initial_of(order: Order) -> dict[str, Any]:
        """Return the form's values of an order."""
        return {name: _plain(getattr(order, name)) for name in CONTRACT} | {
            "balance_days": order.balance_days or None,
            "contact": order.contact_id, "inquiry": order.inquiry_id, "quote_version": order.quote_version_id,
            "version": order.version,
        }  # fmt: skip


def versions_for(user: Any, customer: Customer) -> Any:
    """Return the versions of the customer's quotes that went out to the buyer: what an order can be made of."""
    quotes = Quote.objects.visible_to(user).filter(customer=customer)
    return QuoteVersion.objects.filter(quote__in=quotes, sent_at__isnull=False)


class OrderLineForm(forms.Form):
    """Goods with quantity and price; packing as far as it is known."""

    model_number = LineField(label=gettext_lazy("Model number"), max_length=40, required=False)
    words = LineField(label=gettext_lazy("Goods"), max_length=300, required=False)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), max_digits=14, decimal_places=2, min_value=Decimal("0.01"), required=False,
        error_messages={"invalid": gettext_lazy("Digits only, for example 3000")},
    )  # fmt: skip
    unit = LineField(label=gettext_lazy("Unit"), max_length=20, required=False)
    price = forms.DecimalField(
        label=gettext_lazy("Price"), max_digits=18, decimal_places=4, min_value=0, required=False,
        error_messages={"invalid": gettext_lazy("Digits only, for example 6.45")},
    )  # fmt: skip
    cartons = forms.IntegerField(
        label=gettext_lazy("Cartons"), min_value=0, max_value=1_000_000, required=False
    )
    net_kg = forms.DecimalField(
        label=gettext_lazy("Net kg"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    gross_kg = forms.DecimalField(
        label=gettext_lazy("Gross kg"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    cbm = forms.DecimalField(
        label=gettext_lazy("CBM"), max_digits=10, decimal_places=3, min_value=0, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            shown = {"class": "form-control", "aria-label": field.label, "placeholder": field.label}
            if name not in {"model_number", "words", "unit"}:
                field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
            field.widget.attrs.update(shown)

    def clean(self) -> dict[str, Any]:
        """A line says what, how many and for how much; net weighs no more than gross; the amount can be written down."""
        data = super().clean() or {}
        if not any(value not in (None, "") for value in data.values()) and not self.errors:
            return data
        for name, question in (
            ("words", _("What?")),
            ("quantity", _("How many?")),
            ("price", _("At which price?")),
        ):
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, question)
        net, gross = data.get("net_kg"), data.get("gross_kg")
        if net is not None and gross is not None and net > gross:
            self.add_error("net_kg", _("Net is more than gross."))
        quantity, price = data.get("quantity"), data.get("price")
        if quantity and price and quantity * price >= LARGEST:
            self.add_error("price", _("This amount is too large."))
        return data


LARGEST = Decimal(10) ** 12
OrderLineFormSet = forms.formset_factory(
    OrderLineForm, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
)
PREFIX = "lines"


def lines_of(formset: Any) -> list[OrderLineValues]:
    """Return the valid formset's lines, without the rows that were left empty."""
    return [OrderLineValues(**form.cleaned_data) for form in formset if form.cleaned_data.get("words")]


def posted_lines(data: Any) -> list[dict[str, str]]:
    """Return the posted rows as they were typed, for a form that is shown again without being judged."""
    try:
        count = max(0, min(int(data.get(f"{PREFIX}-TOTAL_FORMS", 0)), MAX_LINES))
    except ValueError:
        count = 0
    names = OrderLineForm.base_fields
    return [{name: data.get(f"{PREFIX}-{place}-{name}", "") for name in names} for place in range(count)]


def lines_initial(order: Order) -> list[dict[str, Any]]:
    """Return an order's lines as the rows of its form, numbers without the zeros that say nothing."""
    return [
        {name: _plain(getattr(line, name)) for name in OrderLineForm.base_fields}
        | {"price": written_price_cell(line.price)}
        for line in order.lines.all()
    ]


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def lines_of_inquiry(inquiry: Inquiry | None) -> list[dict[str, Any]]:
    """Return what an inquiry asks for as rows of an order's form."""
    return [
        {
            "words": line.words, "quantity": _plain(line.quantity), "unit": line.unit, "price": written_price_cell(line.target_price),
        }
        for line in (inquiry.lines.all() if inquiry else ())
    ]  # fmt: skip


def initial_of_quote(version: QuoteVersion) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the form's values and lines of a quote that went out: what the buyer was offered, packing worked out by carton."""
    initial = {
        "quote_version": version.pk, "inquiry": version.quote.inquiry_id, "contact": version.quote.contact_id,
        "currency": version.currency, "incoterm": version.incoterm, "named_place": version.place,
        "payment_note": version.payment,
    }  # fmt: skip
    return initial, [_line_of_quote(line) for line in version.lines.all()]


def _line_of_quote(line: QuoteLine) -> dict[str, Any]:
    row = {
        "model_number": line.model, "words": line.words or line.model, "quantity": _plain(line.quantity), "unit": line.unit,
        "price": _plain(line.price),
    }  # fmt: skip
    if not line.quantity or not line.per_carton:
        return row
    cartons = -(-line.quantity // line.per_carton)
    weight, volume = line.carton_weight, line.carton_volume
    return row | {
        "cartons": int(cartons),
        "gross_kg": _plain((weight * cartons).quantize(Decimal("0.01"))) if weight is not None else None,
        "cbm": _plain((volume * cartons).quantize(Decimal("0.001"), ROUND_CEILING))
        if volume is not None
        else None,
    }


class StepForm(forms.Form):
    """The day of a step; a shipment brings its bill of lading, an order with money open is completed knowingly."""

    on = PastDayField(label=gettext_lazy("On"))
    bl_number = LineField(label=gettext_lazy("B/L number"), max_length=60, required=False)
    bl_on = PastDayField(label=gettext_lazy("B/L date"), required=False)
    despite_open_money = forms.BooleanField(
        label=gettext_lazy("Complete it although money is still to come in"), required=False
    )

    def __init__(self, *args: Any, order: Order, step: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        if step != rules.SHIPPED:
            del self.fields["bl_number"], self.fields["bl_on"]
        if step != rules.COMPLETED or not order.outstanding:
            del self.fields["despite_open_money"]

    def shipping(self) -> Shipping:
        """Return the bill of lading."""
        return Shipping(self.cleaned_data.get("bl_number", ""), self.cleaned_data.get("bl_on"))


class PlanForm(forms.Form):
    """The planned days of the steps still to come."""

    in_production = DayField(label=OrderStep.IN_PRODUCTION.label, required=False)
    ready = DayField(label=OrderStep.READY.label, required=False)
    shipped = DayField(label=OrderStep.SHIPPED.label, required=False)
    completed = DayField(label=OrderStep.COMPLETED.label, required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        stones = {one.step: one for one in order.milestones.all()}
        initial = {step: stone.planned_on for step, stone in stones.items()}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for step, stone in stones.items():
            if stone.reached_on is not None:
                self.fields.pop(step, None)


class CancelForm(forms.Form):
    """Why an order is cancelled."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=200)


class PaymentForm(forms.Form):
    """Money that came in, in the order's currency."""

    amount = amount_field(gettext_lazy("Amount"))
    paid_on = PastDayField(label=gettext_lazy("Received on"))
    method = forms.ChoiceField(label=gettext_lazy("By"), choices=PaymentMethod.choices)
    reference = LineField(label=gettext_lazy("Bank's reference"), max_length=80, required=False)
    is_refund = forms.BooleanField(label=gettext_lazy("Paid back to the buyer"), required=False)
    is_more = forms.BooleanField(label=gettext_lazy("The buyer paid more than is owed"), required=False)
    form_token = FormTokenField()

    def values(self) -> PaymentValues:
        """Return what the service takes."""
        return PaymentValues(**{name: self.cleaned_data[name] for name in PaymentValues.__dataclass_fields__})


class VoidForm(forms.Form):
    """Why a payment is struck out."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=200)


class ShareForm(forms.Form):
    """A person's part of the result."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Person"), required=False, empty_label="–"
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Percent"), max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=100,
        required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
        for name, css in (("person", "form-select"), ("percent", "form-control")):
            field = self.fields[name]
            field.widget.attrs.update({"class": css, "aria-label": field.label})

    def clean(self) -> dict[str, Any]:
        """Who and how much belong together."""
        data = super().clean() or {}
        if bool(data.get("person")) != bool(data.get("percent")) and not self.errors:
            self.add_error("percent" if data.get("person") else "person", _("Both are needed."))
        return data


ShareFormSet = forms.formset_factory(ShareForm, extra=0, max_num=10, absolute_max=10, validate_max=True)


def sharers_of(user: Any, order: Order) -> Any:
    """Return whom a result can be split between: who sells and whom `user` leads, and who has a part already."""
    there = User.objects.filter(pk__in=order.shares.values("person"))
    return (colleagues_of(user) | there).distinct().order_by("name")


def parts_of(formset: Iterable[Any]) -> list[tuple[User, Decimal]]:
    """Return the valid formset's parts, without the rows that were left empty."""
    rows = [form.cleaned_data for form in formset]
    return [(row["person"], row["percent"]) for row in rows if row.get("person")]


class RewardForm(forms.Form):
    """The reward for an order (S93)."""

    words = LineField(label=gettext_lazy("Reward"), max_length=200)
    amount = amount_field(gettext_lazy("Amount"), required=False)
    currency = CurrencyField(required=False, initial="CNY")

    def clean(self) -> dict[str, Any]:
        """An amount is of some currency."""
        data = super().clean() or {}
        if data.get("amount") and not data.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Of which currency?"))
        return data


class OrderFilter(forms.Form):
    """Filters of the list in the URL; what is not valid is left out."""

    tab = forms.ChoiceField(choices=[(tab, tab) for tab in TABS], required=False, widget=forms.HiddenInput)
    q = LineField(label=gettext_lazy("Number, buyer or goods"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("Every kind")), *OrderKind.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Every state")), *OrderState.choices],
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Owner"), required=False, empty_label=gettext_lazy("Everyone")
    )

    since = forms.DateField(
        label=gettext_lazy("Confirmed from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_of(user, self.data.get("owner", "")).order_by("name")  # type: ignore[attr-defined]
        for bound in self.visible_fields():
            css = "form-select" if isinstance(bound.field, forms.ChoiceField) else "form-control"
            bound.field.widget.attrs |= {"class": css, "aria-label": bound.label}
        self.fields["q"].widget.attrs |= {"placeholder": self.fields["q"].label, "type": "search"}

    def wanted(self) -> Wanted:
        """Return what the URL asks for; a state belongs to its tab."""
        self.is_valid()
        data = self.cleaned_data
        state, tab = data.get("state", ""), data.get("tab") or OPEN
        if state and state not in TABS[tab]:
            tab = ALL
        days = (data.get("since"), data.get("until"))
        return Wanted(tab, data.get("kind", ""), state, data.get("owner"), data.get("q", ""), *days)
