"""Forms of this app's policy sections."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PolicyForm
from sales.policies import OrderPapers

LONGEST = 4_000


class OrderPapersForm(PolicyForm):
    """The bank account, and the terms of every contract."""

    bank = forms.CharField(
        label=_("Bank account"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In English, line by line: beneficiary, bank, account, SWIFT."),
    )  # fmt: skip
    contract_terms = forms.CharField(
        label=_("Terms of contract"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In English, a term a line: quality, claims, force majeure, arbitration."),
    )  # fmt: skip

    @classmethod
    def summary_of(cls, policy: OrderPapers) -> str:
        """Return which of the two are there, in a line."""
        said = [
            label
            for label, text in (
                (_("Bank account"), policy.bank),
                (_("Terms of contract"), policy.contract_terms),
            )
            if text
        ]
        return " · ".join(map(str, said)) or str(_("Not written yet"))
