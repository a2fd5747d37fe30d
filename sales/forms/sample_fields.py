"""Fields and sentences that the forms of samples, proofs, requests, visits and insight share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from customers.forms.fields import LineField
from sales.services.sample_refusals import SampleRefused

REFUSALS = {
    "foreign_contact": _("This person belongs to another customer."),
    "foreign_inquiry": _("This inquiry belongs to another customer."),
    "foreign_proof": _("This proof belongs to another customer."),
    "no_lines": _("Write what is to be sent."),
    "names_buyer": _("Other departments read this and know no buyers: leave “%(word)s” out."),
    "no_reason": _("Write the reason."),
    "no_account": _("Write the buyer's account number at the courier."),
    "not_from_here": _("Somebody has changed this meanwhile. Look again."),
    "not_checked": _("The quality check comes before dispatch: the buyer judges us by this piece."),
    "not_paid": _("It waits for the T/T receipt. Note it first."),
    "in_future": _("This day has not come yet."),
    "before_sent": _("Not before it is sent."),
    "before_requested": _("Not before it was asked for."),
    "date_passed": _("This day has passed."),
    "too_far": _("That is too far ahead."),
    "no_text": _("Write it down."),
    "foreign_quote": _("This quote belongs to another customer."),
    "foreign_order": _("This order belongs to another customer."),
    "one_only": _("Either a quote or an order."),
    "no_mark": _("Write at least one of the three: a price or words."),
    "no_product": _("Which product? A model number, or words."),
    "no_amount": _("More than nothing."),
    "no_such_person": _("This colleague cannot be asked. Choose somebody else."),
    "too_many": _("That is enough files for one visit."),
    "stale": _(
        "Somebody saved this meanwhile. What you typed is still here: look at the page, then save again."
    ),
}


def word_refusal(refusal: SampleRefused) -> str:
    """Return the sentence for what a service refused."""
    words = str(REFUSALS[refusal.code])
    return words % {"word": refusal.word} if refusal.word else words


def add_refusal(form: forms.Form, refusal: SampleRefused) -> None:
    """Put the refusal at its field, or above the form where the form has no such field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, word_refusal(refusal))


class ModelNumberField(LineField):
    """The model number of a product of the catalogue; its value is the product, None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"label": _("Model number"), "max_length": 40, "required": False}
        super().__init__(**{**defaults, **kwargs})
        self.user: Any = None

    def clean(self, value: Any) -> Product | None:
        """Return the product. Raises ValidationError for a number that is not in the catalogue."""
        number = super().clean(value)
        if not number:
            return None
        found = Product.objects.visible_to(self.user).filter(model_number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(_("No product has this model number."), code="unknown")
        return found


def amount_field(label: Any) -> forms.DecimalField:
    """Return the field of an amount of money that may be left out."""
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, min_value=0, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": _("Digits only, for example 6.45")},
    )  # fmt: skip


def pieces_field() -> forms.IntegerField:
    """Return the field of a number of pieces."""
    return forms.IntegerField(
        label=_("Pieces"), min_value=1, max_value=100_000, initial=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )  # fmt: skip
