"""The forms that set the rules of samples and proofs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.forms import PolicyForm
from core.ui.fields import CurrencyField
from core.ui.formats import money
from sales.domain.proofs import MOST_DAYS, ProofPolicy
from sales.domain.samples import MOST_PIECES, SamplePolicy


class SamplePolicyForm(PolicyForm):
    """From when on a sample waits for the T/T receipt (S89), and how long a parcel is under way; all empty: not set."""

    pay_from_pieces = forms.IntegerField(
        label=_("T/T first from so many pieces"), min_value=1, max_value=MOST_PIECES, required=False,
        help_text=_("Empty: not set, the number of pieces asks for nothing."),
    )  # fmt: skip
    pay_from_value = forms.DecimalField(
        label=_("T/T first from this value of the goods"), max_digits=14, decimal_places=2, min_value=1, required=False,
        help_text=_("Empty: not set, the value asks for nothing."),
    )  # fmt: skip
    pay_currency = CurrencyField(label=_("Currency of the value"), initial="USD")
    transit_days = forms.IntegerField(
        label=_("Days until a parcel is there"), min_value=1, max_value=90, required=False,
        help_text=_("Empty: not set, whoever sends a sample writes the day."),
    )  # fmt: skip

    refusals: ClassVar[Mapping[str, Promise]] = {
        "pieces": _("Between 1 and 100,000 pieces."),
        "value": _("More than nothing."),
        "transit": _("Between 1 and 90 days."),
    }

    def values(self) -> dict[str, Any]:
        """Return what is stored: an amount as a text."""
        data = dict(self.cleaned_data)
        amount = data["pay_from_value"]
        return data | {"pay_from_value": None if amount is None else str(amount)}

    @classmethod
    def summary_of(cls, policy: SamplePolicy) -> str:
        """Return in a line when the buyer pays first."""
        parts = []
        if policy.pay_from_pieces:
            parts.append(gettext("from %(count)s pieces") % {"count": policy.pay_from_pieces})
        if policy.pay_from_value:
            parts.append(
                gettext("from %(amount)s") % {"amount": money(policy.pay_from_value, policy.pay_currency)}
            )
        first = (
            gettext("T/T first %(when)s") % {"when": gettext(", ").join(parts)}
            if parts
            else gettext("T/T first: not set")
        )
        days = policy.transit_days
        if days is None:
            not_set = gettext("days under way: not set")
            return f"{first} · {not_set}"
        under_way = ngettext("%(count)s day under way", "%(count)s days under way", days)
        return f"{first} · {under_way % {'count': days}}"


class ProofPolicyForm(PolicyForm):
    """How long production has to name a date, and the manager to settle it (S91)."""

    promise_within_days = forms.IntegerField(
        label=_("Working days in which production names a date"), min_value=1, max_value=MOST_DAYS,
        help_text=_("After that the manager has a task to settle it."),
    )  # fmt: skip
    boss_after_days = forms.IntegerField(
        label=_("Working days after which the boss sees it"), min_value=1, max_value=MOST_DAYS
    )

    refusals: ClassVar[Mapping[str, Promise]] = {"days": _("Between 1 and 10 working days.")}

    @classmethod
    def summary_of(cls, policy: ProofPolicy) -> str:
        """Return both in a line."""
        days = {
            "manager": policy.promise_within_days,
            "boss": policy.promise_within_days + policy.boss_after_days,
        }
        return (
            gettext("Without a date: the manager after %(manager)s working day(s), the boss after %(boss)s")
            % days
        )
