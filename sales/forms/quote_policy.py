"""The settings page of quotes."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PolicyForm
from core.ui.fields import CurrencyField
from customers.forms.fields import LineField
from sales.domain.quote_policy import LONGEST, QuotePolicy
from sales.models.quotes import INCOTERM_CHOICES


class QuotePolicyForm(PolicyForm):
    """What a new quote begins with; each quote may say otherwise."""

    refusals: ClassVar = {"days_out_of_range": _("Between 1 and 365 days.")}

    incoterm = forms.ChoiceField(label=_("Incoterm"), choices=INCOTERM_CHOICES)
    place = LineField(label=_("Named place"), max_length=80, required=False, help_text=_("Such as Ningbo"))
    currency = CurrencyField()
    payment = LineField(
        label=_("Payment"), max_length=200, required=False,
        help_text=_("In English, as it stands in the quote. Such as: 30% T/T deposit, 70% against B/L copy"),
    )  # fmt: skip
    lead_days = forms.IntegerField(
        label=_("Lead time (days)"), min_value=0, max_value=2 * LONGEST, required=False
    )
    valid_days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=LONGEST)
    renew_days = forms.IntegerField(label=_("Remind before the end (days)"), min_value=0, max_value=LONGEST)

    @classmethod
    def summary_of(cls, policy: QuotePolicy) -> str:
        """Return the usual terms in a line."""
        term = " ".join(filter(None, (policy.incoterm, policy.place)))
        days = _("valid for %(days)s days") % {"days": policy.valid_days}
        return " · ".join(str(part) for part in (term, policy.currency, policy.payment, days) if part)

    def values(self) -> dict[str, Any]:
        """Return the section's JSON."""
        return dict(self.cleaned_data)
