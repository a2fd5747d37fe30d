"""The forms that set this app's rules: the open pool, how much a lookup shows, grades, exports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PolicyForm


class PoolPolicyForm(PolicyForm):
    """The open pool (公海): on only with its figures (rules.md §6, §10)."""

    is_on = forms.BooleanField(label=_("The open pool is on"), required=False)
    missed_rounds = forms.IntegerField(
        label=_("Rounds missed until a customer falls into the pool"),
        min_value=1,
        max_value=99,
        required=False,
    )
    claims_per_week = forms.IntegerField(
        label=_("Customers that one person may take out a week"), min_value=1, max_value=999, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A pool without its figures would take customers by nobody's rule."""
        data = super().clean() or {}
        for name in ("missed_rounds", "claims_per_week"):
            if data.get("is_on") and name not in self.errors and data.get(name) is None:
                self.add_error(name, _("The pool needs this figure."))
        return data


class LookupPolicyForm(PolicyForm):
    """How many colleagues' customers one person sees by lookups (trust.md D3)."""

    colleagues_per_hour = forms.IntegerField(
        label=_("Colleagues' customers shown to one person within an hour"),
        min_value=1,
        max_value=1000,
        help_text=_("Beyond it matches are withheld, and the manager is told."),
    )


class GradingPolicyForm(PolicyForm):
    """When a grade asks to be confirmed (rules.md §2)."""

    confirm_after_days = forms.IntegerField(
        label=_("A grade asks to be confirmed after: days"), min_value=1, max_value=3_650
    )


class ExportPolicyForm(PolicyForm):
    """Who may export customers, and how many (permissions.md, trust.md X4)."""

    salespeople = forms.BooleanField(label=_("Salespeople may export their own customers"), required=False)
    managers = forms.BooleanField(label=_("Managers may export those of their teams"), required=False)
    boss = forms.BooleanField(label=_("The boss may export all"), required=False)
    rows_per_day = forms.IntegerField(
        label=_("Customers that one person may export a day"),
        min_value=1,
        max_value=100_000,
        help_text=_("More waits until another person, a manager or the boss, allows it."),
    )
    pages_per_hour = forms.IntegerField(
        label=_("Customers' pages that one person reads an hour before the manager is told"),
        min_value=1,
        max_value=10_000,
    )


class ImportPolicyForm(PolicyForm):
    """Who may import customers (permissions.md)."""

    salespeople = forms.BooleanField(label=_("Salespeople may import customers of their own"), required=False)
